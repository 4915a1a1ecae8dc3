"""Keeping what was fetched: WARC files, as the crawl goes."""
