"""Trains a voice for the `house` engine from recordings of one speaker; the result is one file.

This is the only package that imports torch. Only the training command may import it.
"""
