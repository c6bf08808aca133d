"""What the connected systems are called and can do, asked in the window's words, without Qt."""

from __future__ import annotations

from collections.abc import Callable

from posapp.domain.venue import Remote
from posapp.ports.backoffice import Cap
from posapp.ports.office import OfficeCaps, Role
from posapp.ui.desk import Desk

NOT_CONNECTED = "No back office is connected"
_OURS = {"tock": "Tock", "posapp": "posapp", "local": "posapp"}


def caps_of(desk: Desk) -> OfficeCaps | None:
    """What the back offices can do; None while the program is still starting."""
    return None if desk.commands is None else desk.commands.connections.caps


def office_title(desk: Desk, role: Role) -> str:
    """What staff call the system of a role, "" when nothing is connected."""
    caps = caps_of(desk)
    return caps.title(role) if caps is not None else ""


def why_not(desk: Desk, role: Role, cap: Cap) -> str:
    """Why a question to the system of a role cannot be asked, "" when it can."""
    caps = caps_of(desk)
    if caps is None:
        return "posapp is still starting"
    if not caps.title(role):
        return NOT_CONNECTED
    return caps.why_not(role, cap)


def why_not_short(desk: Desk, role: Role, cap: Cap) -> str:
    """The same in the few words that a button's second line has room for."""
    reason, title = why_not(desk, role, cap), office_title(desk, role)
    return f"Not with {title}" if reason and title else reason


def lane_title(desk: Desk, remote: str) -> str:
    """What staff call a lane that is not among the sources; its own name as the last resort.

    One office that does both has one lane, yet its work about people names theirs.
    """
    role = {Remote.ORDERS.value: Role.ORDERS, Remote.PEOPLE.value: Role.PEOPLE}.get(remote)
    return (office_title(desk, role) if role else "") or remote


def system_titles(desk: Desk) -> Callable[[str], str]:
    """A function that says what staff call a source: “tock” is Tock, “winedirect” WineDirect."""
    known = dict(_OURS)
    if desk.commands is not None:
        connections = desk.commands.connections
        known |= {offer.name: offer.title for offer in connections.offers()}
        known |= {connections.caps.name(role): connections.caps.title(role) for role in Role}
    return lambda name: known.get(name) or name[:1].upper() + name[1:]
