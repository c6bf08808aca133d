"""Every command explains itself, ends with 0 only on success, and else says why in one line."""

from __future__ import annotations

import json
import os
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from posapp import __version__
from tests.cli.conftest import Run
from tests.cli.export_files import write
from tests.support.till import wire_row

COMMANDS = [
    "run",
    "demo",
    "import",
    "today",
    "quarantine",
    "sync",
    "doctor",
    "backup",
    "restore",
    "staff",
    "connect",
    "selftest",
]
REPORTING = sorted(set(COMMANDS) - {"run", "staff"})


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(anywhere: Run, command: str) -> None:
    """`--help` names the options; `--store` is one of them everywhere."""
    shown = anywhere(command, "--help")
    assert (shown.status, shown.err) == (0, "")
    assert "--store DIR" in shown.out
    assert ("--json" in shown.out) == (command in REPORTING)


def test_the_program_explains_itself(anywhere: Run) -> None:
    """Help lists every command, and the version is one line."""
    shown = anywhere("--help")
    assert shown.status == 0
    assert all(f"\n    {command} " in shown.out for command in COMMANDS)
    assert anywhere("--version").out == f"posapp {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["dance"],
        ["--loud"],
        ["today", "--loud"],
        ["today", "--date", "Saturday"],
        ["today", "--date", "2026-02-30"],
        ["today", "extra"],
        ["import"],
        ["import", "tock"],
        ["import", "resy", "a.json"],
        ["sync"],
        ["demo", "--seed", "seven"],
        ["staff"],
        ["staff", "Ana", "--role", "owner"],
        ["restore", "one", "two"],
        ["today", "--store"],
    ],
)
def test_what_cannot_be_understood_is_refused(anywhere: Run, arguments: list[str]) -> None:
    """Code 2, one line with the way to the help, and nothing on stdout."""
    shown = anywhere(*arguments)
    assert shown.status == 2
    assert "--help" in shown.refusal
    assert shown.out == ""


def test_the_folder_may_stand_before_or_after_the_command(anywhere: Run, tmp_path: Path) -> None:
    """`--store` is understood on both sides; the nearer one counts."""
    for number, line in enumerate(
        (
            ["--store", tmp_path / "0", "today"],
            ["today", "--store", tmp_path / "1"],
            ["--store", tmp_path / "x", "today", "--store", tmp_path / "2"],
        )
    ):
        assert anywhere(*line).status == 0
        assert (tmp_path / str(number) / "store.db").exists()
    assert not (tmp_path / "x").exists()


def test_without_a_folder_the_users_own_is_taken(anywhere: Run, tmp_path: Path) -> None:
    """The terminal lives where the operating system keeps a user's data."""
    assert anywhere("today").status == 0
    assert list((tmp_path / "home").rglob("store.db"))


@pytest.mark.parametrize("command", [["run"], []])
def test_a_window_needs_a_display(anywhere: Run, command: list[str]) -> None:
    """No abort by Qt: a sentence, and what can be done without a display."""
    assert "no display here" in anywhere(*command).refusal


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("venue = 3", "settings.toml: venue: "),
        ("[venu]", "settings.toml: venu: "),
        ("[venue", "settings.toml cannot be read: "),
        ("[venue]\nzone = 'Mars/Base'", "The time zone “Mars/Base” is unknown"),
        ("[venue]\ncurrency = 'dollars'", "settings.toml: venue.currency: "),
        ("[tax]\ndefault_percent = 101", "settings.toml: tax.default_percent: "),
        ("[tock]\nexport_url = 'https://[::1'", "settings.toml: tock.export_url: "),
        ("[tock]\nlink_template = 'http://a.example'", ""),
        ("[orders]\nbackend = 'none'", "There is no back office called “none”."),
        ("[orders]\nbackend = 'sandbox'", "The sandbox runs on this machine only"),
        ("[orders]\nbackend = 'sandbox'\nfields = {base_url = 'http://[x'}", "The sandbox runs"),
        ("\udcff", "settings.toml cannot be read: "),
    ],
)
def test_wrong_settings_are_named(posapp: Run, store: Path, text: str, said: str) -> None:
    """The file, the field and what is wrong with it; the store is closed again."""
    store.mkdir()
    (store / "settings.toml").write_text(text, "utf-8", errors="surrogateescape")
    assert said in posapp("today").refusal
    report = posapp("doctor", "--json")
    assert not report.value["ok"]
    assert said in report.refusal


@pytest.mark.parametrize("name", ["POSAPP_VENUE", "POSAPP_VENUE__ZONE", "POSAPP_TAX__LEVEL"])
def test_wrong_variables_are_named(posapp: Run, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The environment is no more trusted than the file."""
    monkeypatch.setenv(name, "nowhere")
    assert posapp("today").refusal.startswith("posapp: ")


def test_a_folder_that_is_a_file(anywhere: Run, tmp_path: Path) -> None:
    """A file in the folder's place is named; doctor still gives its report."""
    (tmp_path / "file").write_text("no folder")
    assert "file" in anywhere("today", "--store", tmp_path / "file").refusal
    report = anywhere("doctor", "--json", "--store", tmp_path / "file")
    assert report.value["checks"][-1]["name"] == "folder"
    assert "file" in report.refusal


def test_a_damaged_store_is_named_and_kept(posapp: Run, store: Path) -> None:
    """The cause and the next step in one line, and not one byte of the file changed."""
    assert posapp("today").status == 0
    damaged = b"this was a database once" * 100
    (store / "store.db").write_bytes(damaged)
    for command in ("today", "sync", "backup", "import"):
        more = {"sync": ["--once"], "import": ["tock", store / "none.json"]}.get(command, [])
        refusal = posapp(command, *more).refusal
        assert "not a database" in refusal
        assert "backup" in refusal
    report = posapp("doctor", "--json")
    assert report.value["checks"][-1]["name"] == "store"
    assert (store / "store.db").read_bytes() == damaged


def test_output_that_nobody_reads(program: Run, store: Path) -> None:
    """A pipe whose other end has gone is one line and a failure, however little was to be said."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "wb") as closed:
        shown = program("today", "--json", "--store", store, out=closed)
    assert shown.refusal == "posapp: Broken pipe"


def test_a_terminal_that_knows_few_letters(
    posapp: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name it cannot show is written out; JSON stays JSON."""
    named = wire_row(1, dinerPatron={"id": 1, "firstName": "Zoë", "lastName": "Łuk"})
    posapp("import", "tock", write(tmp_path / "f.json", [named]))
    seen = BytesIO()
    monkeypatch.setattr("sys.stdout", TextIOWrapper(seen, encoding="ascii", write_through=True))
    for more in ([], ["--json"]):
        assert posapp("today", "--date", "2026-10-10", *more).status == 0
    plain, listed = seen.getvalue().decode("ascii").splitlines()
    assert "Zo\\xeb \\u0141uk" in plain
    assert json.loads(listed)[0]["name"] == "Zoë Łuk"


def test_a_demo_is_not_played_over_another(posapp: Run, store: Path) -> None:
    """Every Saturday begins with an empty till; the earlier one is left as it is."""
    (store / "store").mkdir(parents=True)
    assert "holds an earlier demo" in posapp("demo", "--headless").refusal


def test_the_package_runs_as_a_module(program: Run) -> None:
    """`python -m posapp` is the same program."""
    assert program("--version").out == f"posapp {__version__}\n"
