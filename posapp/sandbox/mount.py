"""A further system of the world, served below a path of its own: what it is asked, how it answers.

Its writes are named by the same operations as everybody's, so that faults and the ledger fit.
"""

from __future__ import annotations

from typing import Protocol

from posapp.sandbox.call import Call
from posapp.sandbox.message import Request, Response
from posapp.sandbox.ops import Op


class Mount(Protocol):
    """One system; `prefix` begins its paths and ends with a slash."""

    prefix: str

    def op_of(self, request: Request) -> Op:
        """What a request below the prefix asks for."""
        ...

    def answer(self, call: Call) -> Response:
        """Apply and answer; may raise RejectedError."""
        ...
