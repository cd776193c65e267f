"""The log leaves the window: saved, copied, and written to a file while it comes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from gemini_desktop.ui import file_dialogs
from tests.end2end.test_window import answer, opened, type_prompt, until
from tests.end2end.test_window_media import Asked
from tests.support import RunCoroutine


def test_saved_and_copied_it_is_the_same(
    home: Path, tmp_path: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(tmp_path)
    monkeypatch.setattr(file_dialogs, "file_target", asked)

    async def main() -> None:
        async with opened(home) as window:
            turn = await answer(window, lambda: type_prompt(window, "Hello"))
            page = window.inspector_pane.pages.log
            page.save_requested.emit(None)
            await until(lambda: window.toast.text.startswith("Saved"))
            text = (tmp_path / asked.names[0]).read_text("utf-8")
            assert asked.names[0].startswith("Hello 20")
            assert asked.names[0].endswith(".log")
            assert text.startswith("[RAW] data: {")
            assert text.rstrip().endswith(turn.text.strip().splitlines()[-1])
            clipboard = QGuiApplication.clipboard()
            clipboard.setText("")
            page.copy_requested.emit()
            await until(lambda: bool(clipboard.text()))
            assert clipboard.text() == text

    run_qt(main())


def test_the_file_goes_on_after_a_restart(
    home: Path, tmp_path: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_dialogs, "log_target", Asked(tmp_path))
    path = tmp_path / "gemini-stream.log"

    async def first() -> None:
        async with opened(home) as window:
            tools = window.inspector_pane.pages.log.tools
            assert tools.state.isHidden()
            tools.file.click()
            await until(tools.file.isChecked)
            await answer(window, lambda: type_prompt(window, "Hello"))

    async def second() -> None:
        async with opened(home) as window:
            tools = window.inspector_pane.pages.log.tools
            assert tools.file.isChecked()
            assert path.name in tools.state.text()
            await answer(window, lambda: type_prompt(window, "Hello again"))
            await until(lambda: path.read_text("utf-8").count("[COMPLETE_RESPONSE]:") == 2)
            tools.file.click()
            assert not tools.file.isChecked()

    async def third() -> None:
        async with opened(home) as window:
            assert not window.inspector_pane.pages.log.tools.file.isChecked()

    for part in (first, second, third):
        run_qt(part())


def test_a_full_disk_is_told_on_the_page_and_the_answer_comes(
    home: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> tuple[str, str]:
        async with opened(home) as window:
            window.session.stream_log.write_to(home / "gone" / "a.log")
            turn = await answer(window, lambda: type_prompt(window, "Hello"))
            assert turn.outcome is not None
            return turn.outcome.kind, window.inspector_pane.pages.log.tools.state.text()

    kind, words = run_qt(main())
    assert kind == "complete"
    assert "Could not write the log" in words
