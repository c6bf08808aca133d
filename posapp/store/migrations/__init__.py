"""Alembic steps; run by posapp.store.migrating on a verified copy, never on the store itself."""

SCHEMA_NUMBER = 1
"""The number of the newest step: the store's user_version after all of them."""
