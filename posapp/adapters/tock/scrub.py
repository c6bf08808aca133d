"""What must not be kept of a row: gift-card PINs, processor ids, and card numbers in free text.

Most rows need nothing, so they are cleared by a look at their bytes; only a row that raises
suspicion is taken apart. Ids are exempt from the card check: one long id in ten passes it.
"""

from __future__ import annotations

import json
import math
import re

from posapp.domain.card_numbers import holds_card_number, mask_card_numbers

_SECRET_KEYS = ("externalPin", "processorId")
_PIN_MARK, _PROCESSOR_MARK = (f'"{key}"'.encode() for key in _SECRET_KEYS)
_PLAIN_SECRET = re.compile(rb'\s*:\s*("[^"\\]*(?:\\.[^"\\]*)*(?:"|$)|[^\s,\[\]{}"]+)', re.DOTALL)
# Digits and what people put between them become zeros, all else stays: a run of 13 shows up.
_RUN = b"0" * 13
# Bytes of the wider spaces, dots and dashes are among them: \xc2 \xe2 \x80 and what follows.
_BETWEEN = b"0123456789 -./_\xc2\xa0\xb7\xe2\x80\x90\x91\x92\x93\x94\x95\xaf"
_TO_RUNS = bytes(0x30 if code in _BETWEEN else code for code in range(256))
_RUN_TAIL = re.compile(rb"0*")
_HIDING = frozenset({b"2", b"3", b"4", b"5", b"6", b"7"})
# Line breaks, tabs and the separators above as JSON may spell them.
_ESCAPED_BETWEEN = re.compile(rb"\\(?:[nrt]|u00[aAbB][07]|u20[0-2][0-9a-fA-F])")
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
# Printable ASCII written as an escape, but for the quote and the backslash.
_ESCAPED = re.compile(r"\\u00((?!22|5[cC])[2-7][0-9a-fA-F])")
_NAMED_SECRET = re.compile(r'(?:externalPin|processorId)\\*"\s*:\s*\\*(?!null)')
_PHONE_DIGITS = 15
_LONG_NUMBER = 4_000  # Python refuses to read longer ones


def is_suspect(raw: bytes, *, stamps: int = 0) -> bool:
    """True when the text may hold a card number, a NUL or an escape that could hide either.

    `stamps` is how many timestamps of 13 digits the row was read to have: where there are no more
    long runs of digits than these, nothing else needs a look.
    """
    if b"\\" in raw and _has_hiding_escape(raw):
        return True
    if b"\\" in raw:
        raw = _ESCAPED_BETWEEN.sub(b" ", raw)
    runs = raw.translate(_TO_RUNS)
    if runs.count(_RUN) == stamps:
        return False
    at = runs.find(_RUN)
    while at >= 0:
        tail = _RUN_TAIL.match(runs, at)
        end = tail.end() if tail else at + len(_RUN)
        digits = raw[at:end]
        # Every row has timestamps of 13 digits; they begin with 1, as no card number does.
        is_stamp = digits[:1] == b"1" and digits.isdigit()
        if not is_stamp and holds_card_number(digits.decode("utf-8", "replace")):
            return True
        at = runs.find(_RUN, end)
    return False


def _has_hiding_escape(raw: bytes) -> bool:
    """True for a NUL or plain ASCII written as an escape; accents are written so by many."""
    at = raw.find(b"\\u00")
    while at >= 0:
        if raw[at + 4 : at + 5] in _HIDING or raw[at + 4 : at + 6] == b"00":
            return True
        at = raw.find(b"\\u00", at + 6)
    return False


def without_nuls(raw: bytes) -> bytes:
    """The row's text without its escaped NULs, which no name needs and no column takes."""
    return _NUL.sub(rb"\1", raw) if b"\\u0000" in raw else raw


def clean_text(text: str) -> str:
    """Free text without NULs and card numbers."""
    return mask_card_numbers(text.replace("\0", ""))


def clean_phone(text: str) -> str:
    """A phone number has at most 15 digits; what is longer is cleaned as free text."""
    text = text.replace("\0", "")
    digits = sum(ch.isdigit() for ch in text)
    return text if digits <= _PHONE_DIGITS else mask_card_numbers(text)


def scrubbed(raw: bytes, *, suspect: bool) -> bytes:
    """The row as it may be kept: verbatim where nothing had to go."""
    raw, is_done = _without_plain_secrets(raw)
    return raw if is_done and not suspect else _rebuilt(raw)


def scrubbed_text(text: str) -> str:
    """Text that is no JSON, as it may be kept: cut by sight, so an id may be masked too."""
    shown = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    done, at = [], 0
    while found := _NAMED_SECRET.search(shown, at):
        done += [shown[at : found.end()], "null"]
        at = _end_of_value(shown, found.end())
    bare = "".join([*done, shown[at:]]).encode("utf-8", "backslashreplace").decode()
    return mask_card_numbers(bare.replace("\0", "\\u0000"))


def _end_of_value(text: str, start: int) -> int:
    """Where a value ends that may break off: a closed bracket, a closed quote, a comma."""
    depth, is_quoted = 0, False
    for at in range(start, len(text)):
        ch = text[at]
        if ch == '"' and (at == start or text[at - 1] != "\\"):
            is_quoted = not is_quoted
            if not is_quoted and not depth:
                return at + 1
        elif is_quoted:
            continue
        elif ch in "[{":
            depth += 1
        elif ch in "]}":
            depth -= 1
            if depth <= 0:
                return at + 1 if depth == 0 else at
        elif ch == "," and not depth:
            return at
    return len(text)


def _without_plain_secrets(raw: bytes) -> tuple[bytes, bool]:
    """Secrets that are text or numbers made null; False when one is something else."""
    is_done = True
    for mark in (_PIN_MARK, _PROCESSOR_MARK):
        at = raw.find(mark)
        while at >= 0:
            after = at + len(mark)
            value = _PLAIN_SECRET.match(raw, after)
            if value is None:
                is_done = False
            else:
                raw = raw[: value.start(1)] + b"null" + raw[value.end(1) :]
            at = raw.find(mark, after)
    return raw, is_done


def _short(text: str) -> int | str:
    return int(text) if len(text) < _LONG_NUMBER else text


def _finite(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


_TREE = json.JSONDecoder(parse_int=_short, parse_float=_finite, parse_constant=str, strict=False)


def _rebuilt(raw: bytes) -> bytes:
    tree = _TREE.decode(raw.decode())
    value = _walked(tree, key="")
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair: only its escape can be stored
        return json.dumps(value, separators=(",", ":")).encode()


def _walked(value: object, *, key: str) -> object:
    if isinstance(value, dict):
        return {
            clean_text(name): None if name in _SECRET_KEYS else _walked(inner, key=name)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_walked(inner, key=key) for inner in value]
    if isinstance(value, str):
        return _masked(value, key=key)
    if isinstance(value, int) and not isinstance(value, bool):
        text = str(value)
        return value if _masked(text, key=key) == text else _masked(text, key=key)
    return value


def _masked(text: str, *, key: str) -> str:
    if any(name in text for name in _SECRET_KEYS):  # a row within a text
        return scrubbed_text(text)
    # NULs stay as escapes in the raw text; they only must not hide a number.
    if _is_id(key) and text.isdigit():
        return text
    bare = text.replace("\0", "")
    done = clean_phone(bare) if key == "phone" else mask_card_numbers(bare)
    return text if done == bare else done


def _is_id(key: str) -> bool:
    return key == "id" or key.endswith(("Id", "Timestamp", "TimestampMs"))
