"""The pulls of Tock's export files: one for each business that is ours, by one plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from posapp.adapters.http import HttpDoor
from posapp.adapters.tock.access import TockAccess
from posapp.adapters.tock.source_exports import TockExports
from posapp.domain.venue import Remote
from posapp.ports.clock import Clock
from posapp.ports.reservations import ReservationSource
from posapp.settings import Brand, Settings
from posapp.sync.export_pull import ExportParts, ExportPull
from posapp.sync.schedule import LocalTimes, Plan
from posapp.usecases.ingest_reservations import OnWalkIn

VENUE_STREAM = "export"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSetting:
    """What the pulls have in common; `reduced` lets through of a source what may be stored.

    `plan` stands in for the settings' times: the demo and tests give their own.
    """

    settings: Settings
    key: str
    door: HttpDoor
    clock: Clock
    reduced: Callable[[ReservationSource], ReservationSource]
    on_walk_in: OnWalkIn
    plan: Plan | None = None


def export_pulls(setting: ExportSetting) -> list[ExportPull]:
    """One pull for the venue and one for each further brand, each with a cursor of its own."""
    plan = setting.plan or planned(setting.settings)
    return [
        _pull(business, setting=setting, plan=plan) for business in setting.settings.businesses()
    ]


def planned(settings: Settings) -> LocalTimes:
    """The plan in the settings; raises a DomainError when its zone is unknown here."""
    times = [time.fromisoformat(text) for text in settings.tock.export_times]
    return LocalTimes(times, zone=settings.tock.export_zone)


def _pull(business: Brand, *, setting: ExportSetting, plan: Plan) -> ExportPull:
    settings = setting.settings
    tock, directory = settings.tock, settings.directory
    exports = TockExports(
        setting.door,
        access=TockAccess(
            url=tock.export_url,
            key=setting.key,
            business_id=business.business_id,
            business_group_id=business.business_group_id,
            key_header=tock.key_header,
            scope_header=tock.scope_header,
        ),
        urls_path=tock.export_urls_path,
        guest_mark="directory" if directory.only else "",
    )
    is_venue = business.business_id == settings.venue.business_id
    return ExportPull(
        ExportParts(
            source=setting.reduced(exports),
            interrupt=exports.interrupt,
            remote=Remote.TOCK,
            stream=VENUE_STREAM if is_venue else f"{VENUE_STREAM}:{business.business_id}",
            business_id=business.business_id,
            plan=plan,
            clock=setting.clock,
            guest_defaults=directory.defaults(),
            needs_accept=tock.first_pull_needs_accept,
            is_directory=directory.only,
            on_walk_in=setting.on_walk_in,
        )
    )
