"""Names of Tock over the in-memory winery."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from posapp.domain.mapping import MappingKind, RoomMap
from posapp.domain.origin import GuestOrigin
from posapp.ports.mappings import NameRow, ProductChoice


@dataclass
class FakeMappings:
    """Answers from plain lists, in the order the store promises."""

    rows: list[NameRow] = field(default_factory=list)
    products_: list[ProductChoice] = field(default_factory=list)
    answers: list[tuple[MappingKind, str, str, str | None]] = field(default_factory=list)
    origins: dict[str, GuestOrigin] = field(default_factory=dict)

    def map_name(
        self, kind: MappingKind, *, business_id: str, name: str, target: str | None
    ) -> str | None:
        at = next(
            at
            for at, row in enumerate(self.rows)
            if (row.kind, row.business_id, row.name) == (kind, business_id, name)
        )
        before = self.rows[at].target
        title = next((one.title for one in self.products_ if one.sku == target), "")
        self.rows[at] = replace(self.rows[at], target=target, title=title)
        self.answers.append((kind, business_id, name, target))
        return before

    def names(self) -> list[NameRow]:
        return sorted(self.rows, key=lambda row: (row.target is not None, -row.rows, row.name))

    def room_map(self) -> RoomMap:
        rooms = [row for row in self.rows if row.kind is MappingKind.ROOM]
        return RoomMap(
            {(row.business_id, row.name): row.target for row in rooms if row.target is not None}
        )

    def products(self) -> list[ProductChoice]:
        return sorted(self.products_, key=lambda one: (one.title, one.sku))

    def locations(self) -> list[str]:
        return sorted({location for location in self.room_map().locations.values() if location})

    def origin(self, email: str) -> GuestOrigin | None:
        return self.origins.get(email.strip().casefold())
