"""Which sentences answer a question, what in them does, and which are quoted."""
