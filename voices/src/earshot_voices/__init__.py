"""Narrators in Earshot's house format. Earshot finds the files by itself."""
