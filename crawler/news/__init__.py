"""The news crawl's own parts: what it is told, when it asks whom, and how its records and its memory stay in step."""
