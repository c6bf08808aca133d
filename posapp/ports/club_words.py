"""What a back office last said of a membership that staff changed, as it lies with its link."""

from __future__ import annotations

import msgspec

from posapp.domain.club import Membership


class ClubWord(msgspec.Struct, frozen=True):
    """A membership as last told, None for one that was entered here; and what we changed of it."""

    told: Membership | None
    changes: tuple[str, ...]


def encode_word(word: ClubWord) -> str:
    """The text that is kept."""
    return msgspec.json.encode(word, order="deterministic").decode()


def decode_word(text: str) -> ClubWord:
    """The inverse."""
    return msgspec.json.decode(text, type=ClubWord)
