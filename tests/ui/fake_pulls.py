"""The verbs about pulls, on the in-memory winery."""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.ports.pulls import PullAnswer, PullState
from tests.ui.world import World


@dataclass
class FakePulls:
    """Notes each call and does what the store would."""

    world: World
    calls: list[tuple[str, tuple[object, ...]]]

    def accept_pull(self, report_id: str, *, takes_guests: bool) -> None:
        self.calls.append(("accept_pull", (report_id, takes_guests)))
        self._change(report_id, answer=PullAnswer.ACCEPTED)

    def postpone_pull(self, report_id: str) -> None:
        self.calls.append(("postpone_pull", (report_id,)))
        self._change(report_id, answer=PullAnswer.LATER)

    def cancel_pull(self, stream: str) -> None:
        self.calls.append(("cancel_pull", (stream,)))
        for report in self.world.pulls:
            if report.stream == stream and report.state is PullState.RUNNING:
                self._change(report.report_id, state=PullState.CANCELLED)

    def _change(self, report_id: str, **changes: object) -> None:
        self.world.pulls = [
            replace(one, **changes) if one.report_id == report_id else one  # type: ignore[arg-type]
            for one in self.world.pulls
        ]
