"""What was connected in the window: `connections.json` beside the settings, never a secret in it.

It wins over the sections of the same name in settings.toml; a role that was disconnected here stays
so. A damaged file is said, and nothing is guessed from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from posapp.domain.errors import DomainError
from posapp.ports.office import Role
from posapp.store.files import write_durably

FILE_NAME = "connections.json"
_DAMAGED_NAME = "connections.damaged.json"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """The system a role is connected to, "" for none, and its plain values."""

    backend: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


class _Role(msgspec.Struct, frozen=True):
    backend: str
    fields: dict[str, str] = {}


class _File(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    roles: dict[Role, _Role]


class KeptConnections:
    """The file of one terminal."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    def load(self) -> dict[Role, Choice]:
        """What is kept, by role; a DomainError when the file is there and cannot be read."""
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=_File)
        except FileNotFoundError:
            return {}
        except (msgspec.MsgspecError, UnicodeDecodeError, OSError, RecursionError) as error:
            message = (
                f"{FILE_NAME} cannot be read, so no back office is connected: connect it again."
                " What is unsent waits."
            )
            raise DomainError("bad_connections", message, field=FILE_NAME) from error
        if kept.version > _VERSION:
            message = f"{FILE_NAME} was written by a newer posapp; no back office is connected."
            raise DomainError("newer_connections", message, field=FILE_NAME)
        return {role: Choice(one.backend, one.fields) for role, one in kept.roles.items()}

    def save(self, choices: Mapping[Role, Choice]) -> None:
        """Replace the file as a whole; a DomainError when the disk does not take it."""
        roles = {role: _Role(one.backend, dict(one.values)) for role, one in choices.items()}
        text = msgspec.json.format(
            msgspec.json.encode(_File(version=_VERSION, roles=roles), order="deterministic")
        )
        try:
            write_durably(self._path, text.decode() + "\n")
        except OSError as error:
            message = f"{FILE_NAME} could not be written: {error.strerror or error}."
            raise DomainError("not_kept", message) from error

    def set_aside(self) -> None:
        """Keep a damaged file beside the one that takes its place."""
        try:
            self._path.replace(self._path.with_name(_DAMAGED_NAME))
        except FileNotFoundError:
            return
