"""The Model Context Protocol: the assistant as tools of other programs' models."""
