"""No card number is ever kept: whatever stands around it, it is found; other numbers are not."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posapp.domain.card_numbers import holds_card_number, mask_card_numbers

PANS = (
    "4242424242424242",
    "4000056655665556",
    "5555555555554444",
    "2223003122003222",
    "378282246310005",
    "371449635398431",
    "6011111111111117",
    "30569309025904",
    "3566002020360505",
    "6200000000000005",
    "4222222222222",
)
BEFORE = st.sampled_from(["", " ", "1 ", "12/27 ", "card: ", "x", "(707) 555-0142 ", "\n"])
AFTER = st.sampled_from(["", " ", " 12/27", " 123", "x", " exp 01/29 cvc 999", "\n"])
SEPARATORS = st.sampled_from(["", " ", "-", ".", "  ", "\u00a0", "\u2011", " - "])


@given(st.sampled_from(PANS), SEPARATORS, BEFORE, AFTER)
def test_a_card_number_is_found_whatever_stands_around_it(
    pan: str, separator: str, before: str, after: str
) -> None:
    """Any grouping by fours, any neighbour: only the last four digits remain."""
    written = separator.join(pan[start : start + 4] for start in range(0, len(pan), 4))
    text = f"{before}{written}{after}"
    assert holds_card_number(text)
    masked = mask_card_numbers(text)
    assert not holds_card_number(masked)
    assert pan[:-4] not in "".join(ch for ch in masked if ch.isdigit())
    assert f"•••• {pan[-4:]}" in masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+1 707 555 0142",
        "TKAB12CD",
        "4242424242424243",
        "1000000000001",
        "2026-10-10T11:00 to 2026-10-10T12:30",
        "party of 12, table 4, 18:30",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    """Phones, codes, times and digits that fail the check sum are no card numbers."""
    assert mask_card_numbers(text) == text


def test_phones_and_small_notes_are_never_mistaken() -> None:
    """100,000 generated phones and notes: not one is taken for a card."""
    dice = Random(20261010)
    for _ in range(100_000):
        phone = f"+1 {dice.randint(201, 989)} {dice.randint(200, 999)} {dice.randint(0, 9999):04d}"
        assert not holds_card_number(phone)


def test_digits_of_other_scripts_count() -> None:
    """A number typed with Arabic-Indic digits is a number."""
    arabic = "".join(chr(0x660 + int(ch)) for ch in PANS[0])
    assert holds_card_number(arabic)


def test_many_numbers_in_one_text_are_all_masked() -> None:
    """Every one goes, the words between them stay."""
    text = " and ".join(PANS)
    assert mask_card_numbers(text).count("••••") == len(PANS)
    assert mask_card_numbers(text).count(" and ") == len(PANS) - 1
