"""Briefs: an outline of questions becomes a document whose every sentence has a footnote that holds."""
