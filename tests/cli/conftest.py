"""The command line as a person meets it: what goes to stdout, what to stderr, and the exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

from posapp.adapters.keyring_secrets import MemorySecrets
from posapp.cli import main
from tests.support.clock import ManualClock
from tests.support.shared_sql import share_sql

share_sql()

Run = Callable[..., "Outcome"]
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """What `--json` printed: one value and nothing else."""
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        """The one line on stderr of a command that did not end well."""
        assert self.status != 0, self
        [line] = self.err.splitlines()
        assert self.err.endswith("\n")
        return line


@pytest.fixture(autouse=True)
def _bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No display, no settings and no vault of the machine that runs the tests."""
    for name in list(os.environ):
        if name.startswith("POSAPP_") or name in {"DISPLAY", "WAYLAND_DISPLAY"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home" / "data"))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    monkeypatch.setenv("LC_CTYPE", "C.UTF-8")
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> MemorySecrets:
    """What stands in the machine's place for its vault; one test knows no other's secrets."""
    made = MemorySecrets()
    monkeypatch.setattr("posapp.surroundings.open_secrets", lambda: made)
    return made


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> ManualClock:
    """The machine's clock: Saturday morning."""
    made = ManualClock()
    monkeypatch.setattr("posapp.surroundings.SystemClock", lambda: made)
    return made


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The terminal's folder."""
    return tmp_path / "store"


@pytest.fixture
def anywhere(capsys: pytest.CaptureFixture[str], vault: MemorySecrets, clock: ManualClock) -> Run:
    """Runs a command in this process, its folder as the command itself says."""

    def run(*arguments: str | Path) -> Outcome:
        capsys.readouterr()
        try:
            status = main([str(one) for one in arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        shown = capsys.readouterr()
        return Outcome(status, shown.out, shown.err)

    return run


@pytest.fixture
def posapp(anywhere: Run, store: Path) -> Run:
    """Runs a command in this process on the folder `store`."""
    return lambda command, *rest: anywhere(command, "--store", store, *rest)


@pytest.fixture
def program(tmp_path: Path) -> Run:
    """Runs a command as a program of its own, with these environment variables."""

    def run(
        *arguments: str | Path, said: str = "", out: IO[bytes] | None = None, **environment: str
    ) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "posapp", *map(str, arguments)],
            check=False,
            cwd=tmp_path,
            input=said,
            stdout=out or subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "", **environment},
        )
        return Outcome(done.returncode, done.stdout or "", done.stderr)

    return run
