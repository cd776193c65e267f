"""Words of the conversation, and the bytes that brought them, in the whole window: both ways."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from gemini_desktop import app
from gemini_desktop.core import json_text
from gemini_desktop.core.provenance.trace import Said
from gemini_desktop.ui.chat.faces.base import Surroundings
from gemini_desktop.ui.chat.hands.selection import Point
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.turns.blocks import Card, File, Markdown, Picture, ThoughtHead
from gemini_desktop.ui.chat.view import ChatView
from tests.core.reading import CAPTURES
from tests.end2end.test_window import answer, opened, type_prompt, until
from tests.end2end.test_window_opening import archive
from tests.support import RunCoroutine


def view_of(window: app.Application) -> ChatView:
    return window.chat_pane.view


async def open_file(window: app.Application, path: Path) -> None:
    await window.presenter._opening.open_in_chat([path])
    await until(lambda: not window.inspector_pane.loading)
    view = view_of(window)
    for number in range(len(view.page.rows)):
        view.page.opened(number)
    await until(lambda: not view.page.unfinished())


def answer_row(window: app.Application) -> int:
    return len(view_of(window).page.rows) - 1


def select(window: app.Application, words: str, *, until_words: str = "") -> None:
    """Select these words in the last answer, as the mouse would: the keys go there too."""
    view = view_of(window)
    view.setFocus()
    row = answer_row(window)
    for index in range(len(view.page.rows[row].blocks)):
        face = view.page.face(row, index)
        text = face.document.toRawText() if face.document is not None else ""
        if words in text:
            start = len(text[: text.index(words)].encode("utf-16-le")) // 2
            last = until_words or words
            end = len(text[: text.index(last) + len(last)].encode("utf-16-le")) // 2
            view.hands.selection.span(Point(row, index, start), Point(row, index, end))
            return
    raise AssertionError(f"nowhere: {words}")


def chosen_event(window: app.Application) -> bytes:
    pane = window.inspector_pane
    event = pane.table.chosen_event()
    assert event >= 0
    return pane.model.raw(event)


def chosen_value(window: app.Application) -> object:
    tree = window.inspector_pane.detail.tree
    node = tree._model.node(tree.currentIndex())
    return node.value


def traced(window: app.Application) -> list[str]:
    """The words that are marked in the last answer, block after block."""
    view = view_of(window)
    row = answer_row(window)
    found: list[str] = []
    for index, block in enumerate(view.page.rows[row].blocks):
        face = view.page.face(row, index)
        around = Surroundings(clip=view.rect())  # type: ignore[arg-type]
        view.hands.mark(around, Place(row, index), face)
        for start, end in around.traced:
            end = min(end, face.length())
            found.append(face.text(start, end) if face.document else type(block).__name__)
    return found


def test_from_words_to_their_event_whatever_markdown_made_of_them(
    home: Path, tmp_path: Path, run_qt: RunCoroutine
) -> None:
    parts = [
        "The **su",
        "n** is `very",
        " hot` \\*and",
        "\\* big",
        ".\n\n| a | b |\n|---|---|\n| x",
        " | y |\n",
    ]
    body = "".join(
        "data: " + json.dumps({"candidates": [{"content": {"parts": [{"text": part}]}}]}) + "\n\n"
        for part in parts
    )
    path = tmp_path / "marked.sse"
    path.write_bytes(body.encode())

    async def main() -> None:
        async with opened(home) as window:
            await open_file(window, path)
            for words, part in (("sun", 0), ("very hot", 1), ("*and*", 2), ("big", 3), ("y", 1)):
                select(window, words)
                window.commands.trace.trigger()
                assert chosen_event(window).decode() in body.split("\n\n")[part] + "\n\n", words
            select(window, "x")
            window.commands.trace.trigger()
            assert chosen_value(window) == parts[4]

    run_qt(main())


@pytest.mark.parametrize(
    "name",
    ["02_dev_thoughts_text", "17_openai_dev_tools_usage", "20_ix_text", "19c_gateway_ndjson"],
)
def test_each_event_marks_its_own_words(home: Path, name: str, run_qt: RunCoroutine) -> None:
    (path,) = CAPTURES.glob(f"{name}.*")

    async def main() -> None:
        async with opened(home) as window:
            await open_file(window, path)
            pane, view = window.inspector_pane, view_of(window)
            row = answer_row(window)
            for block in list(view.page.rows[row].blocks):
                if isinstance(block, ThoughtHead) and block.folded:
                    content = view.page.rows[row].content
                    assert content is not None
                    content.toggle(block.key)
            view.refresh_row(row)
            marked = 0
            for event in range(len(pane.model.columns)):
                pane.select_event(event)
                words = traced(window)
                turn_id, said = view.hands.tracing.marked
                assert bool(words) == bool(said) == bool(turn_id) or not words
                if words and all(each.kind in ("text", "thought") for each in said):
                    marked += 1
                    text = str(json_text.parse(_data(pane.model.raw(event))))
                    for word in " ".join(words).split():
                        assert word.strip("*_`#|.,:") in text.replace("\\n", " ")
            assert marked > 1
            pane.table.clearSelection()
            pane.event_selected.emit(None)
            assert traced(window) == []

    run_qt(main())


def _data(raw: bytes) -> bytes:
    lines = [line for line in raw.splitlines() if line.startswith((b"data:", b"{"))]
    return lines[0].removeprefix(b"data:")


def test_pictures_calls_and_thoughts_lead_to_their_bytes(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            for name, kind, words in (
                ("04_dev_inline_image", Picture, b"inlineData"),
                ("08_dev_parallel_function_calls", Card, b"functionCall"),
                ("24_ix_function_call_split_args", Card, b"function_call"),
                ("02_dev_thoughts_text", ThoughtHead, b'"thought"'),
                ("06_dev_audio_pcm", File, b"inlineData"),
                ("25_ix_server_tools", Card, b"_call"),
            ):
                (path,) = CAPTURES.glob(f"{name}.*")
                await open_file(window, path)
                view, row = view_of(window), answer_row(window)
                blocks = view.page.rows[row].blocks
                index = next(i for i, b in enumerate(blocks) if isinstance(b, kind))
                view.hands.selection.clear()
                view.show_from(Place(row, index))
                assert view.hands.tracing.ask((Place(row, index), QPointF(-5, -5)))
                await until(lambda: window.inspector_pane.table.chosen_event() >= 0)
                assert words in chosen_event(window), name
                assert traced(window), name
                window.inspector_pane.event_selected.emit(None)

    run_qt(main())


def test_the_menu_and_the_key_lead_there_and_back(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            turn = await answer(window, lambda: type_prompt(window, "Tell me of thoughts"))
            view, row = view_of(window), answer_row(window)
            await until(lambda: not view.page.unfinished())
            index = next(
                i
                for i, b in enumerate(view.page.rows[row].blocks)
                if isinstance(b, Markdown) and b.part == "answer"
            )
            place = Place(row, index)
            face = view.page.face(row, index)
            view.show_from(place)
            _, _, corner = next(seen for seen in view.in_view() if seen[0].block == index)
            point = corner + face.line_at(1).center() - QPointF(face.width / 2 - 20, 0)
            where = view.viewport().mapToGlobal(point.toPoint())
            view.hands.deeds.show_menu(where, place, "")
            (menu,) = [m for m in view.findChildren(QMenu) if m.isVisible()]
            (entry,) = [a for a in menu.actions() if a.text() == "Show where this came from"]
            assert isinstance(entry, QAction)
            entry.trigger()
            menu.close()
            pane = window.inspector_pane
            await until(lambda: pane.table.chosen_event() >= 0)
            assert view.hands.tracing.marked[0] == turn.id
            assert traced(window)
            view.jump_to_latest()
            pane.table.setFocus()
            window.activateWindow()
            QTest.keyClick(pane.table, Qt.Key.Key_Return)
            await until(lambda: bool(traced(window)))

    run_qt(main())


def test_nothing_chosen_and_nothing_known_is_said(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            window.commands.trace.trigger()
            assert "Select words" in window.toast.text
            turn = await answer(window, lambda: type_prompt(window, "Hello"))
            await until(lambda: not view_of(window).page.unfinished())
            view_of(window).hands.tracing.asked.emit(turn.id, [Said(99, "text", 0, 1)])
            assert "does not have these words" in window.toast.text

    run_qt(main())


def test_bytes_and_values_mark_just_their_words(
    home: Path, tmp_path: Path, run_qt: RunCoroutine
) -> None:
    """Also through escapes, across events, and in the bytes of the event alone."""
    first = r'data: {"candidates":[{"content":{"parts":[{"text":"The \u0073un is "}]}}],"a":1}'
    second = 'data: {"candidates":[{"content":{"parts":[{"text":"very **hot** 漢字"}]}}]}'
    body = f"{first}\n\n{second}\n\n".encode()
    path = tmp_path / "two.sse"
    path.write_bytes(body)

    async def main() -> None:
        async with opened(home) as window:
            await open_file(window, path)
            pane = window.inspector_pane
            pane.select_event(0)
            assert traced(window) == ["The sun is "]
            start = body.index(rb"\u0073un")
            pane.show_page("raw")
            pane.pages.raw.view.select(start, start + len(rb"\u0073un"))
            assert traced(window) == ["sun"]
            pane.pages.raw.view.select(start + 3, start + 4)
            assert traced(window) == ["s"]
            pane.pages.raw.view.select(start + 6, body.index(b"** ") + 1)
            assert traced(window) == ["un is very hot"]
            pane.pages.raw.view.select(0, 4)
            assert traced(window) == []
            pane.show_page("events")
            pane.select_event(1)
            view = pane.detail.text.panel.view
            view.select(body.index("漢".encode()), body.index("漢".encode()) + 1)
            assert traced(window) == ["漢"]
            pane.select_event(0)
            assert traced(window) == ["The sun is "]
            pane.detail.tree.choose_path(("a",))
            assert traced(window) == []
            pane.detail.tree.choose_path(("candidates", 0))
            assert traced(window) == ["The sun is "]

    run_qt(main())


def test_one_of_several_in_a_file_is_linked_and_played_in_its_place(
    home: Path, tmp_path: Path, run_qt: RunCoroutine
) -> None:
    """The inspector calls it by its number in the archive, and the chat by the archive's name."""
    path = tmp_path / "two.har"
    path.write_text(archive(2))

    async def main() -> None:
        async with opened(home) as window:
            await open_file(window, path)
            pane = window.inspector_pane
            pane.select_event(0)
            assert traced(window) == ["answer 0"]
            pane.open.bar.setCurrentIndex(1)
            await until(lambda: [t.text for t in window.presenter.turns] == ["answer 1"])
            await until(lambda: not pane.loading)
            pane.select_event(0)
            assert traced(window) == ["answer 1"]
            pane.pages.replay.play.click()
            await until(lambda: window.presenter.replay.active)
            await until(lambda: not window.presenter.replay.playing)
            assert len(view_of(window).page.rows) == 1, "it stands where the answer stood"

    run_qt(main())


