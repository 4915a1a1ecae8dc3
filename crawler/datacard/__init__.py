"""The card of a data set: what `scrapy datacard` writes beside record files."""
