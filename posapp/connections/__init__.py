"""The connections of this terminal, as lanes: settings and secrets in, doors, pulls and drains out.

Tock's are made once; those of the back offices can be exchanged while the program runs.
"""

from __future__ import annotations

from pathlib import Path

from posapp.connections.asking import OfficeQuestions
from posapp.connections.chosen import ChosenOffices
from posapp.connections.desk import OfficeConnections
from posapp.connections.kept import KeptConnections
from posapp.connections.lane_maker import LaneMaker
from posapp.connections.tock import RELAY_TOKEN, TOCK_KEY, TockConnections, reduction_of
from posapp.sync.inquiry import Inquiries

__all__ = [
    "RELAY_TOKEN",
    "TOCK_KEY",
    "LaneMaker",
    "OfficeConnections",
    "TockConnections",
    "open_desk",
    "reduction_of",
]


def open_desk(maker: LaneMaker, folder: Path, inquiries: Inquiries) -> OfficeConnections:
    """The back offices of the terminal in `folder`; its lanes come with `open`."""
    return OfficeConnections(
        maker=maker,
        chosen=ChosenOffices(maker=maker, kept=KeptConnections(folder)),
        questions=OfficeQuestions(inquiries, maker.surroundings.clock),
    )
