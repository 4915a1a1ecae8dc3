"""The spiders; each brings `crawler.items.Page`s and leaves the reading of them to the pipelines."""
