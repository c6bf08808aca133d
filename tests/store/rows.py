"""The booking most reads are about, as the board shows it."""

from datetime import date

from posapp.domain.party import PartyState
from posapp.ports.reads import BoardRow
from posapp.store.store import SqlStore
from tests.store.builders import (
    ANA,
    ZONE,
)

TODAY = date(2026, 10, 10)
BOOKED = BoardRow(
    key="tock:31415:r:1",
    source="tock",
    business_id="31415",
    start_ms=1_791_655_200_000,
    zone=ZONE,
    name="Jordan Rivera",
    size=2,
    party_state=PartyState.EXPECTED,
    party_state_raw="EXPECTED",
    is_cancelled=False,
    is_walk_in=False,
    experience="Reserve Flight",
    tables="",
    confirmation_code="TK1",
    email="jordan@example.com",
    phone="(707) 555-0100",
    total_cents=199_00,
    paid_cents=149_00,
    due_cents=50_00,
    paid_here_cents=0,
    currency="USD",
    club_name="",
    has_dietary_note=False,
    visit_id=None,
    visit_state=None,
    local_table="",
    order_id=None,
    order_total_cents=None,
    sync_state=None,
)


def ingest(store: SqlStore, *rows: object) -> None:
    with store.write("ingest", actor=ANA) as uow:
        uow.reservations.save(rows)  # type: ignore[arg-type]
