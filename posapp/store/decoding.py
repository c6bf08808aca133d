"""How a stored text becomes a reservation again; the store itself knows no vendor's format."""

from __future__ import annotations

from collections.abc import Callable

from posapp.domain.reservation import Channel, Reservation

Decode = Callable[[str, str, Channel], Reservation]
"""(source, raw text, channel it came by) to the value it was when it came."""
