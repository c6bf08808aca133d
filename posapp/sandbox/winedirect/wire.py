"""Reads the envelopes a client sends and writes answers in the manners a ColdFusion server has.

The same value goes out inline or by reference, nothing as nil, as empty or not at all, a number
plainly or with an exponent: which of them changes from one to the next, so a client meets them all.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from xml.sax.saxutils import escape

Fields = Mapping[str, object]
_METHOD = re.compile(rb"<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)")
_PLAIN = "http://schemas.xmlsoap.org/soap/envelope/"
_ENVELOPES = (_PLAIN, _PLAIN.replace("http:", "https:"))


def method_of(body: bytes) -> str:
    """The operation an envelope asks for, "" when it is none."""
    found = _METHOD.search(body)
    return found.group(1).decode() if found else ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Named values of a request, whatever their case; an empty or nil one is there and is ""."""

    element: ET.Element

    def names(self) -> set[str]:
        """What is named, in lower case."""
        return {_local(child).lower() for child in self.element}

    def text(self, name: str) -> str:
        """The text of a child, "" for nothing."""
        found = self._child(name)
        return "" if found is None else (found.text or "").strip()

    def part(self, name: str) -> Asked | None:
        """A child with parts of its own."""
        found = self._child(name)
        return None if found is None else Asked(found)

    def members(self, name: str) -> list[Asked]:
        """The members of an array."""
        found = self._child(name)
        return [] if found is None else [Asked(child) for child in found]

    def _child(self, name: str) -> ET.Element | None:
        wanted = name.lower()
        return next((one for one in self.element if _local(one).lower() == wanted), None)


def asked_of(body: bytes) -> Asked | None:
    """The method's element; None for anything that is not an envelope."""
    try:
        root = ET.fromstring(body)  # noqa: S314 - only a client under test writes here
    except ET.ParseError:
        return None
    found = next((child for child in root if _local(child) == "Body"), None)
    return None if found is None or not len(found) else Asked(found[0])


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def stamp(moment_ms: int | None) -> str | None:
    """A time as version 3 writes it: UTC."""
    if moment_ms is None:
        return None
    instant = datetime.fromtimestamp(moment_ms / 1_000, tz=UTC)
    return instant.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment_ms % 1_000:03d}Z"


def moment(text: str) -> int | None:
    """A time of a request, None when it is none; a date alone is its first instant."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return int(aware.timestamp() * 1_000)


def money(cents: int) -> Decimal:
    """Cents as the double that goes out."""
    return Decimal(cents) / 100


@dataclass(slots=True)
class Style:
    """Turns from one manner to the next; `by_reference` None alternates from answer to answer."""

    by_reference: bool | None = None
    answers: int = 0
    _turns: dict[str, int] = field(default_factory=dict)

    def turn(self, sort: str, among: int) -> int:
        """Which of so many manners is next."""
        count = self._turns.get(sort, 0)
        self._turns[sort] = count + 1
        return count % among


class Writer:
    """One answer."""

    def __init__(self, style: Style) -> None:
        self._style = style
        style.answers += 1
        is_odd = style.answers % 2 == 1
        self._by_reference = is_odd if style.by_reference is None else style.by_reference
        self._envelope = _ENVELOPES[style.turn("envelope", 2)]
        self._referred: list[str] = []

    def answer(self, method: str, namespace: str, value: object) -> bytes:
        """What the method returns, in its envelope."""
        returned = self._element(f"{method}Return", value)
        first = f'<ns1:{method}Response xmlns:ns1="{namespace}">{returned}</ns1:{method}Response>'
        return self._enveloped(first + "".join(self._referred))

    def fault(self, text: str) -> bytes:
        """A ColdFusion failure."""
        return self._enveloped(
            "<soapenv:Fault><faultcode>soapenv:Server.userException</faultcode>"
            f"<faultstring>{escape(text)}</faultstring><detail/></soapenv:Fault>"
        )

    def _enveloped(self, body: str) -> bytes:
        xsi = "http://www.w3.org/2001/XMLSchema-instance"
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv='
            f'"{self._envelope}" xmlns:xsi="{xsi}"><soapenv:Body>{body}</soapenv:Body>'
            "</soapenv:Envelope>"
        ).encode()

    def _element(self, name: str, value: object) -> str:
        if value is None or value in ("", []):
            return self._nothing(name)
        if isinstance(value, Mapping):
            inner = "".join(self._element(key, one) for key, one in value.items())
            return f"<{name}>{inner}</{name}>"
        if isinstance(value, Sequence) and not isinstance(value, str):
            return self._array(name, value)
        return f"<{name}>{escape(self._scalar(value))}</{name}>"

    def _array(self, name: str, members: Sequence[object]) -> str:
        if not self._by_reference:
            inner = "".join(self._element("item", member) for member in members)
            return f"<{name}>{inner}</{name}>"
        links = "".join(self._refer(name, self._inside(member)) for member in members)
        return self._refer(name, links)

    def _inside(self, member: object) -> str:
        whole = self._element("item", member)
        return whole.removeprefix("<item>").removesuffix("</item>")

    def _refer(self, name: str, inner: str) -> str:
        place = f"id{len(self._referred)}"
        self._referred.append(f'<multiRef id="{place}">{inner}</multiRef>')
        return f'<{name} href="#{place}"/>'

    def _nothing(self, name: str) -> str:
        manners = (f'<{name} xsi:nil="true"/>', f"<{name}></{name}>", "")
        return manners[self._style.turn("nothing", len(manners))]

    def _scalar(self, value: object) -> str:
        if isinstance(value, bool):
            return ("false", "true")[value] if self._style.turn("bool", 2) else str(int(value))
        if isinstance(value, int | Decimal):
            is_plain = self._style.turn("double", 2) == 0
            return f"{float(value)}" if is_plain else f"{Decimal(value):E}"
        return str(value)
