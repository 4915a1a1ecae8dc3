"""Quality and speed of the chain, measured on a corpus that is given by its path."""
