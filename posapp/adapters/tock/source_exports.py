"""Tock's export: the full history in files, twice a day; the repair for whatever the feed lost.

A booking made months ago sits in an old file, so every file is read unless its validator says that
it has not changed. Signed links are secrets: they are never stored, logged or shown.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import IO, BinaryIO, cast

from posapp.adapters.http import MEGABYTE, Ask, HttpDoor, Limits
from posapp.adapters.outcomes import Answer, BodyKind, http_date_ms
from posapp.adapters.tock.access import TockAccess, own_rows
from posapp.adapters.tock.export_file import CHUNK_BYTES, ExportPage, read_export
from posapp.adapters.tock.export_links import (
    ExportLink,
    Validators,
    condition,
    links_of,
    parse_validators,
    validator_of,
    validators_text,
)
from posapp.adapters.tock.profiles import GuestProfile
from posapp.domain.guest import Contact
from posapp.domain.origin import DirectoryPerson
from posapp.ports.failures import CredentialsRefused, NoProof, NotReached, Refused
from posapp.ports.reservations import (
    FileProgress,
    IncomingGuest,
    KnownTexts,
    ReservationPage,
    nothing_known,
)

URLS_PATH = "/api/data/export/urls"
FILE_LIMITS = Limits(total_s=600, max_bytes=2048 * MEGABYTE)
_HEAD_BYTES = 64
_DAMAGED_WAIT_MS = 900_000
"""A file that is wrong in itself is asked for again when it may have been written anew."""


class _LinkRefusedError(Exception):
    """The link to a file is not honoured; it says nothing about the key."""


@dataclass(slots=True)
class _Reading:
    """How far one pull has come. `seen` are the validators of the files read to their end."""

    links: tuple[ExportLink, ...]
    seen: Validators
    done: int = 0
    skipped: int = 0
    as_of_ms: int | None = None
    troubles: list[str] = field(default_factory=list)
    is_damaged: bool = False
    has_new_links: bool = False

    def page(self, page: ReservationPage) -> ReservationPage:
        """A page with where to resume after it and how far the pull has come."""
        progress = FileProgress(len(self.links), self.done, self.skipped)
        text = validators_text(self.seen)
        return replace(page, cursor=text, as_of_ms=self.as_of_ms, progress=progress)


class TockExports:
    """ReservationSource over the files of one business; the cursor holds each file's validator."""

    def __init__(
        self,
        door: HttpDoor,
        *,
        access: TockAccess,
        name: str = "tock",
        urls_path: str = URLS_PATH,
        file_limits: Limits = FILE_LIMITS,
        guest_mark: str = "",
    ) -> None:
        """With another `guest_mark` the guest files count as unread: more is made of them now."""
        self.name = name
        self._door = door
        self._access = access
        self._urls_path = urls_path
        self._file_limits = file_limits
        self._guest_mark = guest_mark
        self._interrupted = threading.Event()

    def interrupt(self) -> None:
        """End the running pull now, from any thread; it fails, and what was read stays read."""
        self._interrupted.set()
        self._door.abort()

    def changes(
        self, cursor: str, *, known: KnownTexts = nothing_known
    ) -> Iterator[ReservationPage]:
        """The rows of every file that changed; a file counts as read once it was read to its end.

        Raises NoProof, after the other files, when one could not be read to its end.
        """
        self._interrupted.clear()
        links = self._links()
        read = parse_validators(cursor)
        marks = {link.mark for link in links}
        reading = _Reading(links, {mark: text for mark, text in read.items() if mark in marks})
        yield reading.page(ReservationPage((), ""))
        for number in range(len(links)):
            yield from self._file(number, reading=reading, known=known)
            reading.done += 1
            yield reading.page(ReservationPage((), ""))
        if reading.troubles:
            wait_ms = _DAMAGED_WAIT_MS if reading.is_damaged else None
            message = f"Not all of Tock's export could be read. {reading.troubles[0]}"
            raise NoProof(message, wait_ms=wait_ms)

    def _file(
        self, number: int, *, reading: _Reading, known: KnownTexts
    ) -> Iterator[ReservationPage]:
        """One file; what is wrong with it alone is noted, so that the others are still read."""
        link = reading.links[number]
        try:
            with tempfile.TemporaryFile() as body:
                answer = self._fetched(number, reading=reading, into=body)
                _note_age(answer, link=link, reading=reading)
                if _is_unchanged(answer, validator=reading.seen.get(link.mark, "")):
                    reading.skipped += 1
                    return
                reading.seen.pop(link.mark, None)
                body.seek(0)
                trouble = yield from self._pages(body, link=link, reading=reading, known=known)
        except NoProof as failure:
            self._require_going_on()
            reading.troubles.append(f"{link.name}: {failure.message}")
            return
        except _LinkRefusedError:
            reading.is_damaged = True
            reading.troubles.append(f"{link.name}: Tock no longer honours the link to it.")
            return
        except OSError as error:
            message = f"Tock's export does not fit on this machine: {error.strerror}."
            raise NotReached(message) from error
        if trouble:
            reading.is_damaged = True
            reading.troubles.append(trouble)
        elif validator := validator_of(answer):
            reading.seen[link.mark] = validator

    def _pages(
        self, body: BinaryIO, *, link: ExportLink, reading: _Reading, known: KnownTexts
    ) -> Generator[ReservationPage, None, str]:
        """Pages of a downloaded file; returns what is wrong with it as a whole, "" if nothing."""
        trouble = ""
        chunks = iter(lambda: body.read(CHUNK_BYTES), b"")
        for page in read_export(chunks, source=self.name, origin=link.name, known=known):
            trouble = trouble or page.trouble
            made = self._page(page)
            if made.rows or made.guests or made.unchanged:
                yield reading.page(made)
        return trouble

    def _page(self, page: ExportPage) -> ReservationPage:
        rows = own_rows(page.rows, business_id=self._access.business_id)
        guests = tuple(_guest(profile) for profile in page.profiles)
        return ReservationPage(rows, "", guests=guests, unchanged=page.unchanged)

    def _links(self) -> tuple[ExportLink, ...]:
        url = self._access.url.rstrip("/") + self._urls_path
        answer = self._door.request(Ask(method="GET", url=url, headers=self._access.headers()))
        return links_of(answer, guest_mark=self._guest_mark)

    def _fetched(self, number: int, *, reading: _Reading, into: IO[bytes]) -> Answer:
        """The file's answer; a link that is refused is asked for anew, once in a pull."""
        try:
            return self._fetch(reading.links[number], reading=reading, into=into)
        except _LinkRefusedError:
            if reading.has_new_links:
                raise
        reading.has_new_links = True
        fresh = {link.mark: link for link in self._links()}
        reading.links = tuple(fresh.get(link.mark, link) for link in reading.links)
        into.seek(0)
        into.truncate()
        return self._fetch(reading.links[number], reading=reading, into=into)

    def _fetch(self, link: ExportLink, *, reading: _Reading, into: IO[bytes]) -> Answer:
        self._require_going_on()
        etag, headers = condition(reading.seen.get(link.mark, ""))
        ask = Ask(
            method="GET",
            url=link.url,
            etag=etag,
            headers=headers,
            accept=frozenset({304} if headers else ()),
            limits=self._file_limits,
        )
        try:
            answer = self._door.download(ask, into=cast("BinaryIO", into))
        except (CredentialsRefused, Refused):
            raise _LinkRefusedError from None
        into.seek(0)
        head = replace(answer, body=into.read(_HEAD_BYTES))
        if head.kind is BodyKind.HTML:  # a portal's page is no row to keep
            raise head.unreadable()
        return answer

    def _require_going_on(self) -> None:
        if self._interrupted.is_set():
            raise NoProof("The pull was ended by a person.")


def _note_age(answer: Answer, *, link: ExportLink, reading: _Reading) -> None:
    """What is told of bookings is as old as the newest of their files."""
    validator = reading.seen.get(link.mark, "")
    told_ms = answer.last_modified_ms or http_date_ms(validator)
    if told_ms is not None and not link.holds_guests:
        reading.as_of_ms = max(told_ms, reading.as_of_ms or 0)


def _is_unchanged(answer: Answer, *, validator: str) -> bool:
    """Also where the other side sends a file again that it says is the one we have."""
    return answer.status == 304 or (validator != "" and validator_of(answer) == validator)


def _guest(profile: GuestProfile) -> IncomingGuest:
    contact = Contact(profile.first_name, profile.last_name, profile.email, profile.phone)
    person = DirectoryPerson(contact, profile.phone_country_code, profile.opt_in)
    return IncomingGuest(profile.patron_id, person, profile.tags)
