"""State of the arrivals board: which day, which filter, which party, and what may be done with it.

The ids of a seating are made once per party shown, so that ten taps are one command.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from posapp.domain.errors import NotFoundError
from posapp.domain.venue import Remote
from posapp.domain.visit import VisitState
from posapp.ports.reads import BoardRow
from posapp.ui.desk import Desk, Notice, is_offline
from posapp.ui.format import DAY_MS, day_text
from posapp.ui.screens.arrivals.asks import TockAsks
from posapp.ui.screens.arrivals.board import (
    FOLD_KEY,
    Counts,
    Entry,
    Filter,
    Ribbon,
    count,
    day_entries,
    found_entries,
    hinted,
    passes,
    ribbon_of,
)
from posapp.ui.screens.arrivals.guest_link import guest_of, open_guest
from posapp.ui.screens.arrivals.sheet import Action, SheetState, sheet_of

_SEARCH_LIMIT = 60


@dataclass(slots=True)
class ArrivalsPresenter:
    """Reads on demand: `reload` after news, everything else from what was read."""

    desk: Desk
    filter: Filter = Filter.ALL
    brand: str = ""
    query: str = ""
    selected: str = ""
    is_unfolded: bool = False
    _day: date | None = None
    _rows: list[BoardRow] = field(default_factory=list)
    _found: list[BoardRow] = field(default_factory=list)
    _ids: dict[str, tuple[str, str]] = field(default_factory=dict)
    _asks: TockAsks = field(init=False)

    def __post_init__(self) -> None:
        self._asks = TockAsks(self.desk)
        if len(self.desk.brands) > 1:
            self.brand = self.desk.brands[0].business_id

    def brands(self) -> list[tuple[str, str, str]]:
        """The filter by brand; empty where there is one business only."""
        if len(self.desk.brands) < 2:
            return []
        own = [(one.business_id, one.name, "") for one in self.desk.brands]
        return [*own, ("", "All brands", "")]

    def show_brand(self, business_id: str) -> None:
        """Show the parties of one business, or of all."""
        self.brand = business_id
        self.reload()

    @property
    def day(self) -> date:
        """The day shown; it follows the business day until somebody turns the pages."""
        return self._day or self.desk.today()

    @property
    def is_today(self) -> bool:
        """True when the business day is shown."""
        return self.day == self.desk.today()

    def turn(self, days: int) -> None:
        """Show a day before or after."""
        self.show_day(self.day + timedelta(days=days))

    def show_day(self, day: date | None) -> None:
        """Show a day; None follows the business day."""
        self._day = None if day == self.desk.today() else day
        self.selected = ""
        self.reload()

    def reload(self) -> bool:
        """Read the day, and the search if there is one; False when all is as it was."""
        before = (self._rows, self._found, self._asks.news)
        rows = self.desk.reads.board(self.day)
        self._rows = [row for row in rows if self.brand in {"", row.business_id}]
        self._asks.reload(self.day)
        if self.query:
            self._found = self.desk.reads.search(self.query, limit=_SEARCH_LIMIT)
        return before != (self._rows, self._found, self._asks.news)

    def search(self, text: str) -> None:
        """Look for parties of any day; an empty text shows the day again."""
        self.query = text.strip()
        self._found = []
        if self.query:
            self._found = self.desk.reads.search(self.query, limit=_SEARCH_LIMIT)

    def select(self, key: str) -> None:
        """Pick a party, or fold the cancelled ones in or out."""
        if key == FOLD_KEY:
            self.is_unfolded = not self.is_unfolded
        else:
            self.selected = key

    # --- what is shown ------------------------------------------------------------------------

    def entries(self) -> list[Entry]:
        """The lines of the list."""
        words, now_ms = self.desk.words, self.desk.now_ms
        if self.query:
            return found_entries(self._found, words=words, now_ms=now_ms)
        rows = [row for row in self._rows if passes(row, self.filter, now_ms=now_ms)]
        entries = day_entries(
            rows,
            words=words,
            now_ms=now_ms,
            is_today=self.is_today,
            is_unfolded=self.is_unfolded,
        )
        return hinted(entries, hints={row.key: self._asks.hint(row) for row in rows})

    def counts(self) -> Counts:
        """The numbers on the chips."""
        return count(self._rows, now_ms=self.desk.now_ms)

    def ribbon(self) -> Ribbon:
        """The day as a picture."""
        return ribbon_of(
            self._rows, words=self.desk.words, now_ms=self.desk.now_ms, is_today=self.is_today
        )

    def emptiness(self) -> str:
        """The line of an empty list."""
        if self.query:
            return f"Nobody found for “{self.query}”"
        if self.filter is not Filter.ALL:
            return "No party here under this filter"
        when = "today" if self.is_today else f"on {day_text(self.day)}"
        if self.desk.overview and self.desk.overview.first_pulls:
            return "Tock's bookings are counted and wait for you: accept them in Sync."
        return f"No reservations {when}. Seat a walk-in."

    def footer(self) -> str:
        """How fresh Tock's side is."""
        words, now_ms = self.desk.words, self.desk.now_ms
        channels = self.desk.channels("tock")
        told = [health.as_of_ms or health.last_success_ms for health in channels]
        as_of_ms = max((moment for moment in told if moment is not None), default=None)
        if as_of_ms is None:
            return "Not yet heard from Tock · read-only here, change it in Tock"
        is_fresh = abs(now_ms - as_of_ms) < DAY_MS
        when = words.clock_seconds(as_of_ms) if is_fresh else words.day_and_clock(as_of_ms)
        is_cut = any(
            health.remote == Remote.RELAY and is_offline(health, now_ms=now_ms)
            for health in channels
        )
        live = " · no live news" if is_cut else ""
        return f"Tock as of {when}{live} · read-only here, change it in Tock"

    def row(self) -> BoardRow | None:
        """The party picked, if it is still there."""
        for row in (*self._found, *self._rows):
            if row.key == self.selected:
                return row
        return None

    def sheet(self) -> SheetState | None:
        """The sheet of the party picked."""
        row = self.row()
        if row is None:
            return None
        try:
            found = None if row.key.startswith("visit:") else self.desk.reads.reservation(row.key)
        except NotFoundError:
            found = None
        state = sheet_of(
            row,
            found=found,
            words=self.desk.words,
            now_ms=self.desk.now_ms,
            is_online=self.desk.is_online(row.source),
        )
        profile = Action("Guest profile") if guest_of(self.desk, row, found) else None
        return replace(state, asks=self._asks.asks(row), profile=profile)

    # --- what may be done -----------------------------------------------------------------------

    def _ids_of(self, row: BoardRow) -> tuple[str, str]:
        if row.key not in self._ids:
            self._ids[row.key] = (self.desk.act.new_id(), self.desk.act.new_id())
        visit_id, order_id = self._ids[row.key]
        return row.visit_id or visit_id, order_id

    def mark_arrived(self) -> None:
        """The party picked is at the door."""
        row = self.row()
        if row is None or row.visit_id:
            return
        visit_id, _ = self._ids_of(row)
        self.desk.act.mark_arrived(row.key, visit_id=visit_id)
        act = self.desk.act
        self._settle(row, f"{row.name} arrived", undo=lambda: act.undo_arrival(visit_id))

    def seat(self, table_name: str) -> None:
        """Seat the party picked and open its order."""
        row = self.row()
        if row is None:
            return
        if row.visit_state is VisitState.SEATED:
            self.go_to_order()
            return
        visit_id, order_id = self._ids_of(row)
        table = table_name.strip()
        self.desk.act.seat_reservation(
            row.key, visit_id=visit_id, order_id=order_id, table_name=table
        )
        at = f" at {table}" if table else ""
        act = self.desk.act
        self._settle(row, f"Seated {row.name}{at}", undo=lambda: act.undo_seating(order_id))
        self.desk.window.go("order", argument=order_id)

    def _settle(self, row: BoardRow, sentence: str, *, undo: Callable[[], object]) -> None:
        def take_back() -> None:
            if self.desk.attempt(undo):
                self._ids.pop(row.key, None)
                self.desk.window.go("arrivals", argument=row.key)

        self.desk.window.notify(Notice(sentence, take_back))
        self.reload()

    def accept_ask(self, kind: str) -> None:
        """Take over what Tock says of the party picked."""
        row = self.row()
        if row is not None:
            self.selected = self._asks.accept(kind, row)
            self.reload()

    def decline_ask(self, kind: str) -> None:
        """Keep what stands here."""
        row = self.row()
        if row is not None:
            self.selected = self._asks.decline(kind, row)
            self.reload()

    def finish(self) -> None:
        """The party picked has left."""
        row = self.row()
        if row is not None and row.visit_id:
            self.desk.act.finish_visit(row.visit_id)
            self.desk.window.notify(Notice(f"{row.name} has left"))
            self.reload()

    def take(self) -> None:
        """Go and take the balance of the party picked."""
        if self.selected:
            self.desk.window.go("tender", argument=f"reservation:{self.selected}")

    def open_profile(self) -> None:
        """Show the guest of the party picked."""
        row = self.row()
        if row is not None:
            open_guest(self.desk, row)

    def go_to_order(self) -> None:
        """Show the order of the party picked."""
        row = self.row()
        if row is not None and row.order_id:
            self.desk.window.go("order", argument=row.order_id)

    def open_in_tock(self) -> None:
        """Open the reservation where it may be changed."""
        row = self.row()
        if row is not None:
            link = self.desk.act.tock_link(row.key)
            if not self.desk.open_url(link):
                self.desk.window.notify(Notice("No browser could be opened on this machine."))
