"""Mapping Tock's names in the real window on a real store, by finger."""

from __future__ import annotations

from tests.journeys.bookings import tell
from tests.journeys.terminal import Terminal

_TABLE = [{"id": 1, "name": "", "room": "Main Room"}]


def test_an_experience_and_a_room_get_their_answers(light: Terminal) -> None:
    """Two taps for the SKU, two for the location; the board shows where; each can be undone."""
    key = tell(light.program, 9_001, table=_TABLE)
    light.see_news()
    light.tap("rail.mappings")
    name = light.list_of("mappings.list").model().items[0].key
    light.tap_row("mappings.choices", "FLIGHT")
    assert "1 reservation since October will count as SKU FLIGHT." in light.words_in("mappings")
    light.tap("mappings.save")
    assert light.item("mappings.list", name).state.text == "FLIGHT"
    light.tap("mappings.tab.room")
    light.tap_row("mappings.choices", "typed:Main Room")
    light.tap("mappings.save")
    light.tap("rail.arrivals")
    [row] = [one for one in light.board if one.key == key]
    assert row.location == "Main Room"
    light.tap("snack.undo")
    [row] = [one for one in light.board if one.key == key]
    assert row.location == ""
    assert light.screen == "mappings"
