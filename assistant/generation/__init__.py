"""Sentences written by a language model: prompt, stream, parser, and where the model comes from."""
