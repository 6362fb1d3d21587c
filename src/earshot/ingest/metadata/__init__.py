"""Metadata of articles: headline, authors, dates and language."""
