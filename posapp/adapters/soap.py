"""SOAP 1.1: envelopes written by hand, answers read with nothing but expat.

A document type is refused before a byte of it is expanded, so no entity can grow or reach out; what
an answer may cost is bounded by its bytes, elements and depth. Servers answer arrays in the place
or by reference (multiRef), and name namespaces as they like: both are read alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape

MEDIA_TYPE = "text/xml; charset=utf-8"
Part = tuple[str, "str | Sequence[Part] | None"]
"""An element to write: its name, and its text, its own parts, or None for nil."""

_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
# Printed samples of real services write https here; servers write http.
_ENVELOPES = frozenset({_SOAP, _SOAP.replace("http:", "https:")})
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_TEXT_PIECE = 256 * 1024
_TRUE = frozenset({"true", "1"})


class XmlRefused(Exception):
    """A document that is not read; the text says why, and holds nothing of the document."""


class SoapFault(Exception):
    """The server's own failure: `code` without its prefix, `text` as it was sent."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlLimits:
    """What one document may cost. `elements` counts attributes as well."""

    max_bytes: int = 8 * 1024 * 1024
    elements: int = 200_000
    depth: int = 64


@dataclass(slots=True)
class Node:
    """An element: names without their namespaces, `text` only of one without children."""

    name: str
    uri: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    text: str = ""

    @property
    def is_nothing(self) -> bool:
        """True for nil and for empty, which mean the same: nothing."""
        is_nil = self.attributes.get("nil", "").strip().lower() in _TRUE
        return is_nil or not (self.children or self.text.strip())

    def child(self, *path: str) -> Node | None:
        """The element at the end of `path`, whatever the case of its letters; None for nothing."""
        found = self
        for name in path:
            wanted = name.casefold()
            for node in found.children:
                if node.name.casefold() == wanted:
                    found = node
                    break
            else:
                return None
        return None if found.is_nothing else found

    def value(self, *path: str) -> str | None:
        """The text at the end of `path`; nil, empty and absent are all None."""
        found = self.child(*path)
        return None if found is None or found.children else found.text.strip()

    def rows(self, *path: str) -> list[Node]:
        """The members of an array, whether they stand in one element or each in its own."""
        parent = self if len(path) == 1 else self.child(*path[:-1])
        wanted = path[-1].casefold()
        rows: list[Node] = []
        for node in parent.children if parent is not None else ():
            if node.name.casefold() == wanted and not node.is_nothing:
                rows += _members(node)
        return rows

    def plain(self) -> dict[str, object]:
        """Names and texts, for keeping what could not be read; at most a thousand elements."""
        return {self.name: _plain(self, [1_000])}


def _members(node: Node) -> list[Node]:
    if not node.children:
        return []
    texts = {child.name for child in node.children if not (child.children or child.is_nothing)}
    # A member that is only a text, among others of its name, is a bad member of an array.
    if texts - {child.name for child in node.children if child.children}:
        return [node]
    return [child for child in node.children if not child.is_nothing]


def _plain(node: Node, left: list[int]) -> object:
    left[0] -= 1
    if not node.children:
        return None if node.is_nothing else node.text
    return [
        {child.name: _plain(child, left)} if left[0] > 0 else "…"
        for child in node.children[: max(left[0], 1)]
    ]


# -- writing ---------------------------------------------------------------------------------------


def envelope(method: str, parts: Sequence[Part], *, namespace: str) -> bytes:
    """A request in the rpc/encoded manner; the same parts always make the same bytes."""
    written = "".join(_written(parts))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<soapenv:Envelope xmlns:soapenv="{_SOAP}" xmlns:xsi="{_XSI}">'
        f'<soapenv:Body><m:{method} xmlns:m="{escape(namespace)}"'
        f' soapenv:encodingStyle="{_ENCODING}">{written}</m:{method}>'
        "</soapenv:Body></soapenv:Envelope>"
    ).encode()


def _written(parts: Sequence[Part]) -> Iterator[str]:
    for name, value in parts:
        if value is None:
            yield f'<{name} xsi:nil="true"/>'
        elif isinstance(value, str):
            yield f"<{name}>{escape(_NOT_XML.sub('', value))}</{name}>"
        else:
            yield f"<{name}>"
            yield from _written(value)
            yield f"</{name}>"


# -- reading ---------------------------------------------------------------------------------------


