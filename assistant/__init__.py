"""Passages to checked answers."""
