"""The sandbox's back office: a plain JSON wire with every capability and every way of repeating."""

from posapp.adapters.backoffice.sandbox.backend import (
    BACKEND,
    CAPS,
    RepeatMode,
    SandboxBackend,
)

__all__ = ["BACKEND", "CAPS", "RepeatMode", "SandboxBackend"]
