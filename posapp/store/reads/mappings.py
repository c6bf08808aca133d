"""Tock's names with what they stand for, and what there is to choose from."""

from __future__ import annotations

from posapp.domain.guest import email_key
from posapp.domain.mapping import MappingKind, RoomMap
from posapp.domain.origin import GuestDefaults, GuestOrigin
from posapp.ports.mappings import NameRow, ProductChoice
from posapp.store.reads.run import ReadConnections, Row, Run

# One walk through all rows for every kind: it is what this read costs.
_WALK = (
    "SELECT business_id, experience, room, location, count(*), min(start_ms) FROM reservation"
    " GROUP BY business_id, experience, room, location"
)
_ROOMS_SEEN = "SELECT business_id, name, times FROM room_seen"
_TARGETS = "SELECT business_id, name, target FROM mapping WHERE kind = :kind"
_KINDS = (MappingKind.EXPERIENCE, MappingKind.ROOM)
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

    def names(self) -> list[NameRow]:
        """Every name seen or mapped: unmapped first, then by count, then by name."""
        with self._connections.snapshot() as run:
            walked = run(_WALK, {})
            seen = run(_ROOMS_SEEN, {})
            targets = {kind: _targets(run, kind) for kind in _KINDS}
            titles = dict(run("SELECT sku, title FROM product", {}))
        counts = {
            MappingKind.EXPERIENCE: _summed(walked, column=1),
            MappingKind.ROOM: _rooms(walked, seen, targets=targets[MappingKind.ROOM]),
        }
        rows = [
            _name_row(kind, name, targets=targets[kind], counts=counts[kind], titles=titles)
            for kind in _KINDS
            for name in counts[kind].keys() | targets[kind].keys()
        ]
        return sorted(rows, key=_place)

    def room_map(self) -> RoomMap:
        """The locations of rooms as they stand."""
        with self._connections.snapshot() as run:
            return RoomMap(_targets(run, MappingKind.ROOM))

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


def _targets(run: Run, kind: MappingKind) -> dict[_Name, str]:
    rows = run(_TARGETS, {"kind": kind.value})
    return {(business_id, name): target for business_id, name, target in rows}


def _summed(walked: list[Row], *, column: int) -> dict[_Name, _Count]:
    """How many rows have each name of a column, and when the first of them visits."""
    counts: dict[_Name, _Count] = {}
    for row in walked:
        if not row[column]:
            continue
        name, times, since_ms = (row[0], row[column]), row[4], row[5]
        known, earliest_ms = counts.get(name, (0, since_ms))
        counts[name] = (known + times, min(since_ms, earliest_ms or since_ms))
    return counts


def _rooms(walked: list[Row], seen: list[Row], *, targets: dict[_Name, str]) -> dict[_Name, _Count]:
    """Rooms of rows that keep theirs; of the others those only seen, and those since placed."""
    placed = _summed(walked, column=3)
    counts = {
        (business_id, name): placed[business_id, target]
        for (business_id, name), target in targets.items()
        if (business_id, target) in placed
    }
    counts |= {(business_id, name): (times, None) for business_id, name, times in seen}
    return counts | _summed(walked, column=2)


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
