"""Finding a party of any day. The one place of the reads that knows SQLite's FTS5.

The index stores trigrams without positions, so it only proposes rows; every hit is checked again.
"""

from __future__ import annotations

from datetime import timedelta

from posapp.domain.business_day import from_ms
from posapp.ports.reads import BoardRow
from posapp.store.folding import search_words
from posapp.store.reads.board import read_parties
from posapp.store.reads.run import Run

_TRIGRAM = 3
_PROPOSED = 500
_NEAR_DAYS = 2
_LAST = "\U0010ffff"

# Days around today are read whole, so that what matters is found however common the word is.
_NEAR = "SELECT row_no FROM reservation WHERE day BETWEEN :first_day AND :last_day"
_BY_TRIGRAMS = (
    "SELECT rowid FROM reservation_search WHERE reservation_search MATCH :trigrams"  # noqa: S608
    f" ORDER BY rowid DESC LIMIT {_PROPOSED}"
)
_BY_PREFIX = (
    "SELECT row_no FROM reservation"  # noqa: S608
    " WHERE {column} >= :prefix AND {column} < :prefix_end LIMIT " + str(_PROPOSED)
)
_BOOKED = (
    "WITH hit (row_no) AS ({near} UNION {proposed})"
    " SELECT r.key, abs(r.start_ms - :now_ms) AS distance_ms FROM hit"
    " JOIN reservation r ON r.row_no = hit.row_no WHERE r.is_visit = 1 AND {checks}"
    " ORDER BY distance_ms, r.key LIMIT :limit"
)
_WALK_INS = (
    "SELECT 'visit:' || v.id, abs(v.started_ms - :now_ms) AS distance_ms FROM visit v"
    " WHERE v.reservation_key IS NULL AND {checks} ORDER BY distance_ms, v.id LIMIT :limit"
)


def read_search(run: Run, text: str, *, limit: int, now_ms: int, zone: str) -> list[BoardRow]:
    """Parties that hold every word of `text`, nearest to now first; an empty text finds nothing."""
    words = search_words(text)
    if not words:
        return []
    today = from_ms(now_ms).date()
    values: dict[str, object] = {
        "now_ms": now_ms,
        "limit": limit,
        "first_day": (today - timedelta(days=_NEAR_DAYS)).isoformat(),
        "last_day": (today + timedelta(days=_NEAR_DAYS)).isoformat(),
        "trigrams": " AND ".join(_trigrams(words)),
        "prefix": words[0],
        "prefix_end": words[0] + _LAST,
        **{f"word{number}": f"%{_escaped(word)}%" for number, word in enumerate(words)},
    }
    booked = _BOOKED.format(
        near=_NEAR,
        proposed=_proposed(words),
        checks=_checks("r.search_text", words),
    )
    walk_ins = _WALK_INS.format(checks=_checks("v.folded_name", words))
    hits = sorted(run(booked, values) + run(walk_ins, values), key=lambda hit: (hit[1], hit[0]))
    keys = [key for key, _ in hits[:limit]]
    found = read_parties(run, keys, zone=zone)
    return [found[key] for key in keys]


def _proposed(words: list[str]) -> str:
    if any(len(word) >= _TRIGRAM for word in words):
        return f"SELECT * FROM ({_BY_TRIGRAMS})"  # noqa: S608
    names = (_BY_PREFIX.format(column=column) for column in ("folded_name", "folded_last_name"))
    return " UNION ".join(f"SELECT * FROM ({name})" for name in names)  # noqa: S608


def _trigrams(words: list[str]) -> list[str]:
    found = [
        word[start : start + _TRIGRAM]
        for word in words
        for start in range(len(word) - _TRIGRAM + 1)
    ]
    return ['"' + trigram.replace('"', '""') + '"' for trigram in dict.fromkeys(found)]


def _checks(column: str, words: list[str]) -> str:
    return " AND ".join(
        f"{column} LIKE :word{number} ESCAPE '\\'" for number, _ in enumerate(words)
    )


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
