"""A small local news site with every kind of wall: the demo, and what the tests play against.

Six invented papers in five languages share one host on a loopback port. What they print is data:
`articles/PAPER/*.toml` are the stories with what is true of each copy of them, `papers.toml` says how each paper
is furnished, `words/LANGUAGE.toml` holds the lines that stand around a story.

    tables    TOML, read with errors that say where
    stories   the papers and their articles
    words     the lines of a language
    copies    one copy of a story, line by line with the kind of each: what is served, and what is true of it
    meter     who has read how much today
    pages     copies, fronts, feeds and interstitials as HTML and XML
    house     which answer a request gets; pure, no network
    server    the house on a port, inside a running reactor

`python -m crawler.newsroom` opens it for a browser.
"""

from __future__ import annotations

from crawler.newsroom.copies import Expectation, Line, expected
from crawler.newsroom.stories import Behaviour, Paper, Story, load_articles, load_papers

__all__ = ["Behaviour", "Expectation", "Line", "Paper", "Story", "expected", "load_articles", "load_papers"]
