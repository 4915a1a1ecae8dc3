"""Readers of what lies on disk already: web archives and text records. Nothing here needs Scrapy's engine."""
