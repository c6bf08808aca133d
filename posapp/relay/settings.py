"""What a relay is told: relay.toml in its folder, POSAPP_RELAY_* variables, then the command line.

The header's value is a secret: it comes from a variable or a file of its own, not from relay.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from posapp.domain.errors import DomainError

FILE_NAME = "relay.toml"
PREFIX = "POSAPP_RELAY_"

_NAME = re.compile(r"[A-Za-z0-9-]{1,64}")
_PATH = re.compile(r"/[A-Za-z0-9/._~-]{1,200}")
_LEAST_SECRET = 16
_APART = "header_value"


@dataclass(frozen=True, slots=True)
class RelaySettings:
    """All of it. `header_values` are accepted side by side while one replaces another."""

    folder: Path | None = None
    database: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8750
    header_name: str = "X-Posapp-Relay"
    header_values: tuple[str, ...] = field(default=(), repr=False)
    header_value_file: str = ""
    reservation_path: str = "/tock/reservation"
    guest_path: str = "/tock/guest"
    business_ids: tuple[str, ...] = ()
    business_group_id: str = ""
    max_body_bytes: int = 256 * 1024
    keep_days: float = 14.0
    certificate: str = ""
    key: str = ""


_NOT_WRITTEN = {"folder", "header_values"}
_WRITTEN = {one.name for one in fields(RelaySettings)} - _NOT_WRITTEN


def read_settings(
    folder: Path | None, *, environment: Mapping[str, str], given: Mapping[str, Any]
) -> RelaySettings:
    """The settings from all three places, the later winning; DomainError says what is wrong."""
    named = environment.get(f"{PREFIX}STORE", "")
    folder = folder or (Path(named) if named else None)
    values = _from_file(folder) if folder else {}
    values |= _from_environment(environment)
    values |= {name: value for name, value in given.items() if value is not None}
    settings = RelaySettings(folder=folder)
    settings = replace(settings, **{name: _typed(name, value) for name, value in values.items()})
    if not settings.folder and not settings.database:
        raise DomainError("required", "Say where the relay keeps things: --store or --database.")
    _check(settings)
    return settings


def with_secret(settings: RelaySettings, *, environment: Mapping[str, str]) -> RelaySettings:
    """The settings with the header's value; DomainError when there is none."""
    text = environment.get(f"{PREFIX}{_APART.upper()}", "")
    if not text and settings.header_value_file:
        path = (settings.folder or Path()) / settings.header_value_file
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            message = f"The file with the header's value cannot be read: {path}"
            raise DomainError("header", message) from None
    values = tuple(line.strip() for line in text.splitlines() if line.strip())
    if not values:
        message = (
            f"Tock's webhook needs a secret header: put its value into {PREFIX}HEADER_VALUE or "
            "into a file that header_value_file names."
        )
        raise DomainError("header", message)
    if any(len(one) < _LEAST_SECRET or not (one.isascii() and one.isprintable()) for one in values):
        message = f"The header's value is at least {_LEAST_SECRET} plain letters and digits."
        raise DomainError("header", message)
    return replace(settings, header_values=values)


def _from_file(folder: Path) -> dict[str, Any]:
    path = folder / FILE_NAME
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DomainError("settings", f"{path} cannot be read: {error}") from None
    if _APART in values:
        message = f"Take header_value out of {path}: it belongs into a variable or its own file."
        raise DomainError("settings", message)
    if unknown := sorted(values.keys() - _WRITTEN):
        raise DomainError("settings", f"{path} has settings unknown here: {', '.join(unknown)}")
    return values


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    names = {name: f"{PREFIX}{name.upper()}" for name in _WRITTEN}
    return {name: environment[key] for name, key in names.items() if environment.get(key)}


def _typed(name: str, value: Any) -> Any:
    default = getattr(RelaySettings(), name)
    if isinstance(default, tuple):
        parts = value.split(",") if isinstance(value, str) else value
        if isinstance(parts, list) and all(isinstance(one, str | int) for one in parts):
            return tuple(str(one).strip() for one in parts if str(one).strip())
    elif isinstance(default, str):
        if isinstance(value, str | int | Path) and not isinstance(value, bool):
            return str(value)
    else:
        try:
            return type(default)(value)
        except (TypeError, ValueError):
            pass
    raise DomainError("settings", f"The setting {name} is not as it should be.", field=name)


def _check(settings: RelaySettings) -> None:
    faults = {
        "port": not 0 <= settings.port <= 65_535,
        "header_name": not _NAME.fullmatch(settings.header_name),
        "reservation_path": not _PATH.fullmatch(settings.reservation_path),
        "guest_path": not _PATH.fullmatch(settings.guest_path)
        or settings.guest_path == settings.reservation_path,
        "max_body_bytes": not 1 <= settings.max_body_bytes <= 16 * 1024 * 1024,
        "keep_days": not 0 < settings.keep_days <= 3_650,
        "business_ids": not all(one.isascii() and one.isdigit() for one in settings.business_ids),
        "certificate": bool(settings.certificate) != bool(settings.key),
    }
    for name, is_wrong in faults.items():
        if is_wrong:
            text = f"The setting {name} is not as it should be."
            if name == "certificate":
                text = "TLS needs both --certificate and --key."
            raise DomainError("settings", text, field=name)
