"""The page of the merged answer.

Nothing is put together until somebody looks: then the events so far are decoded again, in short
turns, and what comes after follows.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from gemini_desktop.core.capture import Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.json.spans import Path
from gemini_desktop.core.merged import Merged, Merger
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.controls import Badge, Chip, IconButton, Label
from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.inspector.loader import Loader
from gemini_desktop.ui.inspector.merged.merged_tree import MergedTree
from gemini_desktop.ui.inspector.merged.origin_strip import OriginStrip
from gemini_desktop.ui.inspector.merged.unread import Unread
from gemini_desktop.ui.inspector.part import Batch, Part

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource

_AGAIN_MS = 400
"""While events come, the tree is made anew as often as this at the most."""
_DEAR = 20
"""And never for more than one part of so many of the time."""


class MergedPage(QWidget, Part):
    """A tree, a line above it that says what it is, and one below it for the chosen value."""

    event_chosen = Signal(int)
    """The first event of the value that the user chose."""
    event_wanted = Signal(int)
    """The event that is to be shown on its page."""

    def __init__(self, unread: Unread, parent: QWidget | None = None) -> None:
        """It goes on from what came before it was there."""
        super().__init__(parent)
        self._source = unread.source
        self._merger = unread.merger
        self._chunks = unread.chunks
        self._pending: list[Chunk] = []
        self._over = unread.over
        self._opened = self._stale = False
        self._result = self._merger.result()
        self._loader = Loader(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AGAIN_MS)
        self.tree = MergedTree()
        self.strip = OriginStrip()
        self._what = Label(size=12.5, tone="2", elide=True)
        self._conflicts = Chip("", "amber", icon_name="triangle-alert", object_name="nextConflict")
        self._conflicts.setToolTip(self.tr("Choose the next contradiction"))
        self._unfinished = Badge(self.tr("So far"), "accent")
        self._empty = Label(size=12.5, tone="3", wrap=True)
        self._copy = IconButton("copy", self.tr("Copy the answer as JSON"), "copyMerged", size=28)
        self._lay_out()
        self._connect()
        self._show()

    @property
    def result(self) -> Merged:
        """What is shown."""
        return self._result

    @property
    def reading(self) -> bool:
        """Whether events that came before the page was opened are still being read."""
        return self._loader.running

    def start(self, source: CaptureSource | None) -> None:
        """Another capture, of which nothing is known yet."""
        self._loader.stop()
        self._timer.stop()
        self._source = source
        self._merger = Merger()
        self._chunks, self._pending = 0, []
        self._opened = self._over = False
        self.strip.show_origin((), (), None)
        self._show()
        if self.isVisible():
            self._open()

    def take(self, batch: Batch) -> None:
        """Count what came; put it together once the page was opened."""
        for record in batch.records:
            self._merger.record(record)
        if not self._opened:
            self._chunks += len(batch.chunks)
        elif self._loader.running:
            self._pending += batch.chunks
        else:
            self._add(list(batch.chunks))

    def refresh(self) -> None:
        """Make the tree anew soon, if it is in sight."""
        if self._stale and self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def finish(self, _turn: Turn) -> None:
        """The exchange is over."""
        self._over = True
        if self._opened and not self._loader.running:
            self._show()

    def keep(self) -> object:
        """What was put together, if all of it is."""
        whole = self._over and self._opened and not self._loader.running
        return self._merger if whole else None

    def take_back(self, kept: object) -> None:
        """Show again what was put together before."""
        if isinstance(kept, Merger):
            self._loader.stop()
            self._merger = kept
            self._opened = self._over = True
            self._show()

    def stop(self) -> None:
        """Leave all work half done (the window closes)."""
        self._loader.stop()
        self._timer.stop()

    def copy(self) -> None:
        """Put the answer on the clipboard."""
        text = json.dumps(self._result.value, ensure_ascii=False, indent=2)
        QGuiApplication.clipboard().setText(text)

    def showEvent(self, event: QShowEvent) -> None:
        """Called by Qt."""
        super().showEvent(event)
        if not self._opened:
            self._open()
        elif self._stale:
            self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Called by Qt."""
        super().hideEvent(event)
        self._timer.stop()

    def _open(self) -> None:
        """Read what came before; what comes meanwhile waits."""
        if self._source is None:
            return
        self._opened = True
        if self._chunks:
            self._loader.join(self._source, sys.maxsize, self._chunks)

    def _loaded(self, _records: list[Record], chunks: list[Chunk]) -> None:
        self._add(chunks)
        self.refresh()

    def _caught_up(self) -> None:
        pending, self._pending = self._pending, []
        self._add(pending)
        self._show()

    def _add(self, chunks: list[Chunk]) -> None:
        for chunk in chunks:
            self._merger.take(chunk)
        self._stale = self._stale or bool(chunks)

    def _show(self) -> None:
        began = time.perf_counter()
        self._stale = False
        self._result = result = self._merger.result()
        self.tree.show_merged(result, self._merger)
        shown = result.value is not None
        self._stack.setCurrentWidget(self.tree if shown else self._empty)
        self._head.setVisible(shown)
        self._what.setText(self._words(result))
        self._unfinished.setVisible(not self._over)
        count = len(result.conflicts)
        self._conflicts.setVisible(count > 0)
        self._conflicts.set_text(self.tr("Contradictions {0}").format(number_text(count)))
        if not shown:
            self._empty.setText(self._empty_words())
        cost_ms = (time.perf_counter() - began) * 1e3
        self._timer.setInterval(max(_AGAIN_MS, int(cost_ms * _DEAR)))

    def _words(self, result: Merged) -> str:
        kind = result.kind or self.tr("Unknown protocol: the last event")
        if not result.kind:
            return kind
        if result.events == 1:
            return self.tr("{0} · assembled from 1 event").format(kind)
        words = self.tr("{0} · assembled from {1} events")
        return words.format(kind, number_text(result.events))

    def _empty_words(self) -> str:
        if self._over:
            return self.tr("There is nothing to put together: no event of this exchange is JSON.")
        return self.tr("What the call would have returned without streaming appears here.")

    def _path_changed(self, path: Path) -> None:
        numbers = self._merger.origins(path) if path else ()
        self.strip.show_origin(path, numbers, self.tree.conflict(path))

    def _clicked(self) -> None:
        if numbers := self._merger.origins(self.tree.chosen_path()):
            self.event_chosen.emit(numbers[0])

    def _entered(self, path: Path) -> None:
        if numbers := self._merger.origins(path):
            self.event_wanted.emit(numbers[0])

    def _next_conflict(self) -> None:
        paths = [each.path for each in self._result.conflicts]
        here = self.tree.chosen_path()
        at = paths.index(here) + 1 if here in paths else 0
        if paths:
            self.tree.choose_path(paths[at % len(paths)])
            self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self._timer.timeout.connect(self._show)
        self._loader.loaded.connect(self._loaded)
        self._loader.caught_up.connect(self._caught_up)
        self.tree.path_changed.connect(self._path_changed)
        self.tree.clicked.connect(self._clicked)
        self.tree.entered.connect(self._entered)
        self.tree.bytes_wanted.connect(self._entered)
        self.strip.event_wanted.connect(self.event_wanted)
        self._conflicts.clicked.connect(self._next_conflict)
        self._copy.clicked.connect(self.copy)

    def _lay_out(self) -> None:
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(16, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self._what, 1)
        row.addWidget(self._unfinished)
        row.addWidget(self._conflicts)
        row.addWidget(self._copy)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setContentsMargins(24, 0, 24, 0)
        middle = QWidget()
        self._stack = QStackedLayout(middle)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.tree)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        inset = QHBoxLayout()
        inset.setContentsMargins(8, 0, 0, 0)
        inset.addWidget(middle)
        column.addLayout(inset, 1)
        column.addWidget(self.strip)
