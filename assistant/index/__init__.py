"""Indexes over the library's passages: each can be made again from it, and each says how far it has followed it."""
