"""The winery's tasting room as the settings describe it: one business, one zone, one currency."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from posapp.domain.tax import TaxRules


class Remote(StrEnum):
    """A lane's role. Outbox items name the role, so that changing the system keeps unsent work.

    ORDERS takes orders and pickups, PEOPLE customers and clubs; one back office may be both.
    """

    TOCK = "tock"
    RELAY = "relay"
    ORDERS = "orders"
    PEOPLE = "people"


CHANNELS: dict[str, tuple[Remote, ...]] = {"tock": (Remote.TOCK, Remote.RELAY)}
"""By reservation source: the lanes that bring its news. One of them is enough to be up to date."""


@dataclass(frozen=True, slots=True)
class Venue:
    """What use cases need to know of the place. `link_hosts` are the only hosts a link may open."""

    business_id: str
    name: str
    zone: str
    currency: str
    tax: TaxRules = field(default_factory=TaxRules)
    link_template: str = "https://dashboard.exploretock.com/app"
    link_hosts: frozenset[str] = frozenset({"dashboard.exploretock.com"})
