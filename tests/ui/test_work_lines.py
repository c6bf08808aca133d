"""The lines of work are named here as the use cases name them, and lead to what they are about."""

from __future__ import annotations

import pytest

from posapp.ui.work_lines import guest_line, pickup_line, subject_of
from posapp.usecases.collect_pickup import pickup_aggregate
from posapp.usecases.customer_work import aggregate_of


def test_a_line_is_found_by_the_name_its_use_case_gave_it() -> None:
    """Otherwise a screen would lead to other trouble than its own."""
    assert guest_line("g-1") == aggregate_of("g-1")
    assert pickup_line("winedirect", "o-1") == pickup_aggregate("winedirect", "o-1")


@pytest.mark.parametrize(
    ("line", "leads_to"),
    [
        ("order:o-1", ("order", "o-1")),
        ("guest:g-1", ("guests", "g-1")),
        ("reservation:tock|1|reservation|2", ("arrivals", "tock|1|reservation|2")),
        ("pickup:winedirect:o-1", None),
        ("tags:ana@example.com", None),
        ("order:", None),
        ("", None),
    ],
)
def test_a_line_leads_to_what_it_is_about(line: str, leads_to: tuple[str, str] | None) -> None:
    """A key may hold the sign that ends the kind."""
    found = subject_of(line)
    assert (found and (found.screen, found.argument)) == leads_to
