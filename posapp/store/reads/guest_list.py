"""Finding guests: what staff type is the beginning of a name, an e-mail or a number.

Of a number they may also type the end, which is what people remember; so it is stored both ways.
"""

from __future__ import annotations

from collections.abc import Iterable

from posapp.ports.people import GuestRow
from posapp.store.folding import search_words
from posapp.store.reads.run import Row, Run, listed

_LAST = "\U0010ffff"
_NATIONAL_DIGITS = 10
_TRUNK = "1"
"""The country code that North American numbers are kept with or without."""

_PROBE = (
    "SELECT g.id, g.folded_name FROM guest g"
    " WHERE g.{column} >= :from{n} AND g.{column} < :to{n} AND g.into_id = ''{checks}"
    " ORDER BY g.{column} LIMIT :limit"
)
_CHECK = " AND (' ' || g.folded_name || ' ' || g.email_key) LIKE :word{n} ESCAPE '\\'"
# What was seen last; a club's parcels go out by thousands and say nothing of who was here.
_SEEN = (
    (
        "SELECT v.guest_id, v.started_ms FROM visit v WHERE v.guest_id IS NOT NULL"
        " ORDER BY v.day DESC, v.started_ms DESC LIMIT :many"
    ),
    (
        "SELECT p.guest_id, o.placed_ms"
        " FROM (SELECT backend, customer_id, placed_ms FROM remote_order"
        "  WHERE channel <> 'club' ORDER BY placed_ms DESC LIMIT :many) o"
        " JOIN remote_person p ON p.backend = o.backend AND p.remote_id = o.customer_id"
    ),
    (
        "SELECT g.id, o.placed_ms FROM (SELECT email_key, placed_ms FROM remote_order"
        "  WHERE channel <> 'club' ORDER BY placed_ms DESC LIMIT :many) o"
        " JOIN guest g ON g.email_key = o.email_key"
    ),
)
_NEWEST = "SELECT id FROM guest WHERE into_id = '' ORDER BY id DESC LIMIT :limit"
_ROWS = (
    "SELECT g.id, g.first_name, g.last_name, g.email, g.phone,"
    " max(coalesce((SELECT max(v.started_ms) FROM visit v WHERE v.guest_id = g.id), 0),"
    "  coalesce((SELECT max(o.placed_ms) FROM remote_order o WHERE o.email_key = g.email_key"
    "   AND o.channel <> 'club'), 0),"
    "  coalesce((SELECT max(o.placed_ms) FROM remote_person p JOIN remote_order o"
    "   ON o.customer_id = p.remote_id AND o.backend = p.backend"
    "   WHERE p.guest_id = g.id AND p.remote_id <> '' AND o.channel <> 'club'), 0)),"
    " EXISTS (SELECT 1 FROM record_conflict c WHERE c.guest_id = g.id AND c.state = 'open')"
    " FROM guest g WHERE g.id IN ({ids}) AND g.into_id = ''"
)
_CLUBS = (
    "SELECT DISTINCT g.id, c.name FROM guest g"
    " JOIN membership m ON m.customer_id = g.remote_id AND m.is_active = 1"
    " JOIN club c ON c.id = m.club_id WHERE g.id IN ({ids}) AND g.remote_id <> '' ORDER BY c.name"
)


def read_guests(run: Run, words: str, *, limit: int) -> list[GuestRow]:
    """Guests by name; for no words the latest seen, and then the newest."""
    typed = search_words(words)
    guest_ids = _found(run, typed, limit=limit) if typed else _latest(run, limit=limit)
    if not guest_ids:
        return []
    places, values = listed(guest_ids, prefix="g")
    clubs: dict[str, list[str]] = {}
    for guest_id, name in run(_CLUBS.format(ids=places), values):
        clubs.setdefault(guest_id, []).append(name)
    rows = {row[0]: row for row in run(_ROWS.format(ids=places), values)}
    return [_row(rows[one], clubs=clubs.get(one, ())) for one in guest_ids if one in rows]


def _row(row: Row, *, clubs: Iterable[str]) -> GuestRow:
    guest_id, first_name, last_name, email, phone, seen_ms, has_conflict = row
    return GuestRow(
        guest_id=guest_id,
        name=f"{first_name} {last_name}".strip(),
        email=email,
        phone=phone,
        clubs=tuple(clubs),
        last_seen_ms=seen_ms or None,
        has_conflict=bool(has_conflict),
    )


def _found(run: Run, words: list[str], *, limit: int) -> list[str]:
    found: dict[str, str] = {}
    for query, values in _probes(words, limit=limit):
        found.update(run(query, values))
    return sorted(found, key=lambda guest_id: (found[guest_id], guest_id))[:limit]


def _probes(words: list[str], *, limit: int) -> Iterable[tuple[str, dict[str, object]]]:
    """One range of one index each; the longest word is looked up and the others are checked."""
    digits = "".join(words)
    if digits.isdigit():
        yield from (_range(*number, limit=limit) for number in _numbers(digits))
    longest = max(words, key=len)
    others = [word for word in words if word != longest]
    for column in ("folded_name", "folded_last_name", "email_key"):
        yield _range(column, longest, checked=others, limit=limit)


def _numbers(digits: str) -> Iterable[tuple[str, str]]:
    yield "phone_digits", digits
    yield "phone_digits", _TRUNK + digits
    yield "phone_reversed", digits[-_NATIONAL_DIGITS:][::-1]


def _range(
    column: str, prefix: str, *, limit: int, checked: Iterable[str] = ()
) -> tuple[str, dict[str, object]]:
    values: dict[str, object] = {"from0": prefix, "to0": prefix + _LAST, "limit": limit}
    checks = ""
    for number, word in enumerate(checked):
        checks += _CHECK.format(n=number)
        values[f"word{number}"] = f"% {_escaped(word)}%"
    return _PROBE.format(column=column, n=0, checks=checks), values


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _latest(run: Run, *, limit: int) -> list[str]:
    seen: dict[str, int] = {}
    for query in _SEEN:
        for guest_id, at_ms in run(query, {"many": 4 * limit}):
            seen[guest_id] = max(at_ms, seen.get(guest_id, 0))
    latest = sorted(seen, key=lambda guest_id: (-seen[guest_id], guest_id))[:limit]
    if len(latest) < limit:
        newest = [guest_id for (guest_id,) in run(_NEWEST, {"limit": limit})]
        latest = list(dict.fromkeys((*latest, *newest)))[:limit]
    return latest
