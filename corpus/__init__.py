"""Publications to pages to passages. Knows nothing of models or indexes."""
