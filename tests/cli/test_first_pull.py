"""The first pull of export files from the command line: counted, accepted, listed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from posapp.adapters.keyring_secrets import MemorySecrets
from posapp.sandbox.credentials import Credentials
from posapp.sandbox.harvest import HarvestDay, saturday
from posapp.sandbox.server.front import SandboxServer
from tests.cli.conftest import Run
from tests.support.clock import ManualClock

KEYS = Credentials()
DAY = "2026-10-10"
SETTINGS = """
[venue]
business_id = "{keys.business_id}"
business_group_id = "{keys.business_group_id}"
[tock]
export_url = "{url}"
{live}
"""


@pytest.fixture
def day() -> HarvestDay:
    return saturday(7)


@pytest.fixture
def server(day: HarvestDay, store: Path, vault: MemorySecrets) -> Iterator[SandboxServer]:
    """A Saturday at opening time, and a terminal with Tock's key that never pulled."""
    with SandboxServer(day.world) as running:
        store.mkdir()
        settings_for(store, running)
        vault.put("tock.key", KEYS.tock_key)
        vault.put("tock.relay_token", KEYS.relay_token)
        yield running


def settings_for(store: Path, server: SandboxServer, *, live: str = "") -> None:
    text = SETTINGS.format(keys=KEYS, url=server.base_url, live=live)
    (store / "settings.toml").write_text(text, "utf-8")


def test_a_first_pull_says_what_would_come_and_how_to_accept(
    posapp: Run, server: SandboxServer, day: HarvestDay
) -> None:
    """Nothing is on the board before it is accepted; then all of it, in one command."""
    shown = posapp("sync", "--once")
    assert shown.status == 0
    said = shown.out.splitlines()[-1]
    assert "--accept-first" in said
    assert "Nothing is stored yet" in said
    assert "mailings" in said
    [waiting] = posapp("sync", "--once", "--json").value["first_pulls"]
    assert waiting["new"] > 100
    assert waiting["new_guests"] > 50
    assert posapp("today", "--date", DAY, "--json").value == []
    accepted = posapp("sync", "--once", "--accept-first", "--json")
    assert (accepted.status, accepted.value["first_pulls"]) == (0, [])
    assert len(posapp("today", "--date", DAY, "--json").value) > 100


def test_pulls_are_listed(posapp: Run, server: SandboxServer, clock: ManualClock) -> None:
    """The latest first, with how each ended and every count."""
    assert posapp("pulls").out == "No export file has been pulled yet.\n"
    assert posapp("pulls", "--json").value == []
    posapp("sync", "--once")
    clock.advance(60_000)
    posapp("sync", "--once", "--accept-first", "--with-guests")
    reports = posapp("pulls", "--json").value
    assert [one["state"] for one in reports] == ["done", "preview", "preview"]
    assert reports[0]["new"] == reports[1]["new"]
    assert reports[0]["new_guests"] == reports[1]["new_guests"] > 50
    assert (reports[1]["answer"], reports[1]["takes_guests"]) == ("accepted", True)
    assert reports[0]["started"].startswith(DAY)
    lines = posapp("pulls").out.splitlines()
    assert len(lines) == 3
    assert "done" in lines[0]


def test_live_news_is_not_held_back(
    posapp: Run, server: SandboxServer, store: Path, day: HarvestDay
) -> None:
    """The relay fills the board while the files wait for a person, and they go on waiting."""
    settings_for(store, server, live=f'relay_url = "{server.base_url}"')
    for _ in range(2):
        assert len(posapp("sync", "--once", "--json").value["first_pulls"]) == 1
        assert len(posapp("today", "--date", DAY, "--json").value) == len(day.board_keys())
