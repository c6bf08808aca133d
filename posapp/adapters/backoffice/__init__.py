"""Back offices, one file each; a file that defines BACKEND is found without an edit elsewhere."""

from __future__ import annotations

import importlib
import pkgutil

from posapp.adapters.backoffice.spec import BackendSpec


def discover() -> dict[str, BackendSpec]:
    """The specs of all systems in this package by name; TypeError when a BACKEND is no spec."""
    found: dict[str, BackendSpec] = {}
    for entry in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name):
        module = importlib.import_module(f"{__name__}.{entry.name}")
        backend = getattr(module, "BACKEND", None)
        if backend is None:
            continue
        if not isinstance(backend, BackendSpec) or backend.name in found:
            message = f"{module.__name__}.BACKEND is no spec with a name of its own"
            raise TypeError(message)
        found[backend.name] = backend
    return found
