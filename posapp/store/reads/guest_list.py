"""Finding guests: what staff type is the beginning of a name, an e-mail or a number.

Of a number they may also type the end, which is what people remember; so it is stored both ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from posapp.ports.people import GuestRow
from posapp.store.folding import search_words
from posapp.store.reads.run import Row, Run, listed
from posapp.store.reads.values import IS_NOBODY_ELSES, OWNER, is_member

_LAST = "\U0010ffff"
_NATIONAL_DIGITS = 10
_LOOKED_AT = 2_000
"""Names that begin with one word of several: of a hundred thousand guests no more are Maria."""

_VISITS_EACH = 3
"""As many of the latest visits and orders are looked at for each guest that is shown."""

_TRUNK = "1"
"""The country code that North American numbers are kept with or without."""

_RANGE = (
    "SELECT g.id, g.folded_name FROM guest g"
    " WHERE g.{column} >= :from AND g.{column} < :to AND g.into_id = ''"
    " ORDER BY g.{column} LIMIT :limit"
)
_LAST_THEN_FIRST = (
    "SELECT g.id, g.folded_name FROM guest g WHERE g.folded_last_name = :last"
    " AND g.folded_name >= :from AND g.folded_name < :to AND g.into_id = ''"
    " ORDER BY g.folded_name LIMIT :limit"
)
# Only what both indexes of names hold is checked: rows that fail are never read.
_CHECKED = (
    "SELECT g.id, g.folded_name FROM (SELECT c.rowid AS row_no FROM"
    " (SELECT n.rowid, n.folded_name FROM guest n"
    "  WHERE n.{column} >= :from AND n.{column} < :to ORDER BY n.{column} LIMIT :most) c"
    " WHERE {checks} LIMIT :limit) f JOIN guest g ON g.rowid = f.row_no WHERE g.into_id = ''"
)
_CHECK = "' ' || c.folded_name LIKE :word{n} ESCAPE '\\'"
# What was seen last; a club's parcels go out by thousands and say nothing of who was here.
_SEEN = (
    (
        "SELECT v.guest_id, v.started_ms FROM visit v WHERE v.guest_id IS NOT NULL"
        " ORDER BY v.day DESC, v.started_ms DESC LIMIT :many"
    ),
    (
        f"SELECT {OWNER}, o.placed_ms"  # noqa: S608
        " FROM (SELECT backend, customer_id, email_key, placed_ms FROM remote_order"
        "  WHERE channel <> 'club' ORDER BY placed_ms DESC LIMIT :many) o"
    ),
)
_NEWEST = "SELECT id FROM guest WHERE into_id = '' ORDER BY id DESC LIMIT :limit"
_ROWS = (
    "SELECT g.id, g.first_name, g.last_name, g.email, g.phone,"  # noqa: S608
    " max(coalesce((SELECT max(v.started_ms) FROM visit v WHERE v.guest_id = g.id), 0),"
    "  coalesce((SELECT max(o.placed_ms) FROM remote_order o WHERE o.email_key = g.email_key"
    f"   AND o.channel <> 'club' AND {IS_NOBODY_ELSES}), 0),"
    "  coalesce((SELECT max(o.placed_ms) FROM remote_person p JOIN remote_order o"
    "   ON o.customer_id = p.remote_id AND o.backend = p.backend"
    "   WHERE p.guest_id = g.id AND p.remote_id <> '' AND o.channel <> 'club'), 0)),"
    " EXISTS (SELECT 1 FROM record_conflict c WHERE c.guest_id = g.id AND c.state = 'open'"
    "  AND :office IN ('', c.backend))"
    " FROM guest g WHERE g.id IN ({ids}) AND g.into_id = ''"
)
_CLUBS = (
    "SELECT DISTINCT g.id, c.name FROM guest g"  # noqa: S608
    f" JOIN membership m ON m.is_active = 1 AND {is_member('g')}"
    " JOIN club c ON c.backend = m.backend AND c.id = m.club_id"
    " WHERE g.id IN ({ids}) ORDER BY c.name"
)


def read_guests(run: Run, words: str, *, limit: int, office: str) -> list[GuestRow]:
    """Guests by name; for no words the latest seen, and then the newest."""
    typed = search_words(words)
    guest_ids = _found(run, typed, limit=limit) if typed else _latest(run, limit=limit)
    if not guest_ids:
        return []
    places, values = listed(guest_ids, prefix="g")
    values["office"] = office
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
    for query, values in _probes(words):
        found.update(run(query, {**values, "limit": limit}))
    for word in sorted(words, key=len, reverse=True) if len(words) > 1 else ():
        for query, values in _checked(word, [other for other in words if other != word]):
            found.update(run(query, {**values, "limit": limit}))
        if found:
            break
    return sorted(found, key=lambda guest_id: (found[guest_id], guest_id))[:limit]


_Probe = tuple[str, dict[str, object]]


def _probes(words: list[str]) -> Iterator[_Probe]:
    """What is typed as it stands, one range of one index each."""
    digits, typed = "".join(words), " ".join(words)
    if digits.isdigit():
        yield _range("phone_digits", digits)
        yield _range("phone_digits", _TRUNK + digits)
        yield _range("phone_reversed", digits[-_NATIONAL_DIGITS:][::-1])
    for column in ("folded_name", "folded_last_name", "email_key"):
        yield _range(column, typed)
    for at in range(1, len(words)):
        last, first = " ".join(words[:at]), " ".join(words[at:])
        yield _LAST_THEN_FIRST, {"last": last, "from": first, "to": first + _LAST}


def _range(column: str, prefix: str) -> _Probe:
    return _RANGE.format(column=column), {"from": prefix, "to": prefix + _LAST}


def _checked(word: str, others: list[str]) -> Iterator[_Probe]:
    """Names that begin with the one word and hold the others, wherever these stand."""
    values: dict[str, object] = {"from": word, "to": word + _LAST, "most": _LOOKED_AT}
    values.update((f"word{n}", f"% {_escaped(other)}%") for n, other in enumerate(others))
    checks = " AND ".join(_CHECK.format(n=n) for n, _ in enumerate(others))
    for column in ("folded_name", "folded_last_name"):
        yield _CHECKED.format(column=column, checks=checks), values


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _latest(run: Run, *, limit: int) -> list[str]:
    seen: dict[str, int] = {}
    for query in _SEEN:
        for guest_id, at_ms in run(query, {"many": _VISITS_EACH * limit}):
            if guest_id is not None:
                seen[guest_id] = max(at_ms, seen.get(guest_id, 0))
    latest = sorted(seen, key=lambda guest_id: (-seen[guest_id], guest_id))[:limit]
    if len(latest) < limit:
        newest = [guest_id for (guest_id,) in run(_NEWEST, {"limit": limit})]
        latest = list(dict.fromkeys((*latest, *newest)))[:limit]
    return latest
