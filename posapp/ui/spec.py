"""How a screen announces itself, without Qt: a screen's view is imported when it is first shown."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import posapp.ui.screens
from posapp.ui.desk import Desk

if TYPE_CHECKING:
    from posapp.ui.screen import Screen


@dataclass(frozen=True, slots=True)
class ScreenSpec:
    """How the shell shows a screen. `order` 0 keeps it off the rail; a full one hides the rail."""

    name: str
    title: str
    icon: str
    shortcut: str
    order: int
    make: Callable[[Desk], Screen]
    is_full: bool = False


def discover() -> dict[str, ScreenSpec]:
    """All screens by name, in rail order."""
    home = posapp.ui.screens
    found: list[ScreenSpec] = []
    for module in pkgutil.iter_modules(home.__path__):
        spec = getattr(importlib.import_module(f"{home.__name__}.{module.name}"), "SCREEN", None)
        if isinstance(spec, ScreenSpec):
            found.append(spec)
    return {spec.name: spec for spec in sorted(found, key=lambda spec: (spec.order, spec.name))}
