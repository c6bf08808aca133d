"""How often things go wrong in a random schedule, and how long an answer is waited for."""

from __future__ import annotations

from posapp.adapters.http import Limits
from posapp.sandbox.faults.plan import Timing

FAULT_P = 0.6
"""Of a request to the far side."""

CRASH_P = 0.05
"""Of the program, at each named point."""

TIMING = Timing(stall_s=0.12, drip_interval_s=0.0005, drip_bytes=64)
LIMITS = Limits(total_s=0.1)
"""A stall outlives the client's deadline, so it is a time-out there."""
