"""Editions: several stories as one recording."""
