"""Club names as tags: the preview, the spelling, what is the same list."""

from __future__ import annotations

import pytest

from posapp.domain.club_tags import (
    TagList,
    change_between,
    misspelt,
    nearest_tag,
    no_such_tag,
    tags_of,
)
from posapp.domain.guest import Contact

KNOWN = frozenset({"Estate Reserve", "Library", "VIP"})


def test_the_preview_names_what_is_added_and_taken_away() -> None:
    """Additions first, each with its sign."""
    assert change_between(["Library"], ["Estate Reserve"]).text == "+ Estate Reserve − Library"
    assert change_between(["A"], ["A"]).text == "new name, e-mail or phone"


def test_tags_are_mapped_trimmed_unique_and_sorted() -> None:
    """Two clubs may share a tag; one mapped to nothing is left out."""
    mapping = {"Old": "Library", "Staff": ""}
    assert tags_of([" Zinfandel ", "Old", "Library", "Staff"], mapping=mapping) == (
        "Library",
        "Zinfandel",
    )


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Estate Reserv", "Estate Reserve"),
        ("estate reserve", "Estate Reserve"),
        ("vip", "VIP"),
        ("Picnic", ""),
    ],
)
def test_the_nearest_tag_is_proposed(name: str, near: str) -> None:
    """Case does not hide a likeness; what is like nothing gets no proposal."""
    assert nearest_tag(name, known=KNOWN) == near
    assert no_such_tag(name, known=KNOWN).startswith(f"Tock has no tag “{name}”.")


def test_spelling_is_exact_and_nothing_is_wrong_while_nothing_is_known() -> None:
    """Another case is another tag."""
    assert misspelt(["Library", "library"], known=KNOWN) == "library"
    assert misspelt(["anything"], known=frozenset()) == ""


def test_of_no_clubs_nothing_is_said() -> None:
    """A new phone number matters only for a member."""
    old, new = Contact("A", "B", "a@b.c", "1"), Contact("A", "B", "a@b.c", "2")
    assert TagList(old).says_the_same(TagList(new))
    assert not TagList(old, "", ("Library",)).says_the_same(TagList(new, "", ("Library",)))
