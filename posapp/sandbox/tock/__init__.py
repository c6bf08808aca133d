"""Tock as the sandbox plays it: reservations and their history, exports, feed, guest ingest."""
