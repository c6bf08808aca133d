"""Where a person lives or a parcel goes. Compared as a whole: half of two addresses is neither."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; any part may be empty. `name` is who is addressed, if it is somebody else.

    `region` is a state's two letters where a country has them, `country` two letters.
    """

    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postal: str = ""
    country: str = ""
    name: str = ""
    company: str = ""
    phone: str = ""

    @property
    def is_blank(self) -> bool:
        """True when nothing is known but perhaps a country, which systems fill in by themselves."""
        return not any(getattr(self, one.name) for one in fields(self) if one.name != "country")

    @property
    def lines(self) -> tuple[str, ...]:
        """The address as it is written on a parcel, without empty lines."""
        place = " ".join(part for part in (self.region, self.postal) if part)
        town = ", ".join(part for part in (self.city, place) if part)
        written = (self.name, self.company, self.line1, self.line2, town, self.country)
        return tuple(line for line in written if line)

    @property
    def can_ship(self) -> bool:
        """True when a parcel could be addressed to it."""
        return all((self.line1, self.city, self.postal))
