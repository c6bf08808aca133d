"""What the board, the search and the comparison need of a row; the rest stays in its text.

Most rows of an export are compared and put away, so a source may make these without the row's
other values.
"""

from __future__ import annotations

from typing import NamedTuple

from posapp.domain.business_day import to_ms
from posapp.domain.ids import ReservationKey
from posapp.domain.reservation import Reservation, Version


class BoardFacts(NamedTuple):
    """As in Reservation; `searched` and `phones` are what a search looks in, as it is written.

    The parts of the key stand here as texts: few rows ever need them as one.
    """

    key_text: str
    source: str
    business_id: str
    kind: str
    remote_id: str
    version: Version
    start_ms: int
    day: str
    zone: str
    name: str
    last_name: str
    size: int
    party_state: str
    party_state_raw: str
    is_cancelled: bool
    is_walk_in: bool
    is_visit: bool
    experience: str
    variety: str
    tables: str
    room: str
    code: str
    email: str
    phone: str
    total_cents: int | None
    paid_cents: int | None
    due_cents: int | None
    currency: str
    has_dietary_note: bool
    has_refund: bool
    searched: tuple[str, ...]
    phones: tuple[str, ...]

    @property
    def key(self) -> ReservationKey:
        """Whose facts these are."""
        return ReservationKey.parse(self.key_text)


def facts_of(reservation: Reservation) -> BoardFacts:
    """The facts of a row whose values are there; a source's short way must give the same."""
    people = [one for one in (reservation.diner, reservation.owner) if one is not None]
    patron, money, experience = reservation.patron, reservation.money, reservation.experience
    tables = reservation.tables
    return BoardFacts(
        key_text=reservation.key.text,
        source=reservation.key.source,
        business_id=reservation.key.business_id,
        kind=reservation.key.kind.value,
        remote_id=reservation.key.remote_id,
        version=reservation.version,
        start_ms=to_ms(reservation.starts_at),
        day=reservation.day.isoformat(),
        zone=reservation.zone,
        name=reservation.name,
        last_name=patron.last_name,
        size=reservation.party_size,
        party_state=reservation.party.state.value,
        party_state_raw=reservation.party.raw,
        is_cancelled=reservation.is_cancelled,
        is_walk_in=reservation.is_walk_in,
        is_visit=reservation.is_visit,
        experience=experience.name if experience else "",
        variety=experience.variety if experience else "",
        tables=", ".join(table.name for table in tables),
        room=next((table.room for table in tables if table.room), ""),
        code=reservation.confirmation_code,
        email=patron.email,
        phone=patron.phone,
        total_cents=money.total_cents,
        paid_cents=money.paid_cents,
        due_cents=money.due_cents,
        currency=money.currency,
        has_dietary_note=any(note.is_dietary for note in reservation.notes),
        has_refund=bool(money.refunds),
        searched=(
            reservation.name,
            reservation.confirmation_code,
            *(part for one in people for part in (one.name, one.email)),
        ),
        phones=tuple(one.phone for one in people),
    )
