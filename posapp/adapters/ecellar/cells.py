"""Texts as cells that no spreadsheet takes for a formula, and back, without losing a character."""

from __future__ import annotations

import re

_MARK = "'"
_BEGINS_A_FORMULA = frozenset("=+-@\t\r\n＝＋－＠" + _MARK)
_UNSEEN = " \u00a0\u2007\u202f\ufeff\u200b"
"""What a spreadsheet may drop before it looks at the first sign."""

_SIGNS, _BLANKS = re.escape("".join(sorted(_BEGINS_A_FORMULA))), re.escape(_UNSEEN)
_CELL_WITHIN = re.compile(rf"([;\t\r\n])([{_BLANKS}]*)(?=[{_SIGNS}])")
_MARKED_WITHIN = re.compile(rf"([;\t\r\n]){_MARK}([{_BLANKS}]*)(?=[{_SIGNS}])")
"""Where the list sign of a spreadsheet's country is another than ours, a cell may begin within."""


def is_risky(text: str) -> bool:
    """True when a spreadsheet could run the text, trim it, or take our mark for a part of it."""
    if not text:
        return False
    return text != text.strip() or text.lstrip(_UNSEEN)[:1] in _BEGINS_A_FORMULA


def safe_cell(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would not leave alone."""
    inner = _CELL_WITHIN.sub(rf"\1{_MARK}\2", text)
    return _MARK + inner if is_risky(inner) else inner


def plain_cell(cell: str) -> str:
    """The inverse; an apostrophe that protects nothing is part of the text, outer blanks never."""
    is_marked = cell.startswith(_MARK) and is_risky(cell[1:])
    return _MARKED_WITHIN.sub(r"\1\2", cell[1:] if is_marked else cell.strip())
