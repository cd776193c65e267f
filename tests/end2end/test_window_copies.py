"""A capture leaves the window in every form, and what goes wrong on the way is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from gemini_desktop import app
from gemini_desktop.core.answer import read
from gemini_desktop.core.export.forms import FORMS, Form
from gemini_desktop.session.opening import captures
from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.inspector import InspectorPane
from gemini_desktop.ui.inspector.copies.ask import Ask
from gemini_desktop.ui.inspector.copies.selected import selected
from tests.end2end.test_window import answer, opened, type_prompt, until
from tests.end2end.test_window_media import Asked
from tests.support import RunCoroutine


def pane_of(window: app.Application) -> InspectorPane:
    pane = window.inspector
    assert isinstance(pane, InspectorPane)
    return pane


def dialogs() -> list[QFileDialog]:
    return [w for w in QApplication.allWidgets() if isinstance(w, QFileDialog) and w.isVisible()]


async def save(window: app.Application, ask: Ask, path: Path | None = None) -> str:
    """The name that the dialog offered; with `path` it is taken instead."""
    pane_of(window).copies.asked.emit(ask)
    await until(lambda: bool(dialogs()))
    dialog = dialogs()[0]
    offered = Path(dialog.selectedFiles()[0]).name
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    assert edit is not None
    if path is None:
        dialog.reject()
        await until(lambda: not dialogs())
        return offered
    edit.setText(str(path))
    window.show_message("")  # what was saved before may be called the same
    dialog.done(QFileDialog.DialogCode.Accepted.value)
    await until(lambda: path.name in window.toast.text)
    return offered


def test_every_form_is_saved(home: Path, tmp_path: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "Hello"))
            source = pane_of(window).source
            assert source is not None
            body = source.read(0, source.size())
            for form in FORMS:
                offered = await save(window, Ask("save", form))
                target = tmp_path / f"out{Path(offered).suffix}"
                assert await save(window, Ask("save", form), target) == offered
                assert offered.startswith("Hello 20")
                if form in ("raw", "sse"):
                    assert target.read_bytes() == body
                elif form in ("har", "gcap"):
                    (capture,) = captures(target.read_bytes(), "out")
                    assert capture.body == body
                else:
                    assert target.read_bytes().startswith(b"[" if form == "json" else b"{")
            settings = window.session.settings
            assert settings.last_save_folder == str(tmp_path)
            assert settings.last_capture_form == FORMS[-1]
            last = await save(window, Ask("save", None))
            assert last.endswith(".jsonl")

    run_qt(main())


def test_the_file_menu_saves_what_is_shown(
    home: Path, tmp_path: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            window.commands.save_capture.trigger()
            assert "no capture" in window.toast.text
            await answer(window, lambda: type_prompt(window, "Hello"))
            window.commands.save_capture.trigger()
            await until(lambda: bool(dialogs()))
            assert dialogs()[0].selectedFiles()[0].endswith(".gcap")
            dialogs()[0].reject()
            await until(lambda: not dialogs())

    run_qt(main())


def test_a_selection_is_copied(home: Path, run_qt: RunCoroutine) -> None:
    async def copied(window: app.Application, form: Form) -> str:
        clipboard = QGuiApplication.clipboard()
        clipboard.setText("")
        pane_of(window).select_event(1)
        picked = selected(pane_of(window).table, pane_of(window).model)
        pane_of(window).copies.asked.emit(Ask("copy", form, picked))
        await until(lambda: bool(clipboard.text()))
        return clipboard.text()

    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "Hello"))
            raw = await copied(window, "raw")
            assert raw.startswith("data: {")
            assert json.loads(await copied(window, "json")) == json.loads(raw[6:])
            line = json.loads(await copied(window, "json-lines"))
            assert line["number"] == 1
            har = json.loads(await copied(window, "har"))
            assert har["log"]["entries"][0]["response"]["content"]["text"] == raw

    run_qt(main())


def test_a_folder_that_is_gone_is_told(home: Path, tmp_path: Path, run_qt: RunCoroutine) -> None:
    async def main() -> str:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "Hello"))
            await save(window, Ask("save", "har"), tmp_path / "missing" / "a.har")
            return window.toast.text

    words = run_qt(main())
    assert "a.har" in words
    assert "Saved" not in words


def test_one_at_a_time(home: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the capture or of its log, whoever asks."""

    async def main() -> str:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "Hello"))
            page = window.inspector_pane.pages.log
            copies = pane_of(window).copies
            told: list[str] = []
            monkeypatch.setattr(window, "show_message", told.append)
            seconds: list[Callable[[], None]] = [
                lambda: copies.asked.emit(Ask("copy", "har")),
                lambda: copies.asked.emit(Ask("save", "har")),
                page.copy_requested.emit,
                lambda: page.save_requested.emit(None),
            ]
            for second in seconds:
                told.clear()
                copies.asked.emit(Ask("copy", "json"))
                second()
                await until(lambda: told[-1:] == ["Copied."])
                assert told[:-1] == ["A copy is still being written. Wait for it, or stop it."]
                assert not dialogs()
            return QGuiApplication.clipboard().text()

    assert isinstance(json.loads(run_qt(main())), list)


def test_all_open_captures_are_one_archive(
    home: Path, tmp_path: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_dialogs, "file_target", Asked(tmp_path))

    async def main() -> None:
        async with opened(home) as window:
            first = await answer(window, lambda: type_prompt(window, "Hello"))
            second = await answer(window, lambda: type_prompt(window, "Again"))
            pane = pane_of(window)
            pane.open.open_beside(window.session.capture(first.capture_id))
            assert len(pane.open.sources) == 2
            menu = pane.copies.show_capture_menu()
            entry = next(a for a in menu.actions() if "2 open" in a.text())
            entry.trigger()
            menu.close()
            await until(lambda: window.toast.text == "Saved as captures.har.")
            found = captures((tmp_path / "captures.har").read_bytes(), "all")
            assert [read(c.records).text for c in found] == [second.text, first.text]

    run_qt(main())
