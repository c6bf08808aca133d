"""Who may be one party with whom: by time, size, table and people, each in one pair at most."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from posapp.domain.assignment import best_assignment
from posapp.domain.tables import table_keys
from posapp.domain.twins import SeatedHere, SeatedInTock, Twins, propose_twins, score_of
from posapp.domain.visit import NAMELESS

MINUTE_MS = 60_000
HERE = SeatedHere("v1", 0, 2, "T7")
TOCK = SeatedInTock("w1", 0, 2, "Table 7")


def tock(key: str, **changes: object) -> SeatedInTock:
    """The same party in Tock, but for what differs."""
    return replace(TOCK, key_text=key, **changes)  # type: ignore[arg-type]


def pairs(found: tuple[Twins, ...]) -> dict[str, str]:
    """Whom with whom."""
    return {one.here.visit_id: one.tock.key_text for one in found}


def test_tables_are_compared_as_people_mean_them() -> None:
    """Spelling, zeros and several tables at once; a room's name counts."""
    assert table_keys("T7") == table_keys("Table 07") == table_keys("t-7") == table_keys("7")
    assert table_keys("Cave 1") == table_keys("cave1") != table_keys("1")
    assert table_keys("T1, T2") == table_keys("2 & 1") == {"1", "2"}
    assert table_keys(" ,") == table_keys("") == frozenset()
    assert table_keys("Terrasse É") == table_keys("terrasse e")


def test_each_thing_in_common_speaks_for_one_party() -> None:
    """And each that differs against it; what is known on one side says nothing."""
    best = score_of(HERE, TOCK)
    for worse in (
        tock("w", at_ms=5 * MINUTE_MS),
        tock("w", at_ms=-20 * MINUTE_MS),
        tock("w", size=3),
        tock("w", size=6),
        tock("w", tables=""),
        tock("w", tables="T8"),
    ):
        assert score_of(HERE, worse) < best
    assert score_of(replace(HERE, name="Ann Lee"), TOCK) == best
    assert score_of(replace(HERE, name=NAMELESS), tock("w", name="Ann Lee")) == best
    named = replace(HERE, name="Ann Lee", email="ann@lee.example")
    assert score_of(named, tock("w", name="ANN LÉE")) > best
    assert score_of(named, tock("w", email=" Ann@Lee.example")) > best
    assert score_of(named, tock("w", name="Bo Ek")) < best


def test_no_party_is_in_two_pairs_and_the_whole_day_is_the_best() -> None:
    """The first one gives way where that makes both pairs right."""
    here = [HERE, replace(HERE, visit_id="v2", tables="")]
    found = propose_twins(here, [tock("w1"), tock("w2", tables="", at_ms=2 * MINUTE_MS)])
    assert pairs(found) == {"v1": "w1", "v2": "w2"}
    (only,) = propose_twins(here, [tock("w1")])
    assert (only.here.visit_id, only.is_ambiguous) == ("v1", False)


def test_two_that_look_alike_are_shown_as_a_guess() -> None:
    """Two couples in the same minute without a table: proposed, and said to be unsure."""
    here = [replace(HERE, tables="")]
    (one,) = propose_twins(here, [tock("w1", tables=""), tock("w2", tables="")])
    assert one.is_ambiguous


def test_what_is_far_off_is_not_proposed() -> None:
    """Another hour, another crowd; and never one that staff told apart or both have sold to."""
    assert propose_twins([HERE], [tock("w1", at_ms=46 * MINUTE_MS)]) == ()
    assert propose_twins([replace(HERE, tables="")], [tock("w1", size=9)]) == ()
    assert propose_twins([HERE], [TOCK], apart=frozenset({("v1", "w1")})) == ()
    sold = [replace(HERE, has_sales=True)]
    assert propose_twins(sold, [tock("w1", has_sales=True)]) == ()
    assert pairs(propose_twins(sold, [TOCK])) == {"v1": "w1"}


weights = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), st.integers(1, 9)
)


@given(weights)
def test_the_assignment_is_the_greatest_there_is(given_weights: dict[tuple[str, str], int]) -> None:
    """Against every other assignment of small sides."""
    found = best_assignment(given_weights)
    assert len(set(found.values())) == len(found)
    assert all(pair in given_weights for pair in found.items())
    rights = ["w", "x", "y", "z", None, None, None, None]
    greatest = max(
        sum(given_weights.get((left, right), 0) for left, right in zip("abcd", way, strict=True))
        for way in set(permutations(rights, 4))
    )
    assert sum(given_weights[pair] for pair in found.items()) == greatest


def test_a_crowd_is_paired_at_once() -> None:
    """Beyond any tasting room the heaviest pairs are taken, so that no board waits."""
    crowd = {(f"h{i}", f"t{j}"): 1 + (i == j) for i in range(90) for j in range(90)}
    found = best_assignment(crowd)
    assert all(found[f"h{i}"] == f"t{i}" for i in range(90))
