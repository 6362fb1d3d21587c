"""Feeds and news sitemaps."""
