"""The library: SQLite holds the truth; every index can be made again from it."""
