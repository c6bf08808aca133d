"""The two column types of the store, Text and whole numbers, and its checks.

Explicit because STRICT tables refuse what SQLModel would emit for a plain `str` field.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, MetaData, Text
from sqlalchemy import text as sql_text
from sqlmodel import Field, SQLModel

WHOLE = BigInteger().with_variant(Integer(), "sqlite")
"""Milliseconds and cents need 64 bits: SQLite's INTEGER has them, PostgreSQL's does not."""

STRICT: dict[str, object] = {"sqlite_strict": True}


class Table(SQLModel):
    """What all tables share. Rows are never validated; write only checked values."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )


def text() -> Any:
    """A text that is always there; "" says there is nothing to tell."""
    return Field(sa_column=Column(Text, nullable=False))


def text_or_blank() -> Any:
    """A text that rows of before this column have blank."""
    return Field(default="", sa_column=Column(Text, nullable=False, server_default=""))


def text_or_none() -> Any:
    """A text that may be absent."""
    return Field(default=None, sa_column=Column(Text, nullable=True))


def text_key() -> Any:
    """The primary key as text: ours is a time-ordered UUID, a vendor's any text."""
    return Field(sa_column=Column(Text, primary_key=True, nullable=False))


def whole() -> Any:
    """A whole number that is always there: cents, ms, a count, or 0 and 1 for no and yes."""
    return Field(sa_column=Column(WHOLE, nullable=False))


def whole_or_none() -> Any:
    """A whole number that may be absent."""
    return Field(default=None, sa_column=Column(WHOLE, nullable=True))


def row_number() -> Any:
    """A number the store assigns, in the order of insertion."""
    return Field(default=None, sa_column=Column(WHOLE, primary_key=True, nullable=False))


def one_of(column: str, words: Iterable[StrEnum]) -> CheckConstraint:
    """The column holds one of these words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_word")


def yes_or_no(*columns: str) -> list[CheckConstraint]:
    """The columns hold 0 or 1."""
    return [CheckConstraint(f"{name} IN (0, 1)", name=f"{name}_bool") for name in columns]


def partial_index(name: str, *columns: str, where: str) -> Index:
    """An index over the rows that `where` selects; queries must repeat its words exactly."""
    condition = sql_text(where)
    return Index(name, *columns, sqlite_where=condition, postgresql_where=condition)
