"""The demo's terminal knows its sandbox and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from posapp.demo.stage import stage


def test_the_environment_of_a_real_terminal_stays_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a terminal is set up by variables, the demo still talks to this machine alone."""
    for name, value in {
        "TOCK__EXPORT_URL": "https://api.example",
        "TOCK__RELAY_URL": "https://relay.example",
        "ORDERS__BACKEND": "none",
        "VENUE__CURRENCY": "EUR",
    }.items():
        monkeypatch.setenv(f"POSAPP_{name}", value)
    with stage(7, tmp_path, on_commit=lambda _: None) as made:
        settings = made.program.settings
        assert settings.tock.export_url == settings.tock.relay_url == made.server.base_url
        assert settings.orders.backend == "sandbox"
        assert made.program.venue.currency == "USD"
