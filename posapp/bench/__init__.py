"""Honest timings of what this program exists for, as ratios to a floor in the same run."""
