"""Many papers with many articles, each on a host of its own: what a crawl of any size is measured against.

Everything is made from a seed: the same plan prints the same pages in every run and on every machine.

    plan      how many sites and articles, which day it is, and what changes from day to day
    texts     stories put together from sentences; texts/LANGUAGE.toml holds them
    sites     one paper of the city: its name, language, look, feed, meter and address
    history   which articles are out on a day, and what has been changed in them
    printing  a story of the city, and which copy of it is served how
    lists     fronts, feeds, sitemaps and robots.txt
    journal   what was asked for, counted by address and day
    answers   which answer a request gets; pure, no network
    server    the city on its addresses, inside a running reactor
    process   the city in a process of its own, for tests and benchmarks

`python -m crawler.newsroom --city` opens it.
"""

from __future__ import annotations
