"""Whole programs for tests: their first start takes no migration, and a PIN's hash little work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from posapp.adapters import pins
from posapp.app import Program, open_program
from posapp.settings import Settings
from posapp.surroundings import Surroundings
from tests.support.stores import new_store


def program_in(folder: Path, *, surroundings: Surroundings, settings: Settings) -> Program:
    """The program in a folder; all but the making of its store is as ever."""
    if not folder.exists():
        new_store().lay(folder)
    return open_program(folder, surroundings=surroundings, settings=settings)


@contextmanager
def quick_pins() -> Iterator[None]:
    """PINs are hashed as always, only with far less work."""
    with pytest.MonkeyPatch.context() as patch:
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(pins, "_HASHER", quick)
        yield
