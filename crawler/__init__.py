"""The Scrapy application around the desk."""

__version__ = "0.1.0"
