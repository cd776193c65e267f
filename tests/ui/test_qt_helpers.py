"""Qt's traps, walked around."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QTextDocument, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.qt_helpers import mark_error, open_dialog, plain_tip, viewport_of
from tests.support import RunCoroutine

_ACCEPTED = QDialog.DialogCode.Accepted.value
_REJECTED = QDialog.DialogCode.Rejected.value


@pytest.mark.parametrize(("slot", "code"), [("accept", _ACCEPTED), ("reject", _REJECTED)])
def test_the_result_of_a_dialog_is_awaited(run_qt: RunCoroutine, slot: str, code: int) -> None:
    async def main() -> int:
        parent = QWidget()
        parent.show()
        dialog = QDialog(parent)
        QTimer.singleShot(20, getattr(dialog, slot))
        result = await open_dialog(dialog)
        assert not dialog.isVisible()
        return result

    assert run_qt(main()) == code


def test_other_tasks_go_on_while_it_is_open(run_qt: RunCoroutine) -> None:
    async def main() -> int:
        dialog = QDialog()
        waiting = asyncio.create_task(open_dialog(dialog))
        for _ in range(10):
            await asyncio.sleep(0.001)
        assert dialog.isVisible()
        dialog.done(7)
        return await waiting

    assert run_qt(main()) == 7


def test_a_dialog_can_be_opened_again(run_qt: RunCoroutine) -> None:
    async def main() -> list[int]:
        dialog = QDialog()
        results = []
        for code in (3, 4):
            QTimer.singleShot(5, lambda code=code: dialog.done(code))
            results.append(await open_dialog(dialog))
        return results

    assert run_qt(main()) == [3, 4]


def test_a_cancelled_wait_closes_the_dialog(run_qt: RunCoroutine) -> None:
    async def main() -> bool:
        dialog = QDialog()
        waiting = asyncio.create_task(open_dialog(dialog))
        await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        return dialog.isVisible()

    assert run_qt(main()) is False


def test_a_dialog_destroyed_with_its_window_counts_as_rejected(run_qt: RunCoroutine) -> None:
    async def main() -> int:
        parent = QWidget()
        dialog = QDialog(parent)
        QTimer.singleShot(10, parent.deleteLater)
        return await open_dialog(dialog)

    assert run_qt(main()) == _REJECTED


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_a_tooltip_shows_its_text_as_it_is(text: str) -> None:
    """Whatever Qt takes for HTML by itself is escaped, so that no file it names is opened."""
    shown = plain_tip(text)
    if shown != text:
        assert QTextDocumentFragment.fromHtml(shown).toPlainText() == text.replace("\xa0", " ")
    else:
        assert "<" not in text


def test_a_picture_in_a_tooltip_is_words(qapp: QApplication) -> None:
    document = QTextDocument()
    document.setHtml(plain_tip('Refused: <img src="file:///etc/hostname">'))
    assert document.toPlainText() == 'Refused: <img src="file:///etc/hostname">'
    assert "\ufffc" not in document.toPlainText()


def test_the_viewport_is_the_same_however_it_was_met(run_qt: RunCoroutine) -> None:
    async def main() -> None:
        for area in (QScrollArea(), QPlainTextEdit(), QTableView(), Painted()):
            met = viewport_of(area)
            assert met is area.viewport()
            assert met is viewport_of(area)
            assert met.parentWidget() is area
            area.deleteLater()

    run_qt(main())


class Painted(QAbstractScrollArea):
    """One of our own."""


class _Dressings(QObject):
    """Counts how often a widget is marked anew."""

    count = 0

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.DynamicPropertyChange
        return False


def test_an_input_is_dressed_anew_where_its_error_comes_or_goes(qtbot: QtBot) -> None:
    """Only then: with a style sheet each time costs a millisecond."""
    edit, dressings = QLineEdit(), _Dressings()
    qtbot.addWidget(edit)
    edit.setStyleSheet('QLineEdit[error="true"] { color: #ff0000; }')
    edit.ensurePolished()
    edit.installEventFilter(dressings)
    told = []
    for error in (False, True, True, False):
        mark_error(edit, error=error)
        told.append((dressings.count > 0, edit.palette().text().color().name() == "#ff0000"))
        dressings.count = 0
    assert told == [(False, False), (True, True), (False, True), (True, False)]
