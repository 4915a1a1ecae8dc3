"""The catalogue: what walls, promos and the rest of a page say, as data with examples.

`*.toml` hold the rules, one file a language, `any.toml` for what needs none, `vendors.toml` for elements.
`phrases` turns a phrase into a pattern, `rules` loads and checks the files, `matcher` runs them.
"""
