"""Every statement about what was delivered: keep, page, confirm, erase, count.

Numbers are given out under the lock of one row that is held until the commit, so a number never
becomes visible after a higher one, whichever process wrote it: no reader can step over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, func, insert, null, or_, select, tuple_, update

from posapp.relay.database import Database, announce
from posapp.relay.deliveries import Delivery, Kind, Unparsed
from posapp.relay.tables import item, numbering, tally, token, unparsed

PAGE_BYTES = 8 * 1024 * 1024
"""A page ends early when its bodies reach this; a terminal accepts 64 MB."""

Numbering = Callable[[Connection, int], int]
Positions = Mapping[Kind, int]

_CONFIRMED = {Kind.RESERVATION: token.c.reservation, Kind.GUEST: token.c.guest}


class Outcome(StrEnum):
    """What became of a delivery; all of them are answered 2xx."""

    KEPT = "kept"
    REPEATED = "repeated"
    UNPARSED = "unparsed"
    FOREIGN = "foreign"


class UnknownCursor(Exception):
    """This store never gave the cursor out; the reader begins from the start."""


class UnknownToken(Exception):
    """The token was never made here, or it is revoked."""


@dataclass(frozen=True, slots=True)
class Item:
    """One delivery as a terminal gets it."""

    cursor: str
    received_ms: int
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """Items in the order of their commits; `next` is what to send as `after`."""

    items: tuple[Item, ...]
    next: str
    has_more: bool
    terminal_id: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Confirmation:
    """How far a terminal had come when it was last seen."""

    seen_ms: int
    positions: Positions


def take_numbers(connection: Connection, count: int) -> int:
    """The first of `count` new numbers; whoever else wants some waits for our commit."""
    raised = update(numbering).values(last=numbering.c.last + count).returning(numbering.c.last)
    last: int = connection.execute(raised).scalar_one()
    return last - count + 1


class Ledger:
    """The store of deliveries; every method is one transaction and blocks."""

    def __init__(
        self, database: Database, *, origin: str = "", take: Numbering = take_numbers
    ) -> None:
        self._database = database
        self._origin = origin
        self._take = take

    def keep(self, news: Sequence[Delivery | Unparsed]) -> list[Outcome]:
        """Keep them all; when this returns they are on the disk.

        The same body again, with nothing else about its record in between, is known already.
        """
        with self._database.writing.begin() as connection:
            first = self._take(connection, len(news))
            newest = _newest_digests(connection, [one for one in news if isinstance(one, Delivery)])
            items: list[dict[str, Any]] = []
            strange: list[dict[str, Any]] = []
            outcomes: list[Outcome] = []
            for number, one in enumerate(news, start=first):
                if isinstance(one, Unparsed):
                    strange.append(_unparsed_row(one, number))
                    outcomes.append(Outcome.UNPARSED)
                elif newest.get((one.kind, one.subject)) == one.digest:
                    outcomes.append(Outcome.REPEATED)
                else:
                    newest[one.kind, one.subject] = one.digest
                    items.append(_item_row(one, number))
                    outcomes.append(Outcome.KEPT)
            if strange:
                connection.execute(insert(unparsed), strange)
            if items:
                connection.execute(insert(item), items)
                announce(connection, origin=self._origin)
        return outcomes

    def page(self, kind: Kind, *, token_digest: bytes, after: str, limit: int) -> Page:
        """Up to `limit` items behind `after` ("" is the start) for the holder of the token."""
        with self._database.engine.begin() as connection:
            terminal_id = _terminal(connection, token_digest)
            store_id, last = connection.execute(
                select(numbering.c.store_id, numbering.c.last)
            ).one()
            start = _place(after, store_id=store_id, last=last)
            sized = _sized(connection, kind, start, limit)
            has_more = len(sized) > limit
            end = _end_of_page(sized[:limit])
            has_more = has_more or (bool(sized) and end < sized[-1][0])
            rows = _bodies(connection, kind, start, end, terminal_id) if sized else []
            if sized and not rows:  # revoked or erased in between
                _terminal(connection, token_digest)
        items = tuple(Item(f"{store_id}-{row.number}", row.received_ms, row.body) for row in rows)
        following = f"{store_id}-{end}" if sized else after
        return Page(items, following, has_more, terminal_id, start)

    def sweep(
        self,
        confirmations: Mapping[int, Confirmation],
        counts: Mapping[str, int],
        *,
        before_ms: int,
    ) -> int:
        """Note what terminals confirmed, erase what all have or what came before `before_ms`.

        Returns how many bodies were erased.
        """
        with self._database.writing.begin() as connection:
            take_numbers(connection, 0)  # one relay at a time
            for terminal_id, confirmation in confirmations.items():
                _note(connection, terminal_id, confirmation)
            for name, count in counts.items():
                _count(connection, name, count)
            erased = sum(_erase(connection, kind, before_ms) for kind in Kind)
            connection.execute(delete(item).where(item.c.received_ms < before_ms))
            gone = connection.execute(delete(unparsed).where(unparsed.c.received_ms < before_ms))
        return erased + gone.rowcount

    def is_well(self) -> bool:
        """True when the store answers; raises what the driver raises when it does not."""
        with self._database.engine.begin() as connection:
            return bool(connection.execute(select(numbering.c.last)).scalar_one() >= 0)

    def figures(self) -> dict[str, int]:
        """Counts for people who look after the relay; nothing about a guest."""
        with self._database.engine.begin() as connection:
            kept = item.c.body.is_not(None)
            held = connection.execute(
                select(func.count(), func.min(item.c.received_ms)).where(kept)
            )
            count, oldest = held.one()
            strange = connection.execute(select(func.count()).select_from(unparsed)).scalar_one()
            active = select(func.count()).select_from(token).where(token.c.revoked_ms.is_(None))
            figures: dict[str, int] = {
                "held": count,
                "oldest_ms": oldest or 0,
                "unparsed": strange,
                "terminals": connection.execute(active).scalar_one(),
            }
            rows = connection.execute(select(tally.c.name, tally.c["count"]))
            return figures | {f"{row[0]}_ever": row[1] for row in rows}

    def unparsed_rows(self) -> list[dict[str, Any]]:
        """What could not be read, oldest first, without the bodies."""
        wanted = select(
            unparsed.c.number,
            unparsed.c.kind,
            unparsed.c.reason,
            unparsed.c.received_ms,
            unparsed.c.size,
        ).order_by(unparsed.c.number)
        with self._database.engine.begin() as connection:
            return [dict(row) for row in connection.execute(wanted).mappings()]

    def unparsed_body(self, number: int) -> bytes | None:
        """One of those bodies as it came, None when there is none with this number."""
        wanted = select(unparsed.c.body).where(unparsed.c.number == number)
        with self._database.engine.begin() as connection:
            found = connection.execute(wanted).scalar_one_or_none()
        return None if found is None else bytes(found)


def _newest_digests(
    connection: Connection, news: Iterable[Delivery]
) -> dict[tuple[Kind, str], bytes]:
    keys = {(one.kind.value, one.subject) for one in news}
    if not keys:
        return {}
    latest = (
        select(func.max(item.c.number))
        .where(tuple_(item.c.kind, item.c.subject).in_(sorted(keys)))
        .group_by(item.c.kind, item.c.subject)
    )
    rows = connection.execute(
        select(item.c.kind, item.c.subject, item.c.digest).where(item.c.number.in_(latest))
    )
    return {(Kind(row.kind), row.subject): bytes(row.digest) for row in rows}


def _item_row(one: Delivery, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "kind": one.kind.value,
        "subject": one.subject,
        "digest": one.digest,
        "received_ms": one.received_ms,
        "size": len(one.body),
        "body": one.body,
    }


def _unparsed_row(one: Unparsed, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "kind": one.kind.value,
        "reason": one.reason,
        "received_ms": one.received_ms,
        "size": len(one.body),
        "body": one.body,
    }


def _terminal(connection: Connection, digest: bytes) -> int:
    found = select(token.c.id).where(token.c.digest == digest, token.c.revoked_ms.is_(None))
    terminal_id: int | None = connection.execute(found).scalar_one_or_none()
    if terminal_id is None:
        raise UnknownToken
    return terminal_id


def _place(cursor: str, *, store_id: str, last: int) -> int:
    if not cursor:
        return 0
    store, _, number = cursor.partition("-")
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    if store != store_id or not is_number or int(number) > last:
        raise UnknownCursor
    return int(number)


def _sized(connection: Connection, kind: Kind, start: int, limit: int) -> list[tuple[int, int]]:
    found = (
        select(item.c.number, item.c.size)
        .where(item.c.number > start, item.c.kind == kind.value, item.c.body.is_not(None))
        .order_by(item.c.number)
        .limit(limit + 1)
    )
    return [(row.number, row.size) for row in connection.execute(found)]


def _end_of_page(sized: Sequence[tuple[int, int]]) -> int:
    end = total = 0
    for number, size in sized:
        total += size
        if end and total > PAGE_BYTES:
            break
        end = number
    return end


def _bodies(
    connection: Connection, kind: Kind, start: int, end: int, terminal_id: int
) -> Sequence[Any]:
    # The token once more, in the same statement: nothing is read after it was revoked.
    is_active = (
        select(token.c.id).where(token.c.id == terminal_id, token.c.revoked_ms.is_(None)).exists()
    )
    found = (
        select(item.c.number, item.c.received_ms, item.c.body)
        .where(item.c.number > start, item.c.number <= end, item.c.kind == kind.value)
        .where(item.c.body.is_not(None), is_active)
        .order_by(item.c.number)
    )
    return connection.execute(found).all()


def _note(connection: Connection, terminal_id: int, confirmation: Confirmation) -> None:
    values = {kind.value: number for kind, number in confirmation.positions.items()}
    connection.execute(
        update(token)
        # Another relay may have seen this terminal later than we did.
        .where(token.c.id == terminal_id, token.c.seen_ms <= confirmation.seen_ms)
        .values(seen_ms=confirmation.seen_ms, **values)
    )


def _count(connection: Connection, name: str, count: int) -> None:
    raised = update(tally).where(tally.c.name == name)
    if not connection.execute(raised.values({"count": tally.c["count"] + count})).rowcount:
        connection.execute(insert(tally).values(name=name, count=count))


def _erase(connection: Connection, kind: Kind, before_ms: int) -> int:
    lowest = select(func.min(_CONFIRMED[kind])).where(token.c.revoked_ms.is_(None))
    confirmed = connection.execute(lowest).scalar_one()  # None without a terminal
    erased = connection.execute(
        update(item)
        .where(item.c.kind == kind.value, item.c.body.is_not(None))
        .where(or_(item.c.number <= (confirmed or 0), item.c.received_ms < before_ms))
        .values(body=null())
    )
    return erased.rowcount
