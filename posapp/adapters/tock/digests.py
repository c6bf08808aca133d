"""Digests of rows, taken so that the window does not have to wait for them."""

from __future__ import annotations

from hashlib import sha256

_PIECE = 2_047
"""From 2,048 bytes on hashlib hands the interpreter over. A lane that hashes row after row would do
so every 30 µs, and the window, which wakes and misses it each time, would begin its wait anew."""


def digest_of(text: bytes) -> bytes:
    """The SHA-256 of a row's text, in pieces that keep the interpreter."""
    made = sha256(text[:_PIECE])
    for at in range(_PIECE, len(text), _PIECE):
        made.update(text[at : at + _PIECE])
    return made.digest()
