"""The answers a fault puts in place of the right one.

The bomb is one gzip member, because some clients stop unpacking after the first.
"""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

from posapp.sandbox.faults.kinds import Fault, FaultKind
from posapp.sandbox.message import (
    HTML,
    JSON,
    Response,
    error_response,
    http_date,
    json_response,
)
from posapp.sandbox.tock.routes import ORIGIN_ERROR_PAGE

_BLOCK = 1 << 20
_HUGE_BYTES = 8 << 20
_BOMB_BYTES = 128 << 20
_PREFIX, _SUFFIX = b'{"items":[', b'],"next":null}'
_PORTAL = (
    b"<!DOCTYPE html><html><head><title>Guest Wi-Fi</title></head><body>"
    b"<form action='http://portal.invalid/login'><h1>Welcome! Please accept our terms.</h1>"
    b"</form></body></html>"
)
_RETRY_S = 7


def refusal(fault: Fault, *, told_ms: int) -> Response:
    """The answer of a server, proxy or portal that did not apply the request."""
    kind = fault.kind
    retry_s = _RETRY_S if fault.d is None else fault.d
    if kind in _PLAIN:
        status, code = _PLAIN[kind]
        return error_response(status, code, message="injected")
    if kind is FaultKind.RATE_SECONDS:
        return _rate_limited(f"{retry_s:.0f}")
    if kind is FaultKind.RATE_DATE:
        return _rate_limited(http_date(told_ms + int(retry_s * 1000)))
    if kind is FaultKind.UNAVAILABLE_HTML:
        return Response(503, (("Content-Type", HTML),), ORIGIN_ERROR_PAGE)
    if kind is FaultKind.PORTAL_200:
        return Response(200, (("Content-Type", HTML),), _PORTAL)
    if kind is FaultKind.PORTAL_302:
        return Response(302, (("Location", "http://portal.invalid/login"),))
    raise ValueError(f"{kind} is no answer")


_PLAIN = {
    FaultKind.UNAUTHORIZED: (401, "unauthorized"),
    FaultKind.FORBIDDEN: (403, "forbidden"),
    FaultKind.CONFLICT: (409, "conflict"),
    FaultKind.IN_USE: (409, "in_use"),
    FaultKind.REJECTED: (422, "rejected"),
    FaultKind.FAIL_BEFORE: (500, "internal"),
    FaultKind.FAIL_AFTER: (500, "internal"),
}


def spoiled(fault: Fault, right: Response) -> Response:
    """The right answer with a body that is of no use."""
    kind = fault.kind
    headers = tuple(pair for pair in right.headers if pair[0].lower() != "content-type")
    as_json = (*headers, ("Content-Type", JSON))
    if kind is FaultKind.BAD_JSON:
        return Response(right.status, as_json, b'{"items":[{"id":')
    if kind is FaultKind.WRONG_SCHEMA:
        return json_response(right.status, {"ok": True})
    if kind is FaultKind.BAD_GZIP:
        zipped = (*as_json, ("Content-Encoding", "gzip"))
        return Response(right.status, zipped, b"\x1f\x8b\x08\x00" + b"\xff" * 60)
    if kind is FaultKind.GZIP_BOMB:
        zipped = (*as_json, ("Content-Encoding", "gzip"))
        return Response(right.status, zipped, gzip_bomb(fault.size or _BOMB_BYTES))
    if kind is FaultKind.HUGE_BODY:
        return Response(right.status, as_json, _huge(fault.size or _HUGE_BYTES))
    if kind is FaultKind.FAIL_AFTER:
        return error_response(500, "internal", message="injected")
    raise ValueError(f"{kind} spoils no body")


def _rate_limited(retry_after: str) -> Response:
    answer = error_response(429, "rate_limited", message="too many requests")
    return Response(429, (*answer.headers, ("Retry-After", retry_after)), answer.body)


@lru_cache(maxsize=2)
def _huge(size: int) -> bytes:
    return _PREFIX + b" " * size + _SUFFIX


@lru_cache(maxsize=2)
def gzip_bomb(unpacked_bytes: int) -> bytes:
    """About a thousandth of `unpacked_bytes`: valid gzip of valid JSON that is mostly spaces."""
    blocks = -(-unpacked_bytes // _BLOCK)
    spaces = b" " * _BLOCK
    # A full flush makes each piece independent of what came before, so one can be repeated.
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    head = packer.compress(_PREFIX) + packer.flush(zlib.Z_FULL_FLUSH)
    middle = packer.compress(spaces) + packer.flush(zlib.Z_FULL_FLUSH)
    tail = packer.compress(_SUFFIX) + packer.flush(zlib.Z_FINISH)
    checksum = zlib.crc32(_PREFIX)
    for _ in range(blocks):
        checksum = zlib.crc32(spaces, checksum)
    checksum = zlib.crc32(_SUFFIX, checksum)
    length = len(_PREFIX) + blocks * _BLOCK + len(_SUFFIX)
    trailer = struct.pack("<II", checksum, length & 0xFFFFFFFF)
    header = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    return header + head + middle * blocks + tail + trailer
