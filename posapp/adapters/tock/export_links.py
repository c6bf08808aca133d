"""The listing of the export files: their signed links, their names, and the validators kept.

A file keeps its name while its link changes, so the name is what a validator is kept under.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from posapp.adapters.outcomes import Answer

Validators = dict[str, str]
"""By a file's mark: its ETag, which is in quotes, or else its Last-Modified."""

_FILE_NAME = re.compile(r"[A-Za-z0-9._-]{1,80}")
_ETAG_STARTS = ('"', "W/")


@dataclass(frozen=True, slots=True)
class ExportLink:
    """A file of the export. `name` is no secret, `url` is; `mark` is what its validator is under.

    `holds_guests` says from which of the two lists it came.
    """

    name: str
    mark: str
    url: str = field(repr=False)
    holds_guests: bool = False


class _Urls(Struct, rename="camel", frozen=True):
    reservation_data_urls: list[str] = []
    guest_data_urls: list[str] = []


class _Listing(Struct, frozen=True):
    result: _Urls


def links_of(answer: Answer, *, guest_mark: str) -> tuple[ExportLink, ...]:
    """All files of a listing, bookings first; NoProof when it is none."""
    urls = answer.read(_Listing).result
    taken: set[str] = set()
    links = []
    for stem, listed in (("file", urls.reservation_data_urls), ("guests", urls.guest_data_urls)):
        holds_guests = listed is urls.guest_data_urls
        for index, url in enumerate(listed, start=1):
            name = _name(url, otherwise=f"{stem}-{index}", taken=taken)
            mark = f"{name}@{guest_mark}" if holds_guests and guest_mark else name
            links.append(ExportLink(name, mark, url, holds_guests))
    return tuple(links)


def condition(validator: str) -> tuple[str, dict[str, str]]:
    """The ETag and the headers that ask for a file only if it has changed since `validator`."""
    if not validator:
        return "", {}
    if validator.startswith(_ETAG_STARTS):
        return validator, {}
    return "", {"If-Modified-Since": validator}


def validator_of(answer: Answer) -> str:
    """What a file is known by: its ETag, else its Last-Modified; "" when it has neither."""
    etag = answer.etag
    if etag.startswith(_ETAG_STARTS):
        return etag
    return answer.headers.get("last-modified", "") if answer.last_modified_ms is not None else ""


def parse_validators(cursor: str) -> Validators:
    """The validators in a cursor; none in one that is not ours."""
    try:
        return msgspec.json.decode(cursor, type=Validators)
    except msgspec.DecodeError:
        return {}


def validators_text(seen: Validators) -> str:
    """The validators as a cursor."""
    return msgspec.json.encode(seen, order="deterministic").decode()


def _name(url: str, *, otherwise: str, taken: set[str]) -> str:
    """The file's name in its address; no two files of a listing have the same."""
    try:
        last = urlsplit(url).path.rsplit("/", 1)[-1]
    except ValueError:
        last = ""
    name = last if _FILE_NAME.fullmatch(last) and last not in taken else otherwise
    taken.add(name)
    return name