def test_the_menu_of_events_leads_to_the_chat(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "How do I read a stream?"))
            await until(lambda: not view_of(window).page.unfinished())
            pane, view = window.inspector_pane, view_of(window)
            view.jump_to_latest()
            before = view.verticalScrollBar().value()
            assert before > 0
            event = next(e for e in range(90) if pane.model.columns.kind(e).label == "text")
            pane.select_event(event)
            assert view.verticalScrollBar().value() == before, "only who asks is taken there"
            menu = pane.copies.show_event_menu(pane.mapToGlobal(pane.rect().center()))
            entry = menu.actions()[0]
            assert entry.text() == "Show in chat"
            assert entry.isEnabled()
            entry.trigger()
            menu.close()
            assert view.verticalScrollBar().value() < before
            assert any(traced(window))

    run_qt(main())


def test_a_word_of_a_call_leads_to_its_bytes(
    home: Path, tmp_path: Path, run_qt: RunCoroutine
) -> None:
    """The arguments come as an object, and are laid out anew."""
    call = r'{"functionCall": {"name": "weather", "args": {"city" : "S\u00e3o Paulo", "days": 2}}}'
    body = f'data: {{"candidates":[{{"content":{{"parts":[{call}]}}}}]}}\n\n'.encode()
    path = tmp_path / "call.sse"
    path.write_bytes(body)

    async def main() -> None:
        async with opened(home) as window:
            await open_file(window, path)
            pane = window.inspector_pane
            for words, said in (("Paulo", b"Paulo"), ("ão", rb"\u00e3o"), ("days", b"days")):
                select(window, words)
                window.commands.trace.trigger()
                first, last = pane.pages.raw.view.selection()
                assert body[first:last] == said
                if words == "Paulo":
                    assert pane.detail.tree.chosen_path()[-2:] == ("args", "city")
                pane.pages.raw.view.select(first, last)
            pane.detail.tree.choose_path(())
            start = body.index(b"Paulo")
            pane.pages.raw.view.select(start, start + 5)
            assert traced(window) == ["Paulo"]

    run_qt(main())


def test_a_window_with_room_for_one_pane_turns_from_one_to_the_other(
    home: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            window.resize(560, 700)
            if not window.chat_pane.isVisible():
                window.commands.inspector.trigger()
            await answer(window, lambda: type_prompt(window, "Hello out there"))
            await until(lambda: not view_of(window).page.unfinished())
            select(window, "Hello")
            window.commands.trace.trigger()
            pane = window.inspector_pane
            await until(lambda: pane.table.chosen_event() >= 0)
            assert pane.isVisible()
            pane.table.setFocus()
            QTest.keyClick(pane.table, Qt.Key.Key_Return)
            assert window.chat_pane.isVisible()
            assert any("Hello" in words for words in traced(window))

    run_qt(main())
