"""Every state of the window worth looking at, by name: guards walk through all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from posapp.ports.store import HealthState
from posapp.ui.screens.tender.view import TenderScreen
from tests.ui.conftest import OpenStage, Stage
from tests.ui.connection_scenes import CONNECTION_SCENES
from tests.ui.fakes import add_troubles, cut_off, saturday
from tests.ui.file_scenes import FILE_SCENES
from tests.ui.full_scenes import FULL_SCENES
from tests.ui.guest_scenes import GUEST_SCENES
from tests.ui.name_scenes import add_names
from tests.ui.pickup_scenes import PICKUP_SCENES
from tests.ui.saturday import BUSINESS
from tests.ui.ship_scenes import SHIP_SCENES
from tests.ui.task_scenes import TASK_SCENES
from tests.ui.walk_ins import DIFFERS, HERE, add_walk_ins

Scene = Callable[[Stage], None]


def lock(stage: Stage) -> None:
    """The lock screen with a person chosen."""
    stage.window.lock()
    stage.hands.tap("lock.staff.ana")


def board(stage: Stage) -> None:
    """The board with nobody picked."""


def party(stage: Stage) -> None:
    """The board with a late party that owes and has notes."""
    stage.hands.tap_row("arrivals.list", stage.world.key_named("Jordan Rivera"))


def seated_party(stage: Stage) -> None:
    """The board with a party that has an order."""
    stage.hands.tap_row("arrivals.list", stage.world.key_named("Grace Abara"))


def differs(stage: Stage) -> None:
    """A walk-in of which Tock says two things otherwise."""
    add_walk_ins(stage.world)
    stage.see_news()
    stage.hands.tap_row("arrivals.list", DIFFERS)


def twin(stage: Stage) -> None:
    """A party seated here that may be one of Tock's walk-ins."""
    add_walk_ins(stage.world)
    stage.see_news()
    stage.hands.tap_row("arrivals.list", HERE)


def nobody_found(stage: Stage) -> None:
    """A search that finds nobody."""
    stage.hands.type_into("arrivals.search", "zzzz")


def walk_in(stage: Stage) -> None:
    """The walk-in sheet with the keypad open."""
    stage.hands.tap("arrivals.walkin")
    stage.hands.tap("walkin.size.more")
    stage.hands.tap("walkin.key.1")
    stage.hands.tap("walkin.key.2")


def orders(stage: Stage) -> None:
    """The list of orders."""
    stage.hands.tap("rail.order")


def pad(stage: Stage) -> None:
    """An order with a line open."""
    stage.window.go("order", argument="o-abara")
    stage.hands.tap("pad.tile.FL-EST")


def notice(stage: Stage) -> None:
    """A line removed, with the way back."""
    pad(stage)
    stage.hands.tap("pad.remove")


def quantity(stage: Stage) -> None:
    """Typing a quantity."""
    pad(stage)
    stage.hands.tap("pad.quantity")


def guest(stage: Stage) -> None:
    """Saying who a walk-in is."""
    stage.window.go("order", argument="o-walk")
    stage.hands.settle()
    stage.hands.tap("pad.guest")


def cash(stage: Stage) -> None:
    """Cash handed over."""
    stage.window.go("tender", argument="order:o-abara")
    stage.hands.settle()
    stage.hands.tap("tender.quick.2")


def card(stage: Stage) -> None:
    """A card's slip being copied."""
    stage.window.go("tender", argument=f"reservation:{stage.world.key_named('Jordan Rivera')}")
    stage.hands.settle()
    stage.hands.tap("tender.card")


def receipt(stage: Stage) -> None:
    """Change to give."""
    cash(stage)
    screen = stage.window.findChild(TenderScreen)
    assert screen is not None
    screen._rest.setInterval(0)
    stage.hands.tap("tender.record")
    stage.hands.wait_for("tender.done")


def sync(stage: Stage) -> None:
    """The Sync centre with a parked piece of work."""
    add_troubles(stage.world)
    stage.hands.tap("rail.sync")


def many_sources(stage: Stage) -> None:
    """The Sync centre of the demo: three sources, one with a long name that wants a person."""
    sources = stage.world.sources
    long = replace(
        sources[1], remote="office", title="Sandbox back office", state=HealthState.FAILING
    )
    people = replace(sources[1], remote="people", title="Sandbox people")
    stage.world.sources = [sources[0], long, people]
    sync(stage)


def unreadable(stage: Stage) -> None:
    """A row that could not be read."""
    sync(stage)
    stage.hands.tap("sync.view.unreadable")
    stage.hands.tap_row("sync.list", "q1")


def mapping(stage: Stage) -> None:
    """Hundreds of names of two brands, a long one picked and a product chosen."""
    add_names(stage.world, count=300, is_group=True)
    stage.hands.tap("rail.mappings")
    stage.hands.tap_row("mappings.choices", "FL-RES")


def to_map(stage: Stage) -> None:
    """A long name that waits, and why nothing can be saved yet."""
    add_names(stage.world, count=30)
    stage.hands.tap("rail.mappings")


def mapped(stage: Stage) -> None:
    """A room that has its location, with the way back."""
    add_names(stage.world)
    stage.hands.tap("rail.mappings")
    stage.hands.tap("mappings.tab.room")
    stage.hands.tap_row("mappings.list", f"{BUSINESS}|Patio")


def nothing_to_map(stage: Stage) -> None:
    """The mapping screen of a fresh terminal."""
    stage.hands.tap("rail.mappings")


def club_tags(stage: Stage) -> None:
    """A club that is spelt otherwise at Tock, with the nearest tag, and lists that wait for it."""
    tags = stage.world.tags
    tags.known = ("Estate Reserve", "Founders’ Table", "Library", "Press", "VIP")
    tags.add("Library", members=418)
    tags.add("Founders’ Table", members=36)
    tags.add("Estate Reserv", members=1_204, waiting=3)
    stage.hands.tap("rail.mappings")
    stage.hands.tap("mappings.tab.tag")


def offline(stage: Stage) -> None:
    """Cut off for a quarter of an hour."""
    cut_off(stage.world, minutes=15)
    party(stage)
    stage.see_news()


def keys(stage: Stage) -> None:
    """The sheet of keys."""
    stage.window.show_shortcuts()
    stage.hands.settle()


SCENES: dict[str, Scene] = {
    scene.__name__: scene
    for scene in (
        lock,
        board,
        party,
        seated_party,
        differs,
        twin,
        nobody_found,
        walk_in,
        orders,
        pad,
        notice,
        quantity,
        guest,
        cash,
        card,
        receipt,
        sync,
        many_sources,
        unreadable,
        mapping,
        to_map,
        mapped,
        nothing_to_map,
        club_tags,
        offline,
        keys,
    )
}


SCENES |= FILE_SCENES | GUEST_SCENES | CONNECTION_SCENES | PICKUP_SCENES | TASK_SCENES | SHIP_SCENES
SCENES |= FULL_SCENES


def play(name: str, open_stage: OpenStage, **options: object) -> Stage:
    """Open a fresh window and bring it to a scene."""
    stage = open_stage(world=saturday(), **options).sign_in()
    SCENES[name](stage)
    return stage
