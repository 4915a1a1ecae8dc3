"""What `scrapy inspect` shows: where a page comes from, what is made of it, how it is drawn."""
