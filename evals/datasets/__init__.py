"""Public evaluation sets: one small module each reads a folder the user names and gives typed records."""
