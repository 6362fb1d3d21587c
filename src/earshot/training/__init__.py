"""Recordings of a reader → a voice: one file that the `house` engine speaks with.

The only package that imports torch, so nothing else may import it but the command that trains.
"""
