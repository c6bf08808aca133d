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
_FAR_HITS = 200
_NEAR_DAYS = 1
_LAST = "\U0010ffff"

_HIT = "SELECT r.key, abs(r.start_ms - :now_ms)"
# Days around today are read whole: what matters is found however common the word is.
_NEAR = (
    _HIT + " FROM reservation r WHERE r.day BETWEEN :first_day AND :last_day"
    " AND r.is_visit = 1 AND {checks}"
)
# Of all other days the rows stored last; CROSS JOIN keeps the index as the outer loop.
_BY_TRIGRAMS = (
    _HIT + " FROM reservation_search f CROSS JOIN reservation r ON r.row_no = f.rowid"
    " WHERE f.reservation_search MATCH :trigrams AND r.is_visit = 1 AND {checks}"
    f" ORDER BY f.rowid DESC LIMIT {_FAR_HITS}"
)
_BY_PREFIX = (
    _HIT + " FROM reservation r WHERE r.{column} >= :prefix AND r.{column} < :prefix_end"
    " AND r.is_visit = 1 AND {checks} LIMIT " + str(_FAR_HITS)
)
_WALK_INS = (
    "SELECT 'visit:' || v.id, abs(v.started_ms - :now_ms) FROM visit v"
    " WHERE v.reservation_key IS NULL AND {checks} ORDER BY v.started_ms DESC LIMIT :limit"
)


def read_search(
    run: Run, text: str, *, limit: int, now_ms: int, zone: str, office: str
) -> list[BoardRow]:
    """Parties that hold every word of `text`, nearest to now first; an empty text finds nothing."""
    words = search_words(text)
    if not words:
        return []
    values = {"limit": limit, **_values(words, now_ms=now_ms)}
    distances_ms: dict[str, int] = {}
    for query in _queries(words):
        distances_ms.update(run(query, values))
    nearest = sorted(distances_ms, key=lambda key: (distances_ms[key], key))[:limit]
    found = read_parties(run, nearest, zone=zone, office=office)
    return [found[key] for key in nearest]


def _values(words: list[str], *, now_ms: int) -> dict[str, object]:
    today, reach = from_ms(now_ms).date(), timedelta(days=_NEAR_DAYS)
    return {
        "now_ms": now_ms,
        "first_day": (today - reach).isoformat(),
        "last_day": (today + reach).isoformat(),
        "trigrams": " AND ".join(_trigrams(words)),
        "prefix": words[0],
        "prefix_end": words[0] + _LAST,
        **{f"word{number}": f"%{_escaped(word)}%" for number, word in enumerate(words)},
    }


def _queries(words: list[str]) -> list[str]:
    checks = _checks("r.search_text", words)
    if any(len(word) >= _TRIGRAM for word in words):
        far = [_BY_TRIGRAMS.format(checks=checks)]
    else:
        names = ("folded_name", "folded_last_name")
        far = [_BY_PREFIX.format(column=name, checks=checks) for name in names]
    walk_ins = _WALK_INS.format(checks=_checks("v.folded_name", words))
    return [_NEAR.format(checks=checks), *far, walk_ins]


def _trigrams(words: list[str]) -> list[str]:
    """Trigrams side by side, and the last one: enough to propose, cheaper than all of them."""
    found = [
        word[start : start + _TRIGRAM]
        for word in words
        if len(word) >= _TRIGRAM
        for start in (*range(0, len(word) - _TRIGRAM, _TRIGRAM), len(word) - _TRIGRAM)
    ]
    return ['"' + trigram.replace('"', '""') + '"' for trigram in dict.fromkeys(found)]


def _checks(column: str, words: list[str]) -> str:
    return " AND ".join(
        f"{column} LIKE :word{number} ESCAPE '\\'" for number, _ in enumerate(words)
    )


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
