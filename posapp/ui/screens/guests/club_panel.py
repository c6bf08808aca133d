"""The club sheet: which club, how, and exactly what would be sent. Names: `club.close`,
`club.tier.<id>`, `club.delivery.ship|pickup`, `club.location`, `club.reason.<key>`, `club.words`,
`club.hold.<key>`, `club.preview`, `club.save`.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from posapp.ui import theme
from posapp.ui.safe import ElidedLabel, plain, wrapped
from posapp.ui.screens.guests.clubs import (
    HOLDS,
    PICKUP,
    REASONS,
    SHIP,
    ClubSheet,
    Errand,
    TierChoice,
    Way,
)
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button, Kind, icon_button
from posapp.ui.widgets.chips import ChipRow
from posapp.ui.widgets.field import Field
from posapp.ui.widgets.flow import FlowBox, all_alike
from posapp.ui.widgets.layout import (
    Hairline,
    boxed,
    card,
    clear,
    column,
    ground,
    row,
    scrolled,
    section,
)
from posapp.ui.widgets.paint import IconMark

_SIDE = 20
_LONGEST_TITLE = 80
_TO_WIDEST = 200
"""Only longer names of systems are cut."""
_ICONS = {
    Way.JOIN: "star",
    Way.SWITCH: "arrow-left-right",
    Way.LEAVE: "ban",
    Way.HOLD: "pause",
    Way.RESUME: "play",
}


class ClubPanel(QWidget):
    """Shows a ClubSheet; the page hears what was chosen and saves."""

    tier_chosen = Signal(str)
    reason_given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: ClubSheet | None = None
        self._tiers: dict[str, Button] = {}
        self.setObjectName("club")
        ground(self, "surface")
        self.close_button = icon_button("x", name="club.close", spoken="Close")
        self.delivery = ChipRow(name="club.delivery", spoken="Delivery")
        self.delivery.offer([(SHIP, "Ship", ""), (PICKUP, "Collect", "")])
        self.location = Field("Collects at (blank: here)", name="club.location", longest=40)
        self.hold = ChipRow(name="club.hold", spoken="How long", columns=2)
        self.hold.offer([(key, words, "") for key, words, _ in HOLDS])
        self.reasons = ChipRow(name="club.reason", spoken="Reason", columns=2)
        self.reasons.offer([(key, words, "") for key, words in REASONS])
        self.words = Field("In other words (optional)", name="club.words", longest=120)
        self.save = Button("Join", name="club.save", kind=Kind.PRIMARY, icon="star")
        self.save.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._title = wrapped(type_=Type.SECTION)
        self._no_tier = wrapped(ink="muted")
        self._tier_box = FlowBox(all_alike)
        self._preview: QVBoxLayout = column(gap=12)
        self._refusal = wrapped(ink="muted")
        self._lay_out()
        self.reasons.chosen.connect(self._give_reason)
        self.words.edit.textEdited.connect(self._take_words)
        for field in (self.words, self.location):
            field.edit.returnPressed.connect(self.save.click)

    def _lay_out(self) -> None:
        head = row(self._title, self.close_button, margins=(_SIDE, 12, 12, 0))
        head.setStretch(0, 1)
        head.setAlignment(self.close_button, Qt.AlignmentFlag.AlignTop)
        self._ask_tier = boxed(column(section("Club"), self._no_tier, self._tier_box))
        self._ask_delivery = boxed(column(section("Delivery"), self.delivery, self.location))
        self._ask_reason = boxed(column(section("Why"), self.reasons, self.words))
        self._ask_hold = boxed(column(section("How long"), self.hold))
        body = column(
            self._ask_tier,
            self._ask_delivery,
            self._ask_reason,
            self._ask_hold,
            None,
            margins=(_SIDE, 4, _SIDE, 12),
            gap=16,
        )
        area = scrolled(boxed(body), name="club.body", spoken="Change of clubs")
        self._by = wrapped(type_=Type.SMALL, ink="muted")
        preview = column(self._by, self._preview, margins=(16, 12, 16, 12))
        self._preview_card: QFrame = card(preview)
        self._preview_card.setObjectName("club.preview")
        foot = column(
            self._preview_card, self._refusal, self.save, margins=(_SIDE, 12, _SIDE, 16), gap=12
        )
        outer = column(head, area, Hairline(), foot, gap=8)
        outer.setStretchFactor(area, 1)
        self.setLayout(outer)

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        return [
            self.close_button,
            *self._tiers.values(),
            *self.delivery.chips,
            self.location.edit,
            *self.reasons.chips,
            self.words.edit,
            *self.hold.chips,
            self.save,
        ]

    def start(self) -> None:
        """Put the focus on what is asked first."""
        first = next((stop for stop in self.stops[1:] if stop.isVisibleTo(self)), self.save)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_sheet(self, sheet: ClubSheet) -> None:
        """Show a change; half-typed words stay while it is the same change."""
        if sheet == self._shown:
            return
        is_other = self._shown is None or self._shown.change_id != sheet.change_id
        self._shown = sheet
        self._title.say(plain(sheet.heading, limit=_LONGEST_TITLE))
        if is_other:
            self.location.put(sheet.location)
            self.words.put("")
            self.reasons.turn_on("")
        self._show_tiers(sheet.tiers)
        self._no_tier.say(sheet.no_tier)
        self._no_tier.setVisible(bool(sheet.no_tier))
        self._ask_tier.setVisible(bool(sheet.tiers or sheet.no_tier))
        self._ask_delivery.setVisible(sheet.asks_delivery)
        self.delivery.turn_on(sheet.delivery)
        self.location.setVisible(sheet.delivery == PICKUP)
        self._ask_reason.setVisible(sheet.asks_reason)
        self._ask_hold.setVisible(sheet.asks_hold)
        self.hold.turn_on(sheet.hold)
        self._show_errands(sheet.errands)
        self._by.say(sheet.by)
        self._refusal.say(sheet.refusal)
        self._refusal.setVisible(bool(sheet.refusal))
        self.save.say(sheet.save, spoken=sheet.save)
        self.save.show_icon(_ICONS[sheet.way])
        self.save.setEnabled(not sheet.refusal)

    def _show_tiers(self, tiers: Sequence[TierChoice]) -> None:
        keys = [tier.club_id for tier in tiers]
        if list(self._tiers) != keys:
            self._tier_box.clear()
            self._tiers = {tier.club_id: self._tier_button(tier) for tier in tiers}
            for button in self._tiers.values():
                self._tier_box.add(button)
        for tier in tiers:
            self._tiers[tier.club_id].say(tier.name, note=tier.note)
            self._tiers[tier.club_id].setChecked(tier.is_on)
            self._tiers[tier.club_id].show_icon("check" if tier.is_on else "star")

    def _tier_button(self, tier: TierChoice) -> Button:
        made = Button(tier.name, name=f"club.tier.{tier.club_id}", icon="star", note=tier.note)
        made.setCheckable(True)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.clicked.connect(lambda: self.tier_chosen.emit(tier.club_id))
        return made

    def _show_errands(self, errands: Sequence[Errand]) -> None:
        clear(self._preview)
        metrics = QFontMetrics(theme.font(Type.SMALL))
        widths = [metrics.horizontalAdvance(plain(_to(errand))) + 4 for errand in errands]
        for errand in errands:
            line = _errand_line(errand, to_width=min(max(widths), _TO_WIDEST))
            self._preview.addWidget(line)
        self._preview_card.setVisible(bool(errands))

    def _give_reason(self, key: str) -> None:
        words = dict(REASONS)[key]
        self.words.put("")
        self.reason_given.emit(words)

    def _take_words(self, text: str) -> None:
        self.reasons.turn_on("")
        self.reason_given.emit(text.strip())


def _to(errand: Errand) -> str:
    return f"To {errand.to}"


def _errand_line(errand: Errand, *, to_width: int) -> QWidget:
    to = ElidedLabel(_to(errand), type_=Type.SMALL, ink="muted")
    to.setFixedWidth(to_width)
    words = column(wrapped(errand.what, type_=Type.STRONG), gap=0)
    if errand.remark:
        words.addWidget(wrapped(errand.remark, type_=Type.SMALL, ink="muted"))
    line = row(IconMark(errand.icon, ink="accent"), to, words, gap=10)
    line.setStretch(2, 1)
    for at in (0, 1):
        widget = line.itemAt(at)
        if widget is not None:
            widget.setAlignment(Qt.AlignmentFlag.AlignTop)
    return boxed(line)
