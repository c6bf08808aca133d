"""The local store: one SQLite file, its schema, its repositories and its reads.

Nothing is imported here, so that the first board is read before SQLAlchemy is loaded.
"""
