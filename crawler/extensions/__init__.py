"""What watches a crawl: outputs, counts and the summary at its end."""
