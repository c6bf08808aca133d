"""The states of the connection screen worth looking at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from posapp.ports.backoffice import Cap, PickupLocation, SettingField
from posapp.ports.office import BackendOffer, Role, RoleState
from tests.ui.conftest import Stage
from tests.ui.fake_connections import OFFERS, FakeConnections

Scene = Callable[[Stage], None]

_NO_API = "eCELLAR offers no public connection"
ECELLAR = BackendOffer(
    name="ecellar",
    title="eCELLAR",
    fields=(),
    caps=frozenset(),
    why_not=dict.fromkeys(Cap, f"{_NO_API}; “Import a file” takes in its CSV file."),
    goes_by_files=True,
)
WINEDIRECT = BackendOffer(
    name="winedirect",
    title="WineDirect",
    fields=(
        SettingField("username", "Web service user", hint="made in WineDirect's admin panel"),
        SettingField("password", "Password", is_secret=True),
        SettingField("region", "Region", default="US", choices=("US", "AU")),
        SettingField("website_code", "Source code of this tasting room", hint="WebsiteCode"),
        SettingField("guest_email", "E-mail of the guest customer", hint="for sales without name"),
        SettingField("tip", "Tips", default="as a line", choices=("as a line", "left out")),
        SettingField(
            "marks_pickups",
            "Mark orders as picked up",
            default="no",
            choices=("no", "yes"),
            hint="only after WineDirect has confirmed that this call may be used",
        ),
        SettingField("history_days", "Days of orders to read at first", default="365"),
        SettingField("per_minute", "Questions a minute", default="100", hint="all share 480"),
        SettingField("base_url", "Address of the sandbox", hint="empty: WineDirect itself"),
    ),
    caps=frozenset(Cap) - {Cap.UNDO_PICKUP, Cap.PICKUP_LOCATIONS},
    why_not=dict.fromkeys(
        (Cap.UNDO_PICKUP, Cap.PICKUP_LOCATIONS), "WineDirect has no public call for it."
    ),
)
SYSTEMS = (OFFERS[0], ECELLAR, OFFERS[1], WINEDIRECT)


def systems_of(stage: Stage) -> FakeConnections:
    """The verbs, with every system on offer and nothing connected."""
    connections = stage.act.connections
    connections.systems = SYSTEMS
    connections.caps.titled = connections.caps.named = ""
    return connections


def sign_in_manager(stage: Stage) -> None:
    """Somebody who may change a connection takes over."""
    stage.window.lock()
    stage.sign_in("mgr")


def open_connections(stage: Stage) -> None:
    """The screen by its button on the rail."""
    stage.hands.tap("rail.connections")


def connect(stage: Stage, role: Role, offer: BackendOffer, **values: str) -> None:
    """A connection that was made before."""
    connections = stage.act.connections
    connections.states[role] = RoleState(
        role=role,
        backend=offer.name,
        values=values,
        kept_secrets=frozenset(one.name for one in offer.fields if one.is_secret),
        caps=offer.caps,
    )
    connections.caps.lacks |= dict(offer.why_not)


def unconnected_offices(stage: Stage) -> None:
    """Nothing is connected yet."""
    systems_of(stage)
    stage.world.sources = stage.world.sources[:1]
    open_connections(stage)


def one_office(stage: Stage) -> None:
    """WineDirect does everything, by a manager's hand."""
    systems_of(stage)
    connect(stage, Role.ORDERS, WINEDIRECT, username="estate-winery-web", region="US")
    sign_in_manager(stage)
    open_connections(stage)


def two_offices(stage: Stage) -> None:
    """One for orders, one for people."""
    systems_of(stage)
    connect(stage, Role.ORDERS, OFFERS[0], tenant="estate-winery")
    connect(stage, Role.PEOPLE, OFFERS[1], client_id="80211")
    health = stage.world.sources[1]
    stage.world.sources.append(replace(health, remote="people", title="OrderPort"))
    open_connections(stage)


