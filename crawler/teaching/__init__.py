"""What `scrapy markers` does: teaching the catalogue new wording.

`listing` shows what there is, `trying` says which rules know a text and why others nearly do, `linting` checks rule
files. `mining` counts what stands behind stories and no rule knows, `counting` in bounded memory; `generalising` finds
what varies in it, and `proposing` writes it as rules to review.
"""
