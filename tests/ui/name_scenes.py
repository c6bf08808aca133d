"""Names of Tock to map: a few, hundreds, and long ones."""

from __future__ import annotations

from posapp.domain.mapping import MappingKind
from posapp.ports.mappings import NameRow, ProductChoice
from tests.ui.saturday import BUSINESS, PRODUCTS
from tests.ui.world import World

SECOND = "31415"
_MARCH_MS = 1_772_611_200_000
_LONG = (
    "Library Vertical & Cave Tour with the Winemaker, Small Plates and a Seat by the Fire "
    "(weekends in harvest only, max. 8 guests)"
)


def _row(
    kind: MappingKind,
    name: str,
    rows: int,
    target: str | None = None,
    *,
    business_id: str = BUSINESS,
    title: str = "",
    has_dates: bool = True,
) -> NameRow:
    since_ms = _MARCH_MS if has_dates and rows else None
    return NameRow(
        kind=kind,
        business_id=business_id,
        name=name,
        target=target,
        rows=rows,
        since_ms=since_ms,
        title=title,
    )


def add_names(world: World, *, count: int = 3, is_group: bool = False) -> None:
    """Some experiences and rooms, the first of them without an answer."""
    experience, room = MappingKind.EXPERIENCE, MappingKind.ROOM
    world.mappings.products_ = [
        ProductChoice(sku, title, category) for sku, title, category, _ in PRODUCTS
    ]
    rows = [
        _row(experience, "Reserve flight", 247),
        _row(experience, "Cave tour & barrel tasting", 31, "FL-CAVE", title="Cave tour"),
        _row(experience, "Staff training", 4, ""),
    ]
    rows += [
        _row(experience, f"Seasonal experience no. {number}", 300 - number)
        for number in range(3, count)
    ]
    if count > 3:
        rows.append(_row(experience, _LONG, 1_204))
    rows += [
        _row(room, "Main Room", 112),
        _row(room, "Patio", 40, "Terrace"),
        _row(room, "Barn", 7, has_dates=False),
    ]
    if is_group:
        rows.append(_row(experience, "Reserve flight", 12, business_id=SECOND))
    world.mappings.rows = rows


__all__ = ["SECOND", "add_names"]
