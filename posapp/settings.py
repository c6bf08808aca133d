"""Typed settings of one terminal, from `settings.toml` in its store folder and POSAPP_* variables.

No secret is ever in here: keys and passwords live in the vault, or in POSAPP_SECRET_* variables.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from posapp.domain.business_day import zone_of
from posapp.domain.club_tags import TagMode, TagRules
from posapp.domain.errors import DomainError
from posapp.domain.links import require_link_template
from posapp.domain.origin import GuestDefaults
from posapp.domain.tax import PPM, TaxLevel, TaxRules
from posapp.domain.venue import Venue

FILE_NAME = "settings.toml"

Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=4)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Address = Annotated[str, AfterValidator(lambda text: urlsplit(text).geturl())]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
LocalTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
TerminalCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,8}$")]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class VenueSection(_Section):
    """The tasting room: Tock's business id, its name, its IANA zone and currency."""

    business_id: str = ""
    business_group_id: str = ""
    name: str = "Tasting room"
    zone: str = "America/Los_Angeles"
    currency: Currency = "USD"


class TaxSection(_Section):
    """Sales tax in percent by tax category; `level` is where the cent is rounded."""

    level: TaxLevel = TaxLevel.ITEM
    default_percent: Percent = Decimal(0)
    percent: dict[str, Percent] = Field(default_factory=dict)


class TockSection(_Section):
    """How Tock is reached; hosts are settings because Tock is being folded into Resy."""

    export_url: Address = "https://api.exploretock.com"
    export_file_hosts: tuple[str, ...] = ("storage.googleapis.com",)
    relay_url: Address = ""
    key_header: HeaderName = "X-Tock-Authorization"
    scope_header: HeaderName = "X-Tock-Scope"
    export_urls_path: str = "/api/data/export/urls"
    export_times: tuple[LocalTime, ...] = ("02:15", "14:15")
    export_zone: str = "America/Chicago"
    guest_path: str = "/api/guest/ingest"
    guest_method: Literal["PUT", "POST", "PATCH"] = "PUT"
    guest_mode: Literal["managed_only", "replace_all", "merge"] = "managed_only"
    guest_fields: dict[str, str] = Field(default_factory=dict)
    sends_tags: bool = False
    link_template: str = "https://dashboard.exploretock.com/app"
    link_hosts: tuple[str, ...] = ("dashboard.exploretock.com",)
    feed_every_s: float = Field(default=15.0, gt=0)
    feed_wait_s: float = Field(default=10.0, ge=0, le=12)
    first_pull_needs_accept: bool = True


class Brand(_Section):
    """A further business of the group that is pulled too: Tock wants one call for each."""

    business_id: str
    business_group_id: str = ""
    name: str = ""


class DirectorySection(_Section):
    """Directory only: Tock fills the guest directory and nothing else (eCELLAR's way).

    The three defaults are what an unknown e-mail becomes a guest with.
    """

    only: bool = False
    customer_source: str = "Tock"
    customer_type: str = "Retail"
    allocation_tier: str = ""

    def defaults(self) -> GuestDefaults:
        """What an unknown e-mail becomes a guest with."""
        return GuestDefaults(self.customer_source, self.customer_type, self.allocation_tier)


class PeopleSection(_Section):
    """A second back office, for people and clubs: the adapter's name and its plain fields."""

    backend: str = ""
    fields: dict[str, str] = Field(default_factory=dict)
    pull_every_s: float = Field(default=300.0, gt=0)


class OrdersSection(_Section):
    """The back office orders go to; people and clubs too, while no second one is connected.

    What waits to be collected is asked more often than the rest: guests stand at the counter.
    """

    backend: str = ""
    fields: dict[str, str] = Field(default_factory=dict)
    pull_every_s: float = Field(default=300.0, gt=0)
    pickup_every_s: float = Field(default=90.0, gt=0)


class TerminalSection(_Section):
    """This till: the code that begins its order numbers, unique in the winery."""

    code: TerminalCode = "T1"


class Settings(BaseSettings):
    """All sections. Environment variables win over the file: POSAPP_VENUE__ZONE=…"""

    model_config = SettingsConfigDict(
        env_prefix="POSAPP_", env_nested_delimiter="__", frozen=True, extra="forbid"
    )

    venue: VenueSection = VenueSection()
    tax: TaxSection = TaxSection()
    tock: TockSection = TockSection()
    directory: DirectorySection = DirectorySection()
    brands: tuple[Brand, ...] = ()
    orders: OrdersSection = OrdersSection()
    people: PeopleSection = PeopleSection()
    terminal: TerminalSection = TerminalSection()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then the file's values (given as arguments)."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings

    def businesses(self) -> tuple[Brand, ...]:
        """Every business that is ours: the venue first, then the further brands, each once.

        A brand without a group of its own is in the venue's.
        """
        group_id = self.venue.business_group_id
        venue = Brand(
            business_id=self.venue.business_id, business_group_id=group_id, name=self.venue.name
        )
        found = {venue.business_id: venue}
        for brand in self.brands:
            group = {"business_group_id": brand.business_group_id or group_id}
            found.setdefault(brand.business_id, brand.model_copy(update=group))
        return tuple(found.values())

    def venue_rules(self) -> Venue:
        """The place as the use cases know it; raises a DomainError naming a wrong setting."""
        zone_of(self.venue.zone)
        hosts = frozenset(self.tock.link_hosts)
        require_link_template(self.tock.link_template, allowed_hosts=hosts)
        rates = {name: _ppm(percent) for name, percent in self.tax.percent.items()}
        return Venue(
            business_id=self.venue.business_id,
            name=self.venue.name,
            zone=self.venue.zone,
            currency=self.venue.currency,
            tax=TaxRules(self.tax.level, rates, _ppm(self.tax.default_percent)),
            link_template=self.tock.link_template,
            link_hosts=hosts,
        )


def tag_rules(tock: TockSection) -> TagRules:
    """Whether and how Tock is told of clubs."""
    return TagRules(sends=tock.sends_tags, mode=TagMode(tock.guest_mode))


def store_folder(directory: Path | None) -> Path:
    """The terminal's folder: the one named, or the user's own."""
    return directory or platformdirs.user_data_path("posapp", appauthor=False)


def load_settings(directory: Path) -> Settings:
    """The settings of the terminal in `directory`; a missing file means the defaults."""
    path = directory / FILE_NAME
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        values = {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path.name} cannot be read: {error}"
        raise DomainError("bad_settings", message, field=path.name) from error
    try:
        return Settings(**values)
    except SettingsError as error:  # a POSAPP_* variable that should hold JSON and does not
        raise DomainError("bad_settings", f"The environment's settings: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        message = f"{path.name}: {field}: {first['msg']}"
        raise DomainError("bad_settings", message, field=field) from error


def _ppm(percent: Decimal) -> int:
    return int(percent * PPM / 100)
