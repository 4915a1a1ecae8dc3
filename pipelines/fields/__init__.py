"""What the metadata stage reads a field at a time: statements of the page, headline, people, dates, language."""
