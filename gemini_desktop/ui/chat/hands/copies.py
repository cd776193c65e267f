"""Copies of a selection, an answer or the whole conversation, as Markdown or as plain text; what
takes long to make (see `copied_text`) is made between frames."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from time import perf_counter

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

from gemini_desktop.ui.chat.hands import copying
from gemini_desktop.ui.chat.hands.selection import Selection
from gemini_desktop.ui.chat.scrolled_page import ScrolledPage

_AT_ONCE_S = 0.03
_SLICE_S = 0.006
_STEPS = 20
"""So many are made before the clock is looked at: what is short is copied at once."""


class Copies(QObject):
    """Puts one copy after another on the clipboard; a new one takes the place of one not ready."""

    def __init__(
        self,
        view: ScrolledPage,
        selection: Selection,
        mode: QClipboard.Mode = QClipboard.Mode.Clipboard,
    ) -> None:
        super().__init__(view)
        self._mode = mode
        self._view = view
        self._selection = selection
        self._parts: list[str] = []
        self._steps: Iterator[str] | None = None
        self._rest = QTimer(self, interval=4, singleShot=True)
        self._rest.timeout.connect(self._go_on)

    @property
    def ready(self) -> bool:
        """Whether what was asked for is on the clipboard."""
        return self._steps is None

    def copy_selection(self) -> None:
        """What is selected: whole blocks as they came, parts of them as they are seen."""
        ends = self._selection.ends()
        if ends is None:
            return
        from gemini_desktop.ui.chat.hands import copied_text

        if (ends[0].row, ends[0].block) == (ends[1].row, ends[1].block):
            self._begin(iter([self._selection.text(self._view.page)]))
        else:
            self._begin(copied_text.exact(self._view.page, self._selection))

    def copy(self, row: int | None, *, plain: bool) -> None:
        """The selection; where there is none, the answer (or prompt) in this row."""
        from gemini_desktop.ui.chat.hands import copied_text

        page, ends = self._view.page, self._selection.ends()
        if ends is not None:
            self._begin(copied_text.selected(page, *ends, plain=plain))
        elif row is not None:
            self._begin(copied_text.turn(page.rows[row], plain=plain))

    def copy_conversation(self, *, plain: bool) -> None:
        """All prompts and answers, each under a heading."""
        from gemini_desktop.ui.chat.hands import copied_text

        self._begin(copied_text.conversation(self._view.page, plain=plain))

    def finish(self) -> None:
        """Copy the rest at once: the page is about to show other turns."""
        self._work(inf)

    def _begin(self, steps: Iterator[str]) -> None:
        self._rest.stop()
        self._parts, self._steps = [], steps
        self._work(_AT_ONCE_S)

    def _go_on(self) -> None:
        self._work(_SLICE_S)

    def _work(self, budget_s: float) -> None:
        until, steps = perf_counter() + budget_s, 0
        while self._steps is not None:
            part = next(self._steps, None)
            if part is None:
                self._steps = None
                if text := copying.whole("".join(self._parts)):
                    QGuiApplication.clipboard().setText(text, self._mode)
                self._parts = []
            elif (steps := steps + 1) > _STEPS and perf_counter() > until:
                self._parts.append(part)
                self._rest.start()
                return
            else:
                self._parts.append(part)
