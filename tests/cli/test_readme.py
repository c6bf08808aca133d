"""What the README tells a newcomer is so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from posapp.relay.settings import read_settings
from posapp.settings import Settings, load_settings
from tests.cli.conftest import ROOT, Run

README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = set(re.findall(r"`posapp ([a-z]+)", README[README.index("| command |") :]))


def test_every_command_stands_in_the_readme(anywhere: Run) -> None:
    """And none stands there that is not one."""
    listed = re.findall(r"^    ([a-z]+)  ", anywhere("--help").out, re.MULTILINE)
    assert set(listed) - {"run"} == COMMANDS


def test_the_settings_it_shows_are_taken(posapp: Run, store: Path) -> None:
    """Copied as they stand they open the terminal, each value in its place."""
    text, relay = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    folder = store.parent / "relay"
    folder.mkdir()
    (folder / "relay.toml").write_text(relay, "utf-8")
    assert read_settings(folder, environment={}, given={}).business_ids == ("31415",)
    store.mkdir()
    (store / "settings.toml").write_text(text, "utf-8")
    assert (posapp("today").status, posapp("quarantine").status) == (0, 0)
    shown = load_settings(store).model_dump(mode="json", exclude_unset=True)
    assert {name: set(values) for name, values in shown.items()} == {
        name: set(values) for name, values in tomllib.loads(text).items()
    }
    assert shown["venue"]["name"] != Settings().venue.name


def test_its_picture_and_its_proofs_exist() -> None:
    """No path in it leads nowhere."""
    paths = re.findall(r"\((resources/[^)]+)\)|`((?:tests|posapp)/[^`]*)`", README)
    assert len(paths) > 5
    assert [path for pair in paths for path in pair if path and not (ROOT / path).exists()] == []
