"""What is remembered between runs: one SQLite file, and one small class a subject over its connection.

`database.open_state` opens the file. Everything that a run writes to it goes into one transaction that is committed
together with the records on the disk (see `crawler.news.commits`): whatever kills a run, file and records agree.
"""
