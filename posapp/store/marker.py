"""The marker beside the database: proof that a store was here, kept outside of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from posapp.store.files import write_durably


@dataclass(frozen=True, slots=True)
class Marker:
    """`was_closed` is False while the store is open, and so after a crash."""

    install_id: str
    schema: int
    last_payment_seq: int = 0
    was_closed: bool = False


def read_marker(path: Path) -> Marker | None:
    """The marker, None when there is none; an unreadable one still says: there was a store."""
    try:
        return Marker(**json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        return Marker(install_id="", schema=0)


def write_marker(path: Path, marker: Marker) -> None:
    """Replace the marker as a whole."""
    write_durably(path, json.dumps(asdict(marker)) + "\n")
