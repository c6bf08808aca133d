"""Tock's export: the full history in files, twice a day; the repair for whatever the feed lost.

A booking made months ago sits in an old file, so every file is read unless its validator says that
it has not changed. Signed links are secrets: they are never stored, logged or shown.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import BinaryIO
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from posapp.adapters.http import MEGABYTE, Ask, HttpDoor, Limits
from posapp.adapters.outcomes import Answer, BodyKind
from posapp.adapters.tock.access import TockAccess, own_rows
from posapp.adapters.tock.export_file import CHUNK_BYTES, read_export
from posapp.ports.failures import CredentialsRefused, NoProof, NotReached, Refused
from posapp.ports.reservations import KnownTexts, ReservationPage, nothing_known

URLS_PATH = "/api/data/export/urls"
FILE_LIMITS = Limits(total_s=600, max_bytes=2048 * MEGABYTE)
_HEAD_BYTES = 64
_FILE_NAME = re.compile(r"[A-Za-z0-9._-]{1,80}")

Validators = dict[str, str]


class _Urls(Struct, rename="camel", frozen=True):
    reservation_data_urls: list[str] = []


class _Listing(Struct, frozen=True):
    result: _Urls


class TockExports:
    """ReservationSource over the export files; the cursor holds each file's validator."""

    def __init__(
        self,
        door: HttpDoor,
        *,
        access: TockAccess,
        name: str = "tock",
        urls_path: str = URLS_PATH,
        file_limits: Limits = FILE_LIMITS,
    ) -> None:
        self.name = name
        self._door = door
        self._access = access
        self._urls_path = urls_path
        self._file_limits = file_limits

    def changes(
        self, cursor: str, *, known: KnownTexts = nothing_known
    ) -> Iterator[ReservationPage]:
        """The rows of every file that changed; a file counts as read once it was read to its end.

        Raises NoProof, after the other files, when one could not be read to its end.
        """
        links = self._links()
        read = _parse(cursor)
        seen = {name: read[name] for name in links if name in read}
        trouble = ""
        for name, link in links.items():
            with tempfile.TemporaryFile() as file:
                answer = self._fetch(link, etag=seen.get(name, ""), into=file)
                if answer.status != 304:
                    said = yield from self._pages(
                        file, name=name, answer=answer, seen=seen, known=known
                    )
                    trouble = trouble or said
                    if not said and answer.etag:
                        seen[name] = answer.etag
            yield ReservationPage((), _text(seen), answer.last_modified_ms)
        if trouble:
            raise NoProof(f"Tock's export is damaged. {trouble}")

    def _pages(
        self, file: BinaryIO, *, name: str, answer: Answer, seen: Validators, known: KnownTexts
    ) -> Generator[ReservationPage, None, str]:
        """Pages of a downloaded file; returns what is wrong with it as a whole, "" if nothing."""
        trouble = ""
        chunks = iter(lambda: file.read(CHUNK_BYTES), b"")
        for page in read_export(chunks, source=self.name, origin=name, known=known):
            rows = own_rows(page.rows, business_id=self._access.business_id)
            trouble = trouble or page.trouble
            if rows or page.unchanged:
                yield ReservationPage(
                    rows, _text(seen), answer.last_modified_ms, unchanged=page.unchanged
                )
        return trouble

    def _links(self) -> dict[str, str]:
        url = self._access.url.rstrip("/") + self._urls_path
        answer = self._door.request(Ask(method="GET", url=url, headers=self._access.headers()))
        links = answer.read(_Listing).result.reservation_data_urls
        return {_name(link, index): link for index, link in enumerate(links, start=1)}

    def _fetch(self, link: str, *, etag: str, into: BinaryIO) -> Answer:
        ask = Ask(method="GET", url=link, etag=etag, limits=self._file_limits)
        try:
            answer = self._door.download(ask, into=into)
            into.seek(0)
            head = replace(answer, body=into.read(_HEAD_BYTES))
        except (CredentialsRefused, Refused) as failure:  # it says nothing about the key
            message = "Tock no longer honours the link to an export file; asking for a new one."
            raise NoProof(message, detail=failure.detail) from None
        except OSError as error:
            message = f"Tock's export does not fit on this machine: {error.strerror}."
            raise NotReached(message) from error
        if head.kind is BodyKind.HTML:  # a portal's page is no row to keep
            raise head.unreadable()
        into.seek(0)
        return answer


def _name(link: str, index: int) -> str:
    """A file's name, which is no secret: the same file keeps it while its link changes."""
    name = urlsplit(link).path.rsplit("/", 1)[-1]
    return name if _FILE_NAME.fullmatch(name) else f"file-{index}"


def _parse(cursor: str) -> Validators:
    try:
        return msgspec.json.decode(cursor, type=Validators)
    except msgspec.DecodeError:
        return {}


def _text(seen: Validators) -> str:
    return msgspec.json.encode(seen, order="deterministic").decode()
