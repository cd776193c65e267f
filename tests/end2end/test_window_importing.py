"""Chats from elsewhere in the whole window: chosen or dropped, told of in place, shown, undone."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit

from gemini_desktop import app
from gemini_desktop.ui.library.chats_model import ID_ROLE
from gemini_desktop.ui.library.import_sheet import ImportSheet
from tests.end2end.test_window import opened, until
from tests.support import RunCoroutine

SAMPLES = Path(__file__).parents[1] / "core" / "importing" / "samples"


def sheet_of(window: app.Application) -> ImportSheet:
    found = window.findChild(ImportSheet, "importSheet")
    assert found is not None
    return found


def button(window: app.Application, words: str) -> QAbstractButton:
    buttons = sheet_of(window).findChildren(QAbstractButton)
    return next(each for each in buttons if each.accessibleName() == words)


def dialogs() -> list[QFileDialog]:
    return [w for w in QApplication.allWidgets() if isinstance(w, QFileDialog) and w.isVisible()]


def drop(window: app.Application, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    args = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0))
    enter = QDragEnterEvent(QPoint(50, 50), *args)
    QApplication.sendEvent(window.drawer, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window.drawer, QDropEvent(QPointF(50, 50), *args))


def titles(window: app.Application) -> list[str]:
    model = window.drawer.view.model()
    rows = [model.index(row, 0) for row in range(model.rowCount())]
    return [str(row.data()) for row in rows if row.data(ID_ROLE)]


def many(count: int) -> list[dict[str, Any]]:
    messages = [
        {"uuid": "q", "sender": "human", "text": "Question"},
        {"uuid": "a", "sender": "assistant", "text": "Answer"},
    ]
    return [{"uuid": str(n), "name": f"Chat {n}", "chat_messages": messages} for n in range(count)]


def test_the_menu_asks_for_files_and_the_sheet_tells_what_came(
    home: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            window.commands.import_chats.trigger()
            await until(lambda: bool(dialogs()))
            [dialog] = dialogs()
            name = dialog.findChild(QLineEdit)
            assert name is not None
            name.setText(str(SAMPLES / "takeout.json"))
            dialog.done(QFileDialog.DialogCode.Accepted.value)
            await until(lambda: window.findChild(ImportSheet, "importSheet") is not None)
            await until(lambda: "1 chat imported" in sheet_of(window).text)
            words = sheet_of(window).text
            assert "Google Takeout, Gemini Apps · 1 chat · 1 left out" in words
            assert "Left out “Gave feedback: Good response”: It is no prompt" in words
            await until(lambda: titles(window) == ["What is a sample?"])

    run_qt(main())


def test_what_came_is_shown_and_can_be_gone_on_with(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            drop(window, SAMPLES / "chatgpt.json")
            await until(lambda: "2 chats imported" in sheet_of(window).text)
            assert QApplication.focusWidget() is button(window, "Show")
            QTest.keyClick(button(window, "Show"), Qt.Key.Key_Return)
            await until(lambda: len(window.presenter.turns) == 2)
            assert not sheet_of(window).isVisible()
            assert window.presenter.turns[1].text == "The new one has two arches."
            model = window.drawer.view.model()
            tips = [str(model.index(n, 0).data(Qt.ItemDataRole.ToolTipRole)) for n in range(2)]
            assert "Tags: ChatGPT" in "\n".join(tips)
            assert "Imported: ChatGPT export" in "\n".join(tips)
            window.chat_pane.prompt_submitted.emit("count to 3")
            await until(lambda: len(window.presenter.turns) == 4)
            assert window.presenter.turns[3].outcome is not None

    run_qt(main())


def test_undo_takes_it_back(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            drop(window, SAMPLES / "claude.json", SAMPLES / "openai.jsonl")
            await until(lambda: "5 chats imported" in sheet_of(window).text)
            await until(lambda: len(titles(window)) == 5)
            QTest.mouseClick(button(window, "Undo"), Qt.MouseButton.LeftButton)
            await until(lambda: "Import undone" in sheet_of(window).text)
            await until(lambda: titles(window) == [])
            QTest.keyClick(sheet_of(window), Qt.Key.Key_Escape)
            assert not sheet_of(window).isVisible()
            focus = QApplication.focusWidget()
            assert focus is not None
            assert focus.objectName() == "promptEdit"

    run_qt(main())


def test_a_chat_that_is_shown_grows_with_an_import_and_shrinks_with_its_undo(
    home: Path, tmp_path: Path, run_qt: RunCoroutine
) -> None:
    first, second = many(1), many(1)
    second[0]["chat_messages"] = [
        *second[0]["chat_messages"],
        {"uuid": "q2", "sender": "human", "text": "More?"},
        {"uuid": "a2", "sender": "assistant", "text": "More!"},
    ]
    (tmp_path / "a.json").write_text(json.dumps(first))
    (tmp_path / "b.json").write_text(json.dumps(second))

    async def main() -> None:
        async with opened(home) as window:

            def shown() -> list[str]:
                return [turn.text for turn in window.presenter.turns]

            drop(window, tmp_path / "a.json")
            await until(lambda: "1 chat imported" in sheet_of(window).text)
            button(window, "Show").click()
            await until(lambda: shown() == ["Question", "Answer"])
            drop(window, tmp_path / "b.json")
            await until(lambda: shown() == ["Question", "Answer", "More?", "More!"])
            await until(lambda: "went on since" in sheet_of(window).text)
            button(window, "Undo").click()
            await until(lambda: "Import undone" in sheet_of(window).text)
            await until(lambda: shown() == ["Question", "Answer"])

    run_qt(main())


def test_stop_leaves_the_library_as_it_was(home: Path, run_qt: RunCoroutine) -> None:
    path = home / "many.json"
    path.write_text(json.dumps(many(3000)))

    async def main() -> None:
        async with opened(home) as window:
            drop(window, path)
            await until(lambda: "many.json:" in sheet_of(window).text)
            drop(window, path)
            assert "An import goes on" in window.toast.text
            QTest.mouseClick(button(window, "Stop"), Qt.MouseButton.LeftButton)
            await until(lambda: "Import stopped" in sheet_of(window).text)
            assert titles(window) == []

    run_qt(main())


def test_closing_the_sheet_meanwhile_lets_it_go_on(home: Path, run_qt: RunCoroutine) -> None:
    path = home / "many.json"
    path.write_text(json.dumps(many(300)))

    async def main() -> None:
        async with opened(home) as window:
            drop(window, path)
            button(window, "Close").click()
            await until(lambda: window.toast.text.startswith("300 chats imported"))
            assert not sheet_of(window).isVisible()
            details = window.toast.findChild(QAbstractButton, "toastAction")
            assert details is not None
            details.click()
            assert sheet_of(window).isVisible()
            assert button(window, "Undo").isVisible()

    run_qt(main())


def test_closing_the_window_meanwhile_leaves_nothing(home: Path, run_qt: RunCoroutine) -> None:
    path = home / "many.json"
    path.write_text(json.dumps(many(3000)))

    async def main() -> None:
        async with opened(home) as window:
            drop(window, path)
            await until(lambda: "many.json:" in sheet_of(window).text)
            window.close()
            assert window.isVisible()
            assert "Close the window again to stop it" in sheet_of(window).text
        async with opened(home) as window:
            assert titles(window) == []

    run_qt(main())


def test_a_file_that_is_refused_says_why_where_one_looks(home: Path, run_qt: RunCoroutine) -> None:
    path = home / "notes.txt"
    path.write_text("no chats here")

    async def main() -> None:
        async with opened(home) as window:
            drop(window, path)
            await until(lambda: "Nothing was imported" in sheet_of(window).text)
            words = sheet_of(window).text
            assert "notes.txt has no chats in a form that is known here." in words
            assert "Known are transcripts of this program" in words
            assert not button(window, "Undo").isVisible()
            await asyncio.sleep(0)

    run_qt(main())


def test_the_sheet_fits_into_any_window(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            drop(window, *sorted(SAMPLES.iterdir()))
            await until(lambda: "12 chats imported" in sheet_of(window).text)
            for width, height in ((1472, 920), (900, 640), (560, 420)):
                window.resize(width, height)
                QApplication.processEvents()
                assert window.rect().contains(sheet_of(window).geometry())

    run_qt(main())


def test_a_file_of_chats_that_is_opened_is_offered_to_be_imported(
    home: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            window.presenter.open_files([SAMPLES / "claude.json"])
            await until(lambda: "claude.json has chats in it" in window.toast.text)
            assert window.presenter.turns == []
            offer = window.toast.findChild(QAbstractButton, "toastAction")
            assert offer is not None
            offer.click()
            await until(lambda: "2 chats imported" in sheet_of(window).text)

    run_qt(main())
