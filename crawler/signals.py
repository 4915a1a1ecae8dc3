"""Signals of the project's own, sent through Scrapy's signal manager."""

site_set_aside = object()
"""A host asked to be left alone for a while (429, or 503 with Retry-After).

Keyword arguments of the handler: `host` (str, without a port), `url` (str, what was asked for), `until` (datetime in
UTC), `reason` (str, for people).
Until then every request to the host fails with `crawler.middlewares.refusals.SetAsideError`.
"""

robots_read = object()
"""The robots.txt of a host was read; sent before any request to the host goes out.

Keyword arguments of the handler: `url` (str, an address on that host), `body` (bytes; empty where there are no rules).
"""