def broken_office(stage: Stage) -> None:
    """A connection whose secret is gone."""
    systems_of(stage)
    stage.world.sources = stage.world.sources[:1]
    stage.act.connections.states[Role.ORDERS] = RoleState(
        role=Role.ORDERS,
        backend="winedirect",
        values={"username": "estate-winery-web"},
        trouble="WineDirect is not connected: Enter the password.",
    )
    open_connections(stage)


def ask_disconnect(stage: Stage) -> None:
    """Asked once before a connection ends."""
    one_office(stage)
    stage.hands.tap("connections.orders.disconnect")


def card_test_failed(stage: Stage) -> None:
    """A kept connection that was tried, and the real reason."""
    one_office(stage)
    stage.hands.tap("connections.orders.test")
    reason = "WineDirect answers, but refuses the key. Check user name, key and rights there."
    stage.act.connections.inquiries[-1].end(trouble=reason)
    stage.window._tick()
    stage.hands.settle()


def choose_system(stage: Stage) -> None:
    """The form before a system is chosen."""
    unconnected_offices(stage)
    stage.hands.tap("connections.orders.connect")


def connect_form(stage: Stage) -> None:
    """A long form of a system."""
    choose_system(stage)
    stage.hands.tap("connect.system.winedirect")


def testing(stage: Stage) -> None:
    """It is being asked."""
    connect_form(stage)
    stage.hands.type_into("connect.field.username", "estate-winery-web")
    stage.hands.type_into("connect.field.password", "not a real one")
    stage.hands.tap("connect.test")


def tested(stage: Stage) -> None:
    """It answered."""
    testing(stage)
    stage.act.connections.inquiries[-1].end("WineDirect answers and takes the key.")
    stage.window._tick()
    stage.hands.settle()


def listed_locations(stage: Stage) -> None:
    """It answered, and lists where orders are collected."""
    sign_in_manager(stage)
    choose_system(stage)
    stage.hands.tap("connect.system.commerce7")
    stage.hands.type_into("connect.field.tenant", "estate-winery")
    stage.hands.type_into("connect.field.secret", "not a real one")
    stage.hands.tap("connect.test")
    connections = stage.act.connections
    connections.inquiries[-1].end("Commerce7 answers and takes the key.")
    stage.window._tick()
    connections.listings[-1].end(
        (PickupLocation("loc-1", "Tasting room, Napa"), PickupLocation("loc-3", "Downtown"))
    )
    stage.window._tick()
    stage.hands.settle()


def wrong_field(stage: Stage) -> None:
    """A setting that cannot be right, far down in the form."""
    connect_form(stage)
    connections = stage.act.connections
    connections.refusal, connections.refused_field = "Enter a whole number.", "per_minute"
    stage.hands.tap("connect.save")


def change_system(stage: Stage) -> None:
    """Another system in the place of the one that is connected; secrets live in memory only."""
    two_offices(stage)
    stage.act.connections.where = (
        "This machine has no vault for secrets: they are kept for this run only, and asked for"
        " again at the next start."
    )
    stage.hands.tap("connections.people.change")
    stage.hands.tap("connect.system.commerce7")


def change_form(stage: Stage) -> None:
    """The form of what is connected: the secret is kept and not shown."""
    one_office(stage)
    stage.hands.tap("connections.orders.change")


def dead_end(stage: Stage) -> None:
    """A system that cannot be connected explains itself."""
    choose_system(stage)
    stage.hands.tap("connect.system.ecellar")


CONNECTION_SCENES: dict[str, Scene] = {
    scene.__name__: scene
    for scene in (
        unconnected_offices,
        one_office,
        two_offices,
        broken_office,
        ask_disconnect,
        card_test_failed,
        choose_system,
        connect_form,
        testing,
        tested,
        listed_locations,
        wrong_field,
        change_system,
        change_form,
        dead_end,
    )
}
