"""Alembic steps; run by posapp.store.migrating on a verified copy, never on the store itself."""

from pathlib import Path

SCHEMA_NUMBER = 3
"""The number of the newest step: the store's user_version after all of them."""

STEPS: tuple[Path, ...] = (Path(__file__).parent / "versions",)
"""The folders of the steps."""
