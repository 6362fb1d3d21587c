"""Benchmarks for the figures in README: `python -m benchmarks`. Ratios come from a single run."""
