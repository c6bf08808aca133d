"""How a winery uses WineDirect Classic: what its form asks, and what was chosen.

What the vendor does not document is a choice here and off until somebody has tried it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from posapp.adapters.http import LOOPBACK
from posapp.domain.errors import DomainError
from posapp.ports.backoffice import SettingField

NO, YES = "no", "yes"
_MOST_A_MINUTE = 480


class Region(StrEnum):
    """Which of the two installations the winery's site is on."""

    US = "us"
    AUSTRALIA = "au"


HOSTS = {Region.US: "webservices.vin65.com", Region.AUSTRALIA: "webservices.aus.vin65.com"}
_CURRENCIES = {Region.US: "USD", Region.AUSTRALIA: "AUD"}


class TipMode(StrEnum):
    """An upsert has no field for a tip: it goes as the line it was rung up as, or not at all."""

    LINE = "as a line"
    LEFT_OUT = "left out"


class BalanceMode(StrEnum):
    """How money taken for a Tock booking is told: as a sale paid by “Other”, or not at all."""

    OTHER = "as Other"
    LEFT_OUT = "left out"


FIELDS = (
    SettingField(
        "username", "Web service user", hint="made in WineDirect's admin panel", is_account=True
    ),
    SettingField("password", "Password", is_secret=True),
    SettingField("region", "Region", default=Region.US, choices=tuple(Region), is_account=True),
    SettingField("currency", "Currency", hint="empty: the region's own"),
    SettingField("website_code", "Source code of this tasting room", hint="WebsiteCode on orders"),
    SettingField("pickup_location", "Pickup location code", hint="empty: all locations"),
    SettingField("store_id", "Store number on orders"),
    SettingField(
        "order_type", "Order type", default="POS", hint="as the winery's WineDirect names it"
    ),
    SettingField("guest_email", "E-mail of the guest customer", hint="for sales without a name"),
    SettingField("tip_sku", "Product that stands for a tip", hint="empty: none does"),
    SettingField("tip", "Tips", default=TipMode.LINE, choices=tuple(TipMode)),
    SettingField(
        "tock_balance", "Balances of Tock", default=BalanceMode.OTHER, choices=tuple(BalanceMode)
    ),
    SettingField("balance_sku", "Product for such a balance", hint="must exist in WineDirect"),
    SettingField(
        "marks_pickups",
        "Mark orders as picked up",
        default=NO,
        choices=(NO, YES),
        hint="only after WineDirect has confirmed that this call may be used",
    ),
    SettingField("history_days", "Days of orders to read at first", default="365"),
    SettingField("per_minute", "Questions a minute", default="100", hint="all tills share 480"),
    SettingField("quiet_ms", "Wait before a look-up, in ms", default="120000"),
    SettingField(
        "base_url", "Address of the sandbox", hint="empty: WineDirect itself", is_account=True
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WineryChoice:
    """What was chosen. `root` is where the services are, without a slash at its end."""

    root: str
    username: str
    password: str = field(repr=False)
    currency: str = "USD"
    website_code: str = ""
    pickup_location: str = ""
    store_id: str = ""
    order_type: str = "POS"
    guest_email: str = ""
    tip_sku: str = ""
    tip: TipMode = TipMode.LINE
    balance: BalanceMode = BalanceMode.OTHER
    balance_sku: str = ""
    marks_pickups: bool = False
    history_days: int = 365
    per_minute: int = 100
    quiet_ms: int = 120_000

    @property
    def host(self) -> str:
        """The only host that is spoken to."""
        return urlsplit(self.root).hostname or ""

    @property
    def is_sandbox(self) -> bool:
        """True on this machine, where no certificate is needed."""
        return self.host in LOOPBACK


def choice_of(values: Mapping[str, str]) -> WineryChoice:
    """The form as values; DomainError on the field that cannot be right."""
    given = {one.name: one.default for one in FIELDS} | dict(values)
    text = {name: value.strip() for name, value in given.items()}
    for one in FIELDS:
        if one.choices and text[one.name] not in one.choices:
            message = f"Use one of {', '.join(one.choices)}."
            raise DomainError("bad_choice", message, field=one.name)
    for name in ("username", "password"):
        if not given[name].strip():
            raise DomainError("missing", f"Enter the web service user's {name}.", field=name)
    region = Region(text["region"])
    return WineryChoice(
        root=_root(text["base_url"], region),
        username=text["username"],
        password=given["password"],
        currency=text["currency"].upper() or _CURRENCIES[region],
        website_code=text["website_code"],
        pickup_location=text["pickup_location"],
        store_id=text["store_id"],
        order_type=text["order_type"] or "POS",
        guest_email=text["guest_email"],
        tip_sku=text["tip_sku"],
        tip=TipMode(text["tip"]),
        balance=BalanceMode(text["tock_balance"]),
        balance_sku=text["balance_sku"],
        marks_pickups=text["marks_pickups"] == YES,
        history_days=_whole(text, "history_days", most=3_660),
        per_minute=_whole(text, "per_minute", most=_MOST_A_MINUTE),
        quiet_ms=_whole(text, "quiet_ms", most=600_000),
    )


def _root(address: str, region: Region) -> str:
    if not address:
        return f"https://{HOSTS[region]}"
    try:
        url = urlsplit(address)
        is_right = url.hostname in LOOPBACK and url.scheme in {"http", "https"}
    except ValueError:  # a bracket that does not close
        is_right = False
    if not is_right:
        message = "Leave this empty, or give an address on this machine: http://127.0.0.1 …"
        raise DomainError("bad_address", message, field="base_url")
    return address.rstrip("/")


def _whole(text: Mapping[str, str], name: str, *, most: int) -> int:
    value = text[name]
    if not (value.isascii() and value.isdigit()) or not 0 < int(value[:9]) <= most:
        raise DomainError("bad_number", f"Enter a whole number from 1 to {most}.", field=name)
    return int(value)
