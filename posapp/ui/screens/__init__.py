"""Screens: one folder each, found by its `SCREEN`. Adding one needs no edit anywhere else."""
