"""What a question asks: its words, names and kind, its parts, what it follows on, whether it may be answered."""
