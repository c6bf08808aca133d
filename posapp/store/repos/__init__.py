"""Rows to domain values and back, one file per repository of ports.store."""
