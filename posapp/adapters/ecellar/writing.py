"""Writes a CSV file that spreadsheets open safely: whole or not at all, a row at a time."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from uuid import uuid4

from posapp.adapters.ecellar.cells import safe_cell
from posapp.adapters.ecellar.columns import Column
from posapp.domain.card_numbers import mask_card_numbers
from posapp.domain.errors import DomainError

_BOM = "\ufeff"
"""Without it spreadsheets take the text for that of an old code page."""


def write_sheet(path: Path, rows: Iterable[Mapping[str, str]], *, columns: Sequence[Column]) -> int:
    """Put the rows in `path`'s place; what was there stays until all is on the disk.

    Returns how many rows were written. Every cell is quoted, so that no other delimiter can begin
    a cell of its own. Raises a DomainError when the file cannot be written.
    """
    aside = path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")
    names = [column.name for column in columns]
    try:
        with aside.open("x", encoding="utf-8", newline="") as file:
            count = 0
            file.write(_BOM)
            writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
            writer.writerow(names)
            for row in rows:
                writer.writerow([_cell(row.get(name, "")) for name in names])
                count += 1
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror or error}."
        raise DomainError("cannot_write", message, field="file") from error
    finally:
        aside.unlink(missing_ok=True)
    return count


def _cell(text: str) -> str:
    return safe_cell(mask_card_numbers(text.replace("\0", "")))


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # there a folder cannot be opened
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
