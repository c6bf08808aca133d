"""The pickup locations a system lists after a successful test, without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from posapp.ports.backoffice import PickupLocation
from posapp.ports.inquiry import Inquiry


@dataclass(slots=True)
class LocationList:
    """Asked once for a form; that it fails is no trouble, for a location can be typed."""

    _inquiry: Inquiry[Sequence[PickupLocation]] | None = None

    @property
    def is_asked(self) -> bool:
        """True from the question on."""
        return self._inquiry is not None

    def begin(self, inquiry: Inquiry[Sequence[PickupLocation]]) -> None:
        """They are asked for."""
        self._inquiry = inquiry

    def forget(self) -> None:
        """They are another system's."""
        if self._inquiry is not None and not self._inquiry.is_done:
            self._inquiry.give_up()
        self._inquiry = None

    def found(self) -> tuple[PickupLocation, ...]:
        """Those that were listed; none before, and where it failed."""
        inquiry = self._inquiry
        return tuple(inquiry.answer or ()) if inquiry is not None and inquiry.is_done else ()
