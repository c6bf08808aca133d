"""Picks a party of whatever day, for whoever comes from a guest's history."""

from __future__ import annotations

from posapp.domain.errors import NotFoundError
from posapp.ui.screens.arrivals.presenter import ArrivalsPresenter


def bring(presenter: ArrivalsPresenter, key: str) -> None:
    """Pick a party; the board turns to the day of a reservation that is on another one."""
    if not key.startswith("visit:"):
        _turn_to(presenter, key)
    presenter.select(key)


def _turn_to(presenter: ArrivalsPresenter, key: str) -> None:
    try:
        day = presenter.desk.reads.reservation(key).reservation.day
    except NotFoundError:
        return
    if day != presenter.day:
        presenter.show_day(day)
