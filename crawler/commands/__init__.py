"""copydesk's own `scrapy` commands."""
