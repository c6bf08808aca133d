"""SQL to immutable rows for screens.

Driver only: the first board is read before SQLAlchemy is loaded.
"""
