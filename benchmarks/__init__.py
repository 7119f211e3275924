"""Speeds as ratios to the bare thing, printed, never asserted: `python -m benchmarks [NAME …]`."""
