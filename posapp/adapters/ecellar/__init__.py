"""eCELLAR by files: it has no public API, so customers and orders go both ways as CSV.

A room of its own beside `backoffice`: nothing here is a connection, and no lane ever runs it.
"""
