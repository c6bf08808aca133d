"""Tock's names with what they stand for, and what there is to choose from."""

from __future__ import annotations

from posapp.domain.guest import email_key
from posapp.domain.mapping import MappingKind, RoomMap
from posapp.domain.origin import GuestDefaults, GuestOrigin
from posapp.ports.mappings import NameRow, ProductChoice
from posapp.store.reads.run import ReadConnections, Row

_EXPERIENCES = (
    "SELECT business_id, experience, count(*), min(start_ms) FROM reservation"
    " WHERE experience <> '' GROUP BY business_id, experience"
)
# Rooms of rows that keep theirs, and rooms that were only seen.
_ROOMS = (
    "SELECT business_id, room, count(*), min(start_ms) FROM reservation WHERE room <> ''"
    " GROUP BY business_id, room"
)
_ROOMS_SEEN = "SELECT business_id, name, times FROM room_seen"
_PLACED = (
    "SELECT business_id, location, count(*), min(start_ms) FROM reservation WHERE location <> ''"
    " GROUP BY business_id, location"
)
_TARGETS = "SELECT business_id, name, target FROM mapping WHERE kind = :kind"
_ORIGIN = (
    "SELECT g.id, o.phone_country_code, o.customer_source, o.customer_type, o.allocation_tier,"
    " o.is_imported, o.opt_in FROM guest g JOIN guest_origin o ON o.guest_id = g.id"
    " WHERE g.email_key = :email_key ORDER BY o.updated_ms DESC, g.id LIMIT 1"
)

_Name = tuple[str, str]
_Count = tuple[int, int | None]


class SqlMappingReads:
    """Satisfies ports.mappings.MappingReads."""

    def __init__(self, connections: ReadConnections) -> None:
        self._connections = connections

    def names(self, kind: MappingKind) -> list[NameRow]:
        """Every name seen or mapped: unmapped first, then by count, then by name."""
        with self._connections.snapshot() as run:
            targets = {
                (business_id, name): target
                for business_id, name, target in run(_TARGETS, {"kind": kind.value})
            }
            titles: dict[str, str] = {}
            counts: dict[_Name, _Count] = {}
            if kind is MappingKind.EXPERIENCE:
                counts = _counted(run(_EXPERIENCES, {}))
                titles = dict(run("SELECT sku, title FROM product", {}))
            elif kind is MappingKind.ROOM:
                placed = _counted(run(_PLACED, {}))
                counts = {
                    (business_id, name): placed[business_id, target]
                    for (business_id, name), target in targets.items()
                    if (business_id, target) in placed
                }
                seen = run(_ROOMS_SEEN, {})
                counts |= {(business, name): (times, None) for business, name, times in seen}
                counts |= _counted(run(_ROOMS, {}))
        rows = [
            _name_row(kind, name, targets=targets, counts=counts, titles=titles)
            for name in counts.keys() | targets.keys()
        ]
        return sorted(rows, key=_place)

    def room_map(self) -> RoomMap:
        """The locations of rooms as they stand."""
        with self._connections.snapshot() as run:
            rows = run(_TARGETS, {"kind": MappingKind.ROOM.value})
        return RoomMap({(business_id, name): target for business_id, name, target in rows})

    def products(self) -> list[ProductChoice]:
        """The active products by title."""
        with self._connections.snapshot() as run:
            rows = run(
                "SELECT sku, title, category FROM product WHERE is_active = 1 ORDER BY title, sku",
                {},
            )
        return [ProductChoice(*row) for row in rows]

    def locations(self) -> list[str]:
        """The locations in use, by name."""
        with self._connections.snapshot() as run:
            rows = run(
                "SELECT DISTINCT target FROM mapping WHERE kind = :kind AND target <> ''"
                " ORDER BY target",
                {"kind": MappingKind.ROOM.value},
            )
        return [location for (location,) in rows]

    def origin(self, email: str) -> GuestOrigin | None:
        """How the guest with this e-mail came here, in whatever case it is written."""
        with self._connections.snapshot() as run:
            rows = run(_ORIGIN, {"email_key": email_key(email)})
        if not rows:
            return None
        guest_id, phone_country_code, source, type_, tier, is_imported, opt_in = rows[0]
        return GuestOrigin(
            guest_id,
            phone_country_code,
            GuestDefaults(source, type_, tier),
            bool(is_imported),
            None if opt_in is None else bool(opt_in),
        )


def _counted(rows: list[Row]) -> dict[_Name, _Count]:
    return {(business_id, name): (times, since_ms) for business_id, name, times, since_ms in rows}


def _name_row(
    kind: MappingKind,
    name: _Name,
    *,
    targets: dict[_Name, str],
    counts: dict[_Name, _Count],
    titles: dict[str, str],
) -> NameRow:
    times, since_ms = counts.get(name, (0, None))
    target = targets.get(name)
    return NameRow(
        kind=kind,
        business_id=name[0],
        name=name[1],
        target=target,
        rows=times,
        since_ms=since_ms,
        title=titles.get(target or "", ""),
    )


def _place(row: NameRow) -> tuple[bool, int, str, str]:
    return row.target is not None, -row.rows, row.name.casefold(), row.business_id
