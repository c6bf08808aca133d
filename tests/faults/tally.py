"""What one schedule did, and what was wrong at its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from posapp.sandbox.faults.kinds import FaultKind


@dataclass(slots=True)
class Tally:
    """`problems` counts by kind; `text` says each of them."""

    writes: int = 0
    crash_points: Counter[str] = field(default_factory=Counter)
    faults: Counter[FaultKind] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    text: str = ""

    @property
    def crashes(self) -> int:
        """How often the program died."""
        return self.crash_points.total()

    def wrong(self, problem: str, detail: str) -> None:
        """One thing that is not as it should be."""
        self.problems[problem] += 1
        self.text += f"{problem}: {detail}\n"
