"""Every club with its tag at Tock, and how that stands against the tags Tock is known to have."""

from __future__ import annotations

import json
from collections import Counter

from posapp.domain.club_tags import nearest_tag, tags_of
from posapp.ports.tags import ClubTagRow, TagStanding, TagTable
from posapp.store.offices import Offices
from posapp.store.reads.run import ReadConnections

_CLUBS = (
    "SELECT c.name, count(DISTINCT m.customer_id) FROM club c"
    " LEFT JOIN membership m ON m.backend = c.backend AND m.club_id = c.id AND m.is_active = 1"
    " WHERE :office IN ('', c.backend) GROUP BY c.name"
)
_MAPPED = "SELECT name, target FROM mapping WHERE kind = 'tag' AND business_id = ''"
_KNOWN = "SELECT name FROM tock_tag ORDER BY name"
_PARKED = (
    "SELECT payload FROM outbox WHERE state IN ('waiting', 'sending', 'unknown', 'parked')"
    " AND state = 'parked' AND aggregate LIKE 'tags:%'"
)
_ORDER = (
    TagStanding.UNKNOWN,
    TagStanding.NOT_CHECKED,
    TagStanding.KNOWN,
    TagStanding.LEFT_OUT,
)


class SqlTagReads:
    """Satisfies ports.tags.TagReads."""

    def __init__(self, connections: ReadConnections, *, offices: Offices) -> None:
        self._connections = connections
        self._offices = offices

    def tag_table(self) -> TagTable:
        """Every club, its tag and how it stands; those that need a person first."""
        with self._connections.snapshot() as run:
            clubs = run(_CLUBS, {"office": self._offices.people})
            mapping: dict[str, str] = dict(run(_MAPPED, {}))
            known = tuple(name for (name,) in run(_KNOWN, {}))
            parked = run(_PARKED, {})
        waiting = Counter(tag for (payload,) in parked for tag in json.loads(payload)["tags"])
        rows = [
            _row(name, members=members, mapping=mapping, known=frozenset(known), waiting=waiting)
            for name, members in clubs
        ]
        rows.sort(key=lambda row: (_ORDER.index(row.standing), -row.waiting, row.club_name))
        return TagTable(tuple(rows), known)


def _row(
    name: str,
    *,
    members: int,
    mapping: dict[str, str],
    known: frozenset[str],
    waiting: Counter[str],
) -> ClubTagRow:
    tag = "".join(tags_of([name], mapping=mapping))
    standing = TagStanding.KNOWN
    if not tag:
        standing = TagStanding.LEFT_OUT
    elif not known:
        standing = TagStanding.NOT_CHECKED
    elif tag not in known:
        standing = TagStanding.UNKNOWN
    return ClubTagRow(
        club_name=name,
        tag=tag,
        is_mapped=name in mapping,
        standing=standing,
        nearest=nearest_tag(tag, known=known) if standing is TagStanding.UNKNOWN else "",
        members=members,
        waiting=waiting[tag] if standing is TagStanding.UNKNOWN else 0,
    )
