"""The tab of club tags. Names: `tags.list`, `tags.headline`, `tags.empty`; its panel is that of the
other names: `tags.search`, `tags.choices`, `tags.save`, `tags.leave`, `tags.back`, `tags.close`.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from posapp.domain.changes import Changes, Topic
from posapp.ui.desk import Desk
from posapp.ui.safe import wrapped
from posapp.ui.screens.mappings.choosing import Choosing
from posapp.ui.screens.mappings.tags_presenter import TagsPresenter
from posapp.ui.tokens import Type, panel_width
from posapp.ui.widgets.layout import boxed, column, row

_SHOWN_TOPICS = {Topic.MAPPINGS, Topic.GUESTS, Topic.OUTBOX}


class TagsPane(QWidget):
    """Clubs at the left, the tag of one of them at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.widget: QWidget = self
        self._presenter = TagsPresenter(desk)
        self.setObjectName("tags")
        self._headline = wrapped(type_=Type.BODY, ink="muted")
        self._headline.setObjectName("tags.headline")
        self._choosing = Choosing(
            self._presenter, desk=desk, name="tags", spoken="Clubs", icon="wine", show=self._show
        )
        clubs = column(self._headline, self._choosing.pages, gap=8)
        clubs.setStretchFactor(self._choosing.pages, 1)
        outer = row(boxed(clubs), self._choosing.panel, gap=12)
        outer.setStretch(0, 1)
        self.setLayout(outer)

    # --- hooks of the screen ---

    def enter(self) -> None:
        """Read afresh, with what needs a person in front."""
        self._presenter.reload()
        self._presenter.pick_first()
        self._show()
        self._choosing.names.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, topics: Changes) -> None:
        """Something was committed while the tab is in front."""
        if topics & _SHOWN_TOPICS:
            self._presenter.reload()
            self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choosing.panel.setFixedWidth(panel_width(self.width()))

    # --- showing ---

    def _show(self) -> None:
        if self._choosing.is_touched:
            return
        presenter = self._presenter
        self._headline.say(presenter.headline())
        self._headline.setVisible(bool(presenter.cards()))
        self._choosing.refresh()