def read_answer(body: bytes, *, method: str, limits: XmlLimits | None = None) -> Node:
    """What `method` returned; raises SoapFault, or XmlRefused for anything that is not its answer.

    Whose namespace the answer is in is not asked: the services' documentation differs there.
    """
    limits = limits or XmlLimits()
    root = parse(body, limits=limits)
    if root.name != "Envelope" or root.uri not in _ENVELOPES:
        raise XmlRefused("it is no SOAP envelope")
    found = next((node for node in root.children if node.name == "Body"), None)
    if found is None:
        raise XmlRefused("the envelope has no body")
    _Linker(found, limits=limits).depth(found)
    first = found.children[0] if found.children else Node("")
    if first.name == "Fault":
        code = first.value("faultcode") or "Server"
        raise SoapFault(code.rpartition(":")[2], first.value("faultstring") or "")
    if first.name.casefold() != f"{method}Response".casefold():
        raise XmlRefused(f"it is no answer to {method}")
    names = {f"{method}Return".casefold(), "return"}
    returned = [node for node in first.children if node.name.casefold() in names]
    if len(returned) != 1:
        raise XmlRefused(f"the answer to {method} returns nothing")
    return returned[0]


def parse(body: bytes, *, limits: XmlLimits | None = None) -> Node:
    """The document's root; XmlRefused for bad, oversized or dangerous XML."""
    limits = limits or XmlLimits()
    if len(body) > limits.max_bytes:
        raise XmlRefused("it is too large")
    if b"\0" in body or body[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise XmlRefused("it is not in UTF-8")
    start = _PROLOG.match(body)
    # Asked before expat is: after a refusal in mid-parse expat would still expand what follows.
    if start is None or body.startswith(b"<!", start.end()):
        raise XmlRefused("it declares a document type")
    builder = _Builder(limits)
    try:
        builder.parser.Parse(body, True)
    except expat.ExpatError as error:
        raise XmlRefused(f"it is no XML ({expat.errors.messages[error.code]})") from None
    except (LookupError, ValueError):  # an encoding nobody knows
        raise XmlRefused("its encoding is not known") from None
    if builder.root is None:
        raise XmlRefused("it is empty")
    return builder.root


class _Builder:
    """Makes nodes of expat's events and counts what they cost."""

    def __init__(self, limits: XmlLimits) -> None:
        self.root: Node | None = None
        self._limits = limits
        self._left = limits.elements
        self._open: list[Node] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.buffer_size = _TEXT_PIECE  # few long pieces: joining many would be slow
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.UnparsedEntityDeclHandler = self._refuse
        self.parser.ExternalEntityRefHandler = self._refuse
        self.parser.SkippedEntityHandler = self._refuse
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._left -= 1 + len(attributes)
        if self._left < 0:
            raise XmlRefused("it has too many elements")
        if len(self._open) >= self._limits.depth:
            raise XmlRefused("it is nested too deeply")
        uri, _, local = name.rpartition(" ")
        plain = {key.rpartition(" ")[2]: text for key, text in attributes.items()}
        node = Node(local, uri, plain)
        if self._open:
            parent = self._open[-1]
            parent.text = ""  # the blanks between elements
            parent.children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, name: str) -> None:
        del name
        self._open.pop()

    def _characters(self, text: str) -> None:
        node = self._open[-1]
        if not node.children:
            node.text += text

    @staticmethod
    def _refuse(*declared: object) -> int:
        del declared
        raise XmlRefused("it declares entities or a document type")


class _Linker:
    """Lets every reference be what it points to; loops, dead ends and deep chains are refused."""

    def __init__(self, body: Node, *, limits: XmlLimits) -> None:
        self._limits = limits
        self._depths: dict[int, int] = {}
        self._under_way: set[int] = set()
        self._known: dict[str, Node] = {}
        for node in _all_of(body):
            if "id" in node.attributes:
                self._known.setdefault(node.attributes["id"], node)

    def depth(self, node: Node) -> int:
        """How deep a node goes once it is linked, which it is then."""
        place = id(node)
        if place in self._depths:
            return self._depths[place]
        if place in self._under_way:
            raise XmlRefused("its references form a loop")
        self._under_way.add(place)
        if len(self._under_way) > self._limits.depth:
            raise XmlRefused("it is nested too deeply")
        if "href" in node.attributes:
            found = self._follow(node)
        else:
            found = 1 + max(map(self.depth, node.children), default=0)
        if found > self._limits.depth:
            raise XmlRefused("it is nested too deeply")
        self._under_way.discard(place)
        self._depths[place] = found
        return found

    def _follow(self, node: Node) -> int:
        target = self._known.get(node.attributes["href"].removeprefix("#"))
        if target is None:
            raise XmlRefused("a reference leads nowhere")
        found = self.depth(target)
        node.children, node.text = target.children, target.text
        if "nil" in target.attributes:
            node.attributes["nil"] = target.attributes["nil"]
        return found


def _all_of(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += found.children
