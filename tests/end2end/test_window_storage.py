"""Storage in the whole window: measured, over the limit, recordings removed and back again."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.store.captures import Captures
from gemini_desktop.ui.presenters import storage as storage_presenter
from gemini_desktop.ui.storage.sheet import RecordingsSheet
from tests.end2end.test_window import answer, opened, type_prompt, until
from tests.support import RunCoroutine


def in_view(widget: QWidget, viewport: QWidget) -> bool:
    return viewport.rect().contains(QRect(widget.mapTo(viewport, QPoint(0, 0)), widget.size()))


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage_presenter, "_FIRST_AFTER_MS", 0)


def test_a_recording_is_removed_and_comes_back(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            turn = await answer(window, lambda: type_prompt(window, "The first"))
            group = window.settings_pane.below.storage
            await until(lambda: group.total.text().endswith("in all"))
            group.choose.click()
            await until(lambda: window.findChild(RecordingsSheet) is not None)
            sheet = window.findChild(RecordingsSheet)
            assert sheet is not None
            sheet.model.choose({turn.capture_id})
            sheet.remove.click()
            await until(lambda: group.undo.isVisibleTo(group))
            assert "A recording removed" in window.toast.text
            assert await window.session.storage.recordings() == []
            group.undo.click()
            await until(lambda: "are back" in group.note.text())
            assert len(await window.session.storage.recordings()) == 1
            assert not group.undo.isVisibleTo(group)
        assert Captures(home).ids() == [turn.capture_id]

    run_qt(main())


def test_what_an_answer_took_is_told_after_a_while(
    home: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage_presenter, "_AGAIN_AFTER_S", 1.0)

    async def main() -> None:
        async with opened(home) as window:
            group = window.settings_pane.below.storage
            window.show_settings()
            await until(lambda: group.total.text().endswith("in all"))
            assert group._sizes["captures"].text() == "0 B"
            await answer(window, lambda: type_prompt(window, "The first"))
            await until(lambda: group._sizes["captures"].text() != "0 B")

    run_qt(main())


def test_it_is_measured_when_somebody_scrolls_there_first(
    home: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figures at the start are not what was sent and received since."""
    monkeypatch.setattr(storage_presenter, "_AGAIN_AFTER_S", 0.0)

    async def main() -> None:
        async with opened(home) as window:
            await until(lambda: window.presenter._storage._found is not None)
            await answer(window, lambda: type_prompt(window, "The first"))
            window.show_settings()
            group = window.settings_pane.below.storage
            await until(lambda: group._sizes["captures"].text() not in ("", "0 B"))

    run_qt(main())


def test_what_an_import_took_is_measured_too(
    home: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage_presenter, "_AGAIN_AFTER_S", 0.0)
    samples = Path(__file__).parents[1] / "core" / "importing" / "samples"

    async def main() -> None:
        async with opened(home) as window:
            group = window.settings_pane.below.storage
            window.show_settings()
            await until(lambda: group.total.text().endswith("in all"))
            before = group.total.text()
            window.presenter.open_files([samples / "claude.json"])
            await until(lambda: "has chats in it" in window.toast.text)
            window.show_settings()  # the inspector had its place
            window.toast._act()
            await until(lambda: group.total.text() != before)

    run_qt(main())


def test_more_than_the_limit_is_told_with_the_way_out(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "The first"))
            group = window.settings_pane.below.storage
            group.cap_selected.emit(10_000)
            await until(lambda: "more than the limit" in window.toast.text)
            assert group.over.isVisibleTo(group)
            assert window.session.settings.storage_cap_bytes == 10_000
            assert len(Captures(home).ids()) == 1
            window.toast._act()
            await until(lambda: window.findChild(RecordingsSheet) is not None)
            sheet = window.findChild(RecordingsSheet)
            assert sheet is not None
            QTest.keyClick(sheet.table, Qt.Key.Key_Escape)
            await until(lambda: window.findChild(RecordingsSheet) is None)

    run_qt(main())


def test_each_deed_says_in_place_what_came_of_it(
    home: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            group = window.settings_pane.below.storage
            said = {
                "compact": "Compacted",
                "search": "search index",
                "unused": "All that is kept is needed",
                "spare": "Old copies removed",
            }
            (home / "library.db.before-2").write_bytes(b"old" * 1000)
            window.show_settings()
            window.activateWindow()
            group.deeds["compact"].setFocus()
            scroll = window.settings_pane._scroll
            scroll.verticalScrollBar().setValue(scroll.verticalScrollBar().maximum())
            for name, words in said.items():
                group.deeds[name].click()
                assert group.deeds["compact"].hasFocus() or name != "compact"
                await until(lambda words=words: words in group.note.text())  # type: ignore[misc]
                await until(lambda name=name: group.deeds[name].isEnabled())  # type: ignore[misc]
            await until(lambda: in_view(group.note, scroll.viewport()))
            assert not (home / "library.db.before-2").exists()

            async def fails() -> None:
                raise StoreError(Failure(kind="k", message="It did not work.", advice="Try."))

            monkeypatch.setattr(window.session.storage, "sweep", fails)
            group.deeds["unused"].click()
            await until(lambda: group.note.text() == "It did not work. Try.")

    run_qt(main())
