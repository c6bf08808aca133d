"""A window that cannot be shown is a sentence, never the abort that Qt answers with."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from posapp.ui.display import why_no_window
from tests.cli.conftest import Run

NOBODY = ":64999"  # no X server has so high a number


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "offscreen:size=10x10"])
def test_a_platform_that_shows_nothing(platform: str) -> None:
    """It was chosen by name, so it is named."""
    assert why_no_window({"QT_QPA_PLATFORM": platform, "DISPLAY": NOBODY}).startswith(
        f"QT_QPA_PLATFORM={platform}"
    )


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"DISPLAY": "", "WAYLAND_DISPLAY": ""},
        {"QT_QPA_PLATFORM": "wayland", "DISPLAY": NOBODY},
        {"QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": "wayland-0"},
    ],
)
def test_no_display_at_all(environment: dict[str, str]) -> None:
    """None is named, or only one of the kind that was not asked for."""
    assert why_no_window(environment) == "There is no display here."


def test_a_display_that_does_not_answer(tmp_path: Path) -> None:
    """No server, no socket, or a file in its place; a library that is missing is said, too."""
    (tmp_path / "wayland-0").touch()
    for environment in (
        {"DISPLAY": NOBODY},
        {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)},
        {"WAYLAND_DISPLAY": "wayland-1", "XDG_RUNTIME_DIR": str(tmp_path)},
        {"WAYLAND_DISPLAY": "wayland-1"},
    ):
        sentence = why_no_window(environment)
        assert sentence.endswith("does not answer.") or "library is missing" in sentence


def test_a_socket_nobody_listens_on(tmp_path: Path) -> None:
    """A display that crashed leaves its socket behind."""
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "w"))
    sentence = why_no_window({"WAYLAND_DISPLAY": str(tmp_path / "w")})
    assert sentence.endswith("does not answer.") or "library is missing" in sentence


def test_the_commands_say_so_in_one_line(program: Run, store: Path) -> None:
    """A dead display ends neither the window's command nor the self-test with an abort."""
    shown = program("run", "--store", store, DISPLAY=NOBODY)
    assert shown.status == 1
    assert "posapp demo --headless" in shown.refusal
    assert program("selftest", DISPLAY=NOBODY).status == 0


def test_a_missing_system_library_is_one_line(posapp: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The graphics libraries come with a driver; the line says how to get them."""

    def refuse(_directory: Path) -> None:
        raise ImportError("libGL.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.setattr("posapp.selftest.prove", refuse)
    refusal = posapp("selftest").refusal
    assert "libGL.so.1 is missing" in refusal
    assert "apt-get install libgl1 libegl1" in refusal
