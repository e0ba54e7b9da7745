"""Small models: MiniLM, the encoders fitted over it, and their weights."""
