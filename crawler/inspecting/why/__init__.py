"""What `scrapy inspect --why` tells of one block: every signal behind its kind, and by how much.

`deciding` runs the body stage again, step by step, on a draft of its own, and asks it what would have been otherwise;
`attribution` shares a model's log-odds out among the features; `features` and `signals` give both their plain names;
`finding` reads which block is meant. `told` puts it together, the rest draws it.
"""
