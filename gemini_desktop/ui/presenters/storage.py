"""What everything takes on the disk: measured, told when it is too much, and given back."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject, QTimer

from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.session.storage import Recording, Usage
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.inspector.events.summary import size_text
from gemini_desktop.ui.presenters.saver import show_folder
from gemini_desktop.ui.settings.pane import SettingsPane

if TYPE_CHECKING:
    from gemini_desktop.ui.settings.below import Below
    from gemini_desktop.ui.settings.storage import Storage
    from gemini_desktop.ui.storage.sheet import RecordingsSheet

_FIRST_AFTER_MS = 3_000
"""The first seconds are the window's."""
_AGAIN_AFTER_S = 10.0
"""Every recording's folder is looked at, off the loop."""
_PROGRESS_EVERY_MS = 200


class StoragePresenter(QObject):
    """One a window."""

    def __init__(
        self, desk: Desk, settings: SettingsPane, opened: Callable[[], Awaitable[None]]
    ) -> None:
        """`opened` waits until the library can be read."""
        super().__init__(desk.window)
        self._opened = opened
        self._desk = desk
        self._group: Storage | None = None
        self._found: Usage | None = None
        """What was measured last."""
        self._open = False
        self._measured_s = -_AGAIN_AFTER_S
        self._told = self._doing = False
        self._removed: set[str] = set()
        """Recordings that were taken away in this run."""
        self._share = 0.0
        self._sheet: RecordingsSheet | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_FIRST_AFTER_MS)
        self._timer.timeout.connect(self._measure_soon)
        self._progress = QTimer(self)
        self._progress.setInterval(_PROGRESS_EVERY_MS)
        self._progress.timeout.connect(self._show_progress)
        self._deeds: dict[str, Callable[[], Coroutine[Any, Any, str]]] = {
            "unused": self._remove_unused,
            "compact": self._compact,
            "search": self._rebuild_search,
            "spare": self._remove_spare,
        }
        SettingsPane.below.when_made(settings, self._attend)
        desk.bridge.exchange_ended.connect(self.look_again)

    def _attend(self, below: Below) -> None:
        self._group = group = below.storage
        group.show_cap(self._desk.session.settings.storage_cap_bytes)
        group.measure_requested.connect(self._on_shown)
        group.folder_requested.connect(self._on_folder)
        group.cap_selected.connect(self._on_cap)
        group.choose_requested.connect(self.choose)
        group.undo_requested.connect(self._on_undo)
        group.deed_requested.connect(self._on_deed)
        if self._found is not None:
            group.show_usage(self._found)
        group.show_removed(len(self._removed))
        if group.isVisible():
            self._on_shown()  # it came into sight before anybody listened

    def begin(self) -> None:
        """The library is open."""
        self._open = True
        self._timer.start()

    def stop(self) -> None:
        """The program closes: what ends with it sets no more measuring in motion."""
        self._open = False
        self._timer.stop()
        self._progress.stop()

    def choose(self) -> None:
        """Offer the recordings for removal."""
        self._desk.spawn(self._choose(), "offer recordings for removal")

    # --- measuring -------------------------------------------------------------------------------

    def _on_shown(self) -> None:
        """At once, or as soon as measuring again is worth it: what came last is told, too."""
        wait_s = self._measured_s + _AGAIN_AFTER_S - time.monotonic()
        if self._open and not self._timer.isActive():
            self._timer.start(max(0, round(wait_s * 1000)))

    def look_again(self) -> None:
        """There is more now, or less: measured where anybody looks, or has set a limit."""
        seen = self._group is not None and self._group.isVisible()
        if self._desk.session.settings.storage_cap_bytes or seen:
            self._on_shown()

    def _measure_soon(self) -> None:
        self._measured_s = time.monotonic()
        self._desk.spawn(self._measure(), "measure what is taken")

    async def _measure(self) -> None:
        found = await self._desk.session.storage.measure()
        self._found = found
        if self._group is not None:
            self._group.show_usage(found)
        cap = self._desk.session.settings.storage_cap_bytes
        over = bool(cap) and found.total > cap
        if over and not self._told:
            self._desk.window.toast.tell_later(
                self.tr("Everything takes {0}, more than the limit of {1}.").format(
                    size_text(found.total), size_text(cap)
                ),
                self.tr("Choose what to remove…"),
                self.choose,
            )
        self._told = over

    def _on_cap(self, cap: int) -> None:
        self._desk.session.change(storage_cap_bytes=cap)
        if self._group is not None:
            self._group.show_cap(cap)
        self._told = False
        self._measure_soon()

    def _on_folder(self) -> None:
        show_folder(self._desk.session.home)

    # --- recordings ------------------------------------------------------------------------------

    async def _choose(self) -> None:
        await self._opened()
        found = await self._desk.session.storage.recordings()
        if not found:
            self._note(self.tr("There is no recording to remove."))
            self._desk.say(self.tr("There is no recording to remove."))
            return
        if self._sheet is None:
            from gemini_desktop.ui.storage.sheet import RecordingsSheet

            self._sheet = RecordingsSheet(found, self._desk.window)
            self._sheet.remove_requested.connect(self._on_remove)
            self._sheet.closed.connect(self._on_closed)
        self._sheet.open()

    def _on_closed(self) -> None:
        self._desk.window.focus_prompt()
        if self._sheet is not None:
            self._sheet.deleteLater()
            self._sheet = None

    def _on_remove(self, chosen: list[Recording]) -> None:
        self._desk.spawn(self._remove(chosen), "remove recordings")

    async def _remove(self, chosen: list[Recording]) -> None:
        ids = {each.id for each in chosen}
        await self._desk.session.storage.remove(ids)
        self._removed |= ids
        self._show_removed()
        words = self.tr("{0} recordings removed ({1}); their room is free when the window closes.")
        if len(chosen) == 1:
            words = self.tr("A recording removed ({1}); its room is free when the window closes.")
        size = size_text(sum(each.bytes for each in chosen))
        self._note("")
        self._desk.window.show_message(
            words.format(QLocale().toString(len(chosen)), size), self.tr("Undo"), self._on_undo
        )

    def _on_undo(self) -> None:
        self._desk.spawn(self._undo(), "bring recordings back")

    async def _undo(self) -> None:
        ids = set(self._removed)
        await self._desk.session.storage.restore(ids)
        self._removed -= ids  # not before: what fails can be tried again
        self._show_removed()
        self._note(self.tr("All recordings are back."))

    def _show_removed(self) -> None:
        if self._group is not None:
            self._group.show_removed(len(self._removed))

    def _note(self, sentence: str) -> None:
        """Say in the group how far something is, or what came of it; empty for nothing."""
        if self._group is not None:
            self._group.say(sentence)

    def _begin_deed(self, name: str) -> None:
        """One at a time. The button that was pressed stays enabled: else it would give the keys to
        whatever comes next."""
        self._doing = True
        if self._group is not None:
            for other, button in self._group.deeds.items():
                button.setEnabled(other == name)

    def _end_deed(self) -> None:
        self._doing = False
        if self._group is not None:
            for button in self._group.deeds.values():
                button.setEnabled(True)

    # --- the rest --------------------------------------------------------------------------------

    def _on_deed(self, name: str) -> None:
        if not self._doing:
            self._begin_deed(name)
            self._desk.spawn(self._do(name), "give room back")

    async def _do(self, name: str) -> None:
        try:
            await self._opened()
            sentence = await self._deeds[name]()
        except GeminiDesktopError as error:
            sentence = error.failure.in_words
        finally:
            self._progress.stop()
            self._end_deed()
        self._note(sentence)
        await self._measure()

    async def _remove_unused(self) -> str:
        self._note(self.tr("Looking for what nothing needs…"))
        swept = await self._desk.session.storage.sweep()
        if swept.count:
            words = self.tr("{0} files removed, {1} are free.")
            if swept.count == 1:
                words = self.tr("A file removed, {1} are free.")
            return words.format(QLocale().toString(swept.count), size_text(swept.bytes))
        if swept.young:
            return self.tr("Nothing yet: what was kept within the last hour stays for now.")
        return self.tr("All that is kept is needed.")

    async def _compact(self) -> str:
        self._share = 0.0
        self._show_progress()
        self._progress.start()
        freed = await self._desk.session.storage.compact(self._on_share)
        return self.tr("Compacted; {0} are free.").format(size_text(freed))

    def _on_share(self, share: float) -> None:
        self._share = share  # in the database's thread; the timer shows it

    def _show_progress(self) -> None:
        self._note(self.tr("Compacting… {0} %").format(round(100 * self._share)))

    async def _rebuild_search(self) -> str:
        await self._desk.session.storage.rebuild_search()
        return self.tr("The search index is made again behind everything else.")

    async def _remove_spare(self) -> str:
        freed = await self._desk.session.storage.remove_spare()
        return self.tr("Old copies removed, {0} are free.").format(size_text(freed))
