"""Outputs beyond JSON Lines: compressed feeds and Parquet."""
