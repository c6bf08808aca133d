"""Parcels in words, without Qt: the number, who carries it, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.remote_order import Tracking
from posapp.ui.format import Words
from posapp.ui.parcel_mail import mail_refusal, tracking_page


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel with what can be done about it; a reason is why it cannot."""

    tracking: Tracking
    text: str
    detail: str
    no_page: str
    no_mail: str


def parcel_of(tracking: Tracking, *, email: str, words: Words) -> Parcel:
    """A tracking number as it is shown to whoever may mail it to `email`."""
    left_ms = tracking.shipped_ms
    left = f"left {words.day_and_clock(left_ms)}" if left_ms is not None else ""
    detail = " · ".join(part for part in (tracking.carrier, left) if part)
    no_page = "" if tracking_page(tracking) else "Page not known"
    return Parcel(tracking, tracking.number, detail, no_page, mail_refusal(email))
