"""The list model changes only what differs, so selection and scroll position survive."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QStyledItemDelegate
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from posapp.ui.widgets.keyed_model import ITEM_ROLE, KeyedModel
from posapp.ui.widgets.list_view import ListView


@dataclass(frozen=True)
class Line:
    """A line with an identity."""

    key: str
    text: str = ""


def lines(keys: str, mark: str = "") -> list[Line]:
    """One line per letter."""
    return [Line(key, key + mark) for key in keys]


def make_model(keys: str = "") -> KeyedModel:
    """A model holding a line per letter."""
    model = KeyedModel(spoken_of=lambda line: line.text)
    model.show(lines(keys))
    return model


def shown(model: KeyedModel) -> str:
    """The keys in order."""
    return "".join(item.key for item in model.items)


def test_the_model_keeps_qt_s_contract(qtmodeltester: ModelTester) -> None:
    """Qt's own checks find nothing to complain about."""
    qtmodeltester.check(make_model("abcdef"))


letters = st.lists(st.sampled_from("abcdefghij"), unique=True).map("".join)


@given(histories=st.lists(letters, min_size=2, max_size=6))
def test_any_list_becomes_any_other_without_a_reset(
    qapp: QApplication, histories: list[str]
) -> None:
    """Whatever news does, each line that stays keeps its index, and the model never resets."""
    model = make_model(histories[0])
    tester = QAbstractItemModelTester(model)
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    for wanted in histories[1:]:
        held = {item.key: QPersistentModelIndex(model.index_of(item.key)) for item in model.items}
        model.show(lines(wanted, "!"))
        assert shown(model) == wanted
        for key, index in held.items():
            assert index.isValid() == (key in wanted)
            if index.isValid():
                assert index.data(ITEM_ROLE).key == key
    assert resets == []
    assert tester.model() is model


def test_only_changed_lines_are_repainted(qapp: QApplication) -> None:
    """Equal news repaints nothing; one changed line repaints one row."""
    model = make_model("abc")
    changed: list[int] = []
    model.dataChanged.connect(lambda index, _end: changed.append(index.row()))
    model.show(lines("abc"))
    assert changed == []
    model.show([Line("a", "a"), Line("b", "late"), Line("c", "c")])
    assert changed == [1]


def test_selection_and_scroll_survive_news_above(qtbot: QtBot) -> None:
    """A row that is looked at stays under the finger when rows come in above it."""
    model = make_model()
    view = ListView(model, QStyledItemDelegate(), name="list", spoken="Lines")
    qtbot.addWidget(view)
    view.resize(300, 120)
    view.show()
    view.show_lines([Line(f"{number:03}", "x") for number in range(100)])
    view.scroll_to_key("060")
    view.select_key("060")
    top = view.visualRect(model.index_of("060")).top()
    view.show_lines([Line(f"n{number}", "x") for number in range(7)] + list(model.items))
    assert view.current_key() == "060"
    assert view.visualRect(model.index_of("060")).top() == top
    assert view.verticalScrollBar().value() > 0


def test_headings_cannot_be_picked(qtbot: QtBot) -> None:
    """Arrow keys step over lines that are no choice."""
    model = KeyedModel(spoken_of=lambda line: line.text, is_choice=lambda line: line.key != "h")
    model.show([Line("a"), Line("h"), Line("b")])
    view = ListView(model, QStyledItemDelegate(), name="list", spoken="Lines")
    qtbot.addWidget(view)
    view.show()
    view.setFocus()
    chosen: list[str] = []
    view.chosen.connect(chosen.append)
    view.select_key("a")
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert chosen == ["b"]
