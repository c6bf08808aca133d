"""A gift card's balance, without Qt. The code goes into the question and is kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.ports.backoffice import Cap, GiftCardBalance
from posapp.ports.inquiry import Inquiry
from posapp.ports.office import Role
from posapp.ui.desk import Desk
from posapp.ui.systems import NOT_CONNECTED, office_title, why_not, why_not_short

_CONNECT = f"{NOT_CONNECTED}. Connect one under “Connect”, then its cards can be asked for."


@dataclass(frozen=True, slots=True)
class GiftCardState:
    """What the sheet shows; `amount` "" while there is none, `can_ask` where balances are told."""

    can_ask: bool = True
    is_waiting: bool = False
    shown: str = ""
    amount: str = ""
    sentence: str = ""
    is_trouble: bool = False


@dataclass(slots=True)
class GiftCardPresenter:
    """One question at a time."""

    desk: Desk
    is_open: bool = False
    _inquiry: Inquiry[GiftCardBalance] | None = None

    def refusal(self) -> str:
        """Why no card can be looked up, "" when it can."""
        reason = why_not(self.desk, Role.ORDERS, Cap.GIFT_CARD)
        return _CONNECT if reason == NOT_CONNECTED else reason

    def short_refusal(self) -> str:
        """The same in a few words."""
        return why_not_short(self.desk, Role.ORDERS, Cap.GIFT_CARD)

    def open(self) -> None:
        """Show the sheet, blank."""
        self.give_up()
        self.is_open = True

    def close(self) -> None:
        """Close the sheet; nobody waits any more."""
        self.give_up()
        self.is_open = False

    def ask(self, code: str) -> None:
        """Ask for the balance of a card."""
        if code.strip() and not self.refusal():
            self.give_up()
            self._inquiry = self.desk.act.guests.gift_card(code.strip())

    def give_up(self) -> None:
        """Nobody waits for the answer any more."""
        if self._inquiry is not None and not self._inquiry.is_done:
            self._inquiry.give_up()
        self._inquiry = None

    def state(self) -> GiftCardState:
        """What became of the question."""
        asked, title = self._inquiry, office_title(self.desk, Role.ORDERS)
        if asked is None:
            refusal = self.refusal()
            return GiftCardState(can_ask=not refusal, sentence=refusal)
        if not asked.is_done:
            return GiftCardState(is_waiting=True, sentence=f"Asking {title}")
        if asked.trouble:
            return GiftCardState(sentence=asked.trouble, is_trouble=True)
        card = asked.answer
        if card is None:
            return GiftCardState(sentence=f"{title} has no card with this code", is_trouble=True)
        amount = self.desk.words.money(card.cents, currency=card.currency)
        sentence = "left on the card" if card.is_active else "left, but the card is not active"
        return GiftCardState(
            shown=card.shown, amount=amount, sentence=sentence, is_trouble=not card.is_active
        )
