"""What `scrapy report` writes: one HTML page with the figures of a run, and every article as its page was read.

Lines become records (`records`), records are counted (`figures`, `sites`) and drawn by lot (`sample`); those drawn
become readings (`reading`), which are packed to a size (`packing`) and printed (`page`). `build` puts it together.
"""
