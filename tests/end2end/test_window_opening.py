"""Recorded streams opened in the whole window: named, dropped, pasted, many at once."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gemini_desktop import app
from gemini_desktop.core.files.named_files import looks_like_file
from gemini_desktop.ui.chat.hands.turn_actions import Continue, Retry
from tests.end2end.test_window import opened, shown, until
from tests.support import RunCoroutine

CONTROL = Qt.KeyboardModifier.ControlModifier


def stream(words: str) -> str:
    return f'data: {{"candidates":[{{"content":{{"parts":[{{"text":"{words}"}}]}}}}]}}\n\n'


def archive(count: int) -> str:
    entries = [
        {
            "request": {"method": "POST", "url": f"http://127.0.0.1/{n}", "headers": []},
            "response": {"status": 200, "content": {"text": stream(f"answer {n}")}},
        }
        for n in range(count)
    ]
    return json.dumps({"log": {"entries": entries}})


def drop(window: app.Application, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    args = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0))
    enter = QDragEnterEvent(QPoint(50, 50), *args)
    QApplication.sendEvent(window.inspector_pane, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window.inspector_pane, QDropEvent(QPointF(50, 50), *args))


def titles(window: app.Application) -> list[str]:
    bar = window.inspector_pane.open.bar
    return [bar.tabText(index) for index in range(bar.count())]


def test_files_named_at_the_start_are_shown(home: Path, run_qt: RunCoroutine) -> None:
    first, second = home / "first.sse", home / "second.sse"
    first.write_text(stream("One"))
    second.write_text(stream("Two"))

    async def main() -> None:
        async with shown(home, str(first), str(second)) as window:
            await until(lambda: [t.text for t in window.presenter.turns] == ["One"])
            await until(lambda: titles(window) == ["first.sse", "second.sse"])
            assert window.inspector_pane.source is not None
            assert window.inspector_pane.source.id == "first.sse"

    run_qt(main())


def test_the_chat_follows_the_tabs_of_files_that_were_opened_together(
    home: Path, run_qt: RunCoroutine
) -> None:
    first, second = home / "first.sse", home / "second.sse"
    first.write_text(stream("One"))
    second.write_text(stream("Two"))

    async def main() -> None:
        async with opened(home) as window:
            window.presenter.open_files([first, second])
            await until(lambda: titles(window) == ["first.sse", "second.sse"])
            bar = window.inspector_pane.open.bar
            for tab, words in ((1, "Two"), (0, "One"), (1, "Two")):
                bar.setCurrentIndex(tab)
                await until(lambda words=words: [t.text for t in window.presenter.turns] == [words])  # type: ignore[misc]
                assert titles(window) == ["first.sse", "second.sse"]
                assert window.windowTitle().startswith(("first.sse", "second.sse")[tab])
                source = window.inspector_pane.source
                assert source is not None
                assert source.id == ("first.sse", "second.sse")[tab]
            window.new_chat_requested.emit()
            await until(lambda: not window.presenter.turns)
            bar.setCurrentIndex(0)
            bar.setCurrentIndex(bar.count() - 1)
            await asyncio.sleep(0.1)
            assert window.presenter.turns == [], "a new chat is not taken away by a tab"

    run_qt(main())


def test_an_answer_without_its_prompt_is_not_offered_to_be_asked_for_again(
    home: Path, run_qt: RunCoroutine
) -> None:
    cut = home / "cut.sse"
    cut.write_text(stream("Half an ans") + 'data: {"candi')

    async def main() -> None:
        async with opened(home) as window:
            window.presenter.open_files([cut])
            await until(lambda: [t.text for t in window.presenter.turns] == ["Half an ans"])
            in_view = window.chat_pane.view.in_view()
            actions = [spot.action for _, face, _ in in_view for spot in face.spots]
            assert Continue() in actions
            assert Retry() not in actions

    run_qt(main())


@pytest.mark.parametrize("last", ["Small", "Large"])
def test_the_file_that_was_asked_for_last_is_shown(
    home: Path, run_qt: RunCoroutine, last: str
) -> None:
    """However long each takes to be read: the large one still is when the small one is shown."""
    small, large = home / "small.sse", home / "large.sse"
    small.write_text(stream("Small"))
    large.write_text(stream("Large ") * 20_000)

    async def main() -> None:
        async with opened(home) as window:
            files = [small, large] if last == "Large" else [large, small]
            for file in files:
                window.presenter.open_files([file])
            # The file that is shown in the chat is a tab; one that came too late is one beside it.
            await until(lambda: "large.sse" in titles(window))
            await until(lambda: _words(window).startswith(last))

    run_qt(main())


def _words(window: app.Application) -> str:
    return window.presenter.turns[-1].text if window.presenter.turns else ""


def test_a_file_is_told_from_a_command() -> None:
    for named in ("x.sse", "./x", "/tmp/x", "C:\\x", "folder/send"):
        assert looks_like_file(named)
    for command in ("send", "decode", "doctor"):
        assert not looks_like_file(command)


def test_files_dropped_on_the_inspector_open_beside_the_chat(
    home: Path, run_qt: RunCoroutine
) -> None:
    paths = [home / "a.sse", home / "b.sse"]
    for path in paths:
        path.write_text(stream(path.stem))

    async def main() -> None:
        async with opened(home) as window:
            drop(window, *paths, home / "missing.sse")
            await until(lambda: len(window.inspector_pane.open.sources) == 2)
            assert window.inspector_pane.source is not None
            assert window.inspector_pane.source.id == "a.sse"
            assert window.presenter.turns == []  # the chat is left alone
            await until(lambda: "missing.sse cannot be read" in window.toast.text)

    run_qt(main())


def test_what_was_copied_is_opened_and_again_in_its_place(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            pane = window.inspector_pane
            QApplication.clipboard().setText(stream("Pasted"))
            window.activateWindow()
            pane.table.setFocus()
            await until(pane.table.hasFocus)
            QTest.keyClick(pane.table, Qt.Key.Key_V, CONTROL)
            await until(lambda: pane.source is not None and not pane.loading)
            assert b"Pasted" in pane.model.raw(0)
            QApplication.clipboard().setText(stream("Second"))
            window.commands.open_clipboard.trigger()
            await until(lambda: len(pane.model.columns) > 0 and b"Second" in pane.model.raw(0))
            assert len(pane.open.sources) == 1
            QApplication.clipboard().setText("   ")
            window.commands.open_clipboard.trigger()
            assert "no text on the clipboard" in window.toast.text

    run_qt(main())


def test_paste_into_the_filter_is_the_filters(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            pane = window.inspector_pane
            QApplication.clipboard().setText("sunset")
            pane.filter.setFocus()
            QTest.keyClick(pane.filter, Qt.Key.Key_V, CONTROL)
            assert pane.filter.text() == "sunset"
            assert pane.source is None

    run_qt(main())


def test_an_archive_of_a_few_is_a_tab_each_and_one_of_many_a_list(
    home: Path, run_qt: RunCoroutine
) -> None:
    few, many = home / "few.har", home / "many.har"
    few.write_text(archive(3))
    many.write_text(archive(30))

    async def main() -> None:
        async with opened(home) as window:
            pane = window.inspector_pane
            drop(window, few)
            await until(lambda: len(pane.open.sources) == 3)
            drop(window, many)
            await until(lambda: pane.captures.panel.model.rowCount() == 30)
            assert pane.captures.panel.field.text() == "many.har"
            pane.captures.panel.opened_beside.emit("many.har · 30")
            await until(lambda: pane.source is not None and pane.source.id == "many.har · 30")
            await until(lambda: len(pane.model.columns) == 1 and b"answer 29" in pane.model.raw(0))
            window.commands.captures.trigger()
            pane.captures.panel.delete_requested.emit("many.har · 30")
            await until(lambda: pane.captures.panel.model.rowCount() == 29)
            await until(lambda: "The file stays" in window.toast.text)

    run_qt(main())


def test_two_files_of_one_name_are_two_and_one_that_was_written_again_is_read_again(
    home: Path, run_qt: RunCoroutine
) -> None:
    first, second = home / "a" / "same.sse", home / "b" / "same.sse"
    for path in (first, second):
        path.parent.mkdir()
        path.write_text(stream(path.parent.name))

    async def main() -> None:
        async with opened(home) as window:
            tabs = window.inspector_pane.open
            drop(window, first, second)
            await until(lambda: len(tabs.sources) == 2)
            drop(window, first)
            await asyncio.sleep(0.1)
            assert len(tabs.sources) == 2
            first.write_text(stream("written again"))
            drop(window, first)
            await until(lambda: len(tabs.sources) == 3)
            await until(lambda: not window.inspector_pane.loading)
            assert b"written again" in window.inspector_pane.model.raw(0)

    run_qt(main())


def test_the_turn_of_a_file_leads_back_to_its_bytes(home: Path, run_qt: RunCoroutine) -> None:
    """Also after another capture was shown, and from the inspector's closed tab."""
    path = home / "first.sse"
    path.write_text(stream("One"))

    async def main() -> None:
        async with shown(home, str(path)) as window:
            pane = window.inspector_pane
            await until(lambda: len(window.presenter.turns) == 1 and pane.source is not None)
            pane.clear()
            assert pane.source is None
            window.commands.inspect_turn.trigger()
            await until(lambda: pane.source is not None and pane.source.id == "first.sse")

    run_qt(main())
