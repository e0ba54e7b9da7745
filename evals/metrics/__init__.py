"""Metrics, one a file: each says its formula and its paper, and gives None, not 0, where it does not apply."""
