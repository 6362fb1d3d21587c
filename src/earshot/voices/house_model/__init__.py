"""The model of the house voices, in NumPy."""
