"""State of the lock screen. The PIN never leaves this object except into `sign_in`.

A PIN entered before the program has finished starting is kept and tried as soon as it can be.
"""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.staff import require_pin
from posapp.ports.reads import BoardRow, StaffTile
from posapp.ui.desk import Desk
from posapp.ui.format import count_of, day_text
from posapp.ui.vocabulary import is_expected

PIN_MAX = 6
_NEXT = 4


@dataclass(frozen=True, slots=True)
class NextParty:
    """A party that comes next, as the lock screen lists it."""

    key: str
    clock: str
    name: str
    size: int
    experience: str


@dataclass(slots=True)
class LockPresenter:
    """Who is chosen, how many digits are in, and what to say about it."""

    desk: Desk
    staff_id: str = ""
    pin: str = ""
    message: str = ""
    is_waiting: bool = False
    _locked_until_ms: int = 0

    def staff(self) -> list[StaffTile]:
        """Who may sign in; a sole person is chosen already."""
        tiles = self.desk.reads.staff()
        known = {tile.staff_id: tile for tile in tiles}
        if self.staff_id not in known:
            self.choose(tiles[0].staff_id if len(tiles) == 1 else "")
        elif self.staff_id:
            self._locked_until_ms = known[self.staff_id].locked_until_ms
        return tiles

    def choose(self, staff_id: str) -> None:
        """Say who is here; the PIN starts again."""
        self.staff_id, self.pin, self.message, self.is_waiting = staff_id, "", "", False
        self._locked_until_ms = 0
        for tile in self.desk.reads.staff():
            if tile.staff_id == staff_id:
                self._locked_until_ms = tile.locked_until_ms

    @property
    def locked_for_s(self) -> int:
        """Seconds until the chosen person may try again, 0 when now."""
        left_ms = self._locked_until_ms - self.desk.now_ms
        return max(0, -(-left_ms // 1_000))

    @property
    def can_type(self) -> bool:
        """True when digits are wanted."""
        return bool(self.staff_id) and not self.locked_for_s and not self.is_waiting

    @property
    def prompt(self) -> str:
        """The sentence beside the dots."""
        if self.locked_for_s:
            return f"Too many wrong PINs. Try again in {self.locked_for_s} s."
        if self.is_waiting:
            return "One moment, posapp is still starting…"
        if self.message:
            return self.message
        return "Enter your PIN" if self.staff_id else "Tap your name"

    def type_digit(self, digit: str) -> None:
        """Add a digit, up to six."""
        if self.can_type and len(self.pin) < PIN_MAX:
            self.pin += digit
            self.message = ""

    def erase(self) -> None:
        """Take the last digit back."""
        self.pin = self.pin[:-1]
        self.message = ""

    def submit(self) -> bool:
        """Try the PIN; True when the person is in. Raises DomainError for a malformed one."""
        if not self.staff_id or self.locked_for_s:
            return False
        if self.desk.commands is None:
            require_pin(self.pin)
            self.is_waiting = True
            return False
        self.is_waiting = False
        pin, self.pin = self.pin, ""
        require_pin(pin)
        result = self.desk.commands.sign_in(self.staff_id, pin)
        if result.staff is not None:
            self.choose("")
            return True
        self._locked_until_ms = result.locked_until_ms
        left = count_of(result.tries_left, one="try", many="tries")
        self.message = "" if result.locked_until_ms else f"That is not the PIN. {left} left."
        return False

    def next_parties(self) -> list[NextParty]:
        """The parties that come next today."""
        words = self.desk.words
        return [
            NextParty(row.key, words.clock(row.start_ms), row.name, row.size, row.experience)
            for row in self._to_come()[:_NEXT]
        ]

    def outlook(self) -> str:
        """How many guests are still expected, before noon or today."""
        rows = self._to_come()
        noon_ms = self.desk.words.noon_ms(self.desk.today())
        early = [row for row in rows if row.start_ms < noon_ms]
        if self.desk.now_ms < noon_ms and early:
            guests = count_of(sum(row.size for row in early), one="guest")
            return f"{guests} expected before noon"
        if not rows:
            return "No more reservations today"
        guests = count_of(sum(row.size for row in rows), one="guest")
        return f"{guests} still expected today"

    def _to_come(self) -> list[BoardRow]:
        earliest_ms = self.desk.now_ms - 30 * 60_000
        rows = self.desk.reads.board(self.desk.today())
        return [row for row in rows if is_expected(row) and row.start_ms >= earliest_ms]

    def clock_and_day(self) -> tuple[str, str]:
        """The wall clock and the business day."""
        return self.desk.words.clock(self.desk.now_ms), day_text(self.desk.today())
