"""The link that opens a reservation at Tock: a template from the settings, checked before use.

No public address of one reservation is known, so nothing but an https address of an allowed host
may ever be opened.
"""

from __future__ import annotations

import re
from string import Formatter
from urllib.parse import quote, urlsplit

from posapp.domain.errors import DomainError

_FIELDS = {"reservation_id", "walkin_id", "confirmation_code", "business_id", "domain", "date"}
_HTTPS_PORT = 443


def require_link_template(template: str, *, allowed_hosts: frozenset[str]) -> None:
    """Raise a DomainError unless every link the template makes is https to an allowed host."""
    build_link(template, values=dict.fromkeys(_FIELDS, "0"), allowed_hosts=allowed_hosts)


def build_link(template: str, *, values: dict[str, str], allowed_hosts: frozenset[str]) -> str:
    """Fill the template with percent-encoded values and check the finished address."""
    try:
        names = {name for _, name, spec, conv in Formatter().parse(template) if name is not None}
        if names - _FIELDS:
            raise _bad(f"It may use {', '.join(sorted(_FIELDS))} only.")
        link = template.format_map({key: quote(text, safe="") for key, text in values.items()})
        parts = urlsplit(link)
        host, port = parts.hostname or "", parts.port
    except (ValueError, KeyError, IndexError) as error:
        raise _bad("It cannot be read.") from error
    if re.search(r"[\s\\\x00-\x1f\x7f]", link) or not link.isascii():
        raise _bad("It holds a character that no address may hold.")
    if parts.scheme != "https":
        raise _bad("It must begin with https://.")
    if "@" in parts.netloc or port not in {None, _HTTPS_PORT}:
        raise _bad("It must not carry a user name or a port.")
    if host not in allowed_hosts:
        raise _bad(f"{host or 'No host'} is not one of {', '.join(sorted(allowed_hosts))}.")
    return link


def _bad(why: str) -> DomainError:
    return DomainError("bad_link", f"The link to Tock cannot be used. {why}", field="link_template")
