"""Text as the search compares it: accents, case and punctuation of numbers removed."""

from __future__ import annotations

from posapp.domain.guest import fold
from posapp.ports.board_facts import BoardFacts

_NUMBER_MARKS = "+()-./"


def folded(text: str) -> str:
    """The same as domain.guest.fold, without its cost for the many plain names."""
    return text.lower() if text.isascii() else fold(text)


def search_text(facts: BoardFacts) -> str:
    """Names, e-mails, phone digits and the code of a booking, one a line; for diner and owner."""
    parts = dict.fromkeys((*facts.searched, *map(digits_of, facts.phones)))
    text = "\n".join(filter(None, parts))
    if text.isascii():
        return text.lower()
    return "\n".join([folded(part) for part in parts if part])


def search_words(text: str) -> list[str]:
    """The words of a query: each must occur; a word of digits and number marks is its digits."""
    # SQLite reads a query for its index up to a NUL, and then misses the closing quote.
    words = [_number_or_word(word) for word in folded(text).replace("\0", " ").split()]
    return [word for word in dict.fromkeys(words) if word]


def digits_of(text: str) -> str:
    """Only the digits: people type a phone number in every way there is."""
    if text.isdigit():
        return text
    return "".join(ch for ch in text if ch.isdigit())


def _number_or_word(word: str) -> str:
    return digits_of(word) if all(ch.isdigit() or ch in _NUMBER_MARKS for ch in word) else word
