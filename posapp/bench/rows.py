"""Rows for timings: bookings of two years in the shape of the wire, the same for the same seed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

from posapp.sandbox.harvest import saturday
from posapp.sandbox.tock.style import Channel

DAY_MS = 86_400_000
_DAYS_EACH_WAY = 365
_FIRST_NUMBER = 500_000_000


def write_export(path: Path, *, rows: int, seed: int) -> int:
    """Write an export file of so many rows, one to a line; returns its bytes."""
    bodies = export_rows(rows=rows, seed=seed)
    path.write_bytes(b"[" + b",\n".join(bodies) + b"]")
    return path.stat().st_size


def export_rows(*, rows: int, seed: int) -> list[bytes]:
    """The rows of an export file: a harvest Saturday's, on other days and with other numbers."""
    tock = saturday(seed).world.tock
    templates = [row for row in tock.rows() if not row.is_walk_in()]
    dice = Random(seed)  # noqa: S311
    made = []
    for number in range(rows):
        template = templates[number % len(templates)]
        row = replace(
            template,
            key=replace(template.key, number=_FIRST_NUMBER + number),
            service_ms=template.service_ms + dice.randint(-_DAYS_EACH_WAY, _DAYS_EACH_WAY) * DAY_MS,
            confirmation_code=f"B{number:07}",
        )
        body = json.dumps(tock.render(row, channel=Channel.EXPORT), separators=(",", ":"))
        made.append(body.encode())
    return made
