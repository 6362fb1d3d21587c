"""Subscriptions to feeds and news sitemaps, whose new entries become stories."""
