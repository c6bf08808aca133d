"""What staff and lanes do: one verb per file, a command and a function on an open unit of work."""
