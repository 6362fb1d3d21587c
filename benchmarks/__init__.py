"""What README's figures come from: `python -m benchmarks`, ratios taken in one run."""
