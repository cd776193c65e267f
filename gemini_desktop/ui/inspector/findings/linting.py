"""The linter over the capture that is shown, whether anybody looks at what it finds or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.inspector.part import Batch, Part

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.core.lint import Linter
    from gemini_desktop.session.live import CaptureSource


class Linting(QObject, Part):
    """Runs over what comes in, live or stored."""

    counted = Signal(int)
    """How many findings there are, whenever that changes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.source: CaptureSource | None = None
        self._linter: Linter | None = None
        self.over = False
        """Whether the exchange has ended."""
        self._count = 0

    @property
    def linter(self) -> Linter:
        """What looks, and what it has found. Made, with all its rules, when something comes."""
        if self._linter is None:
            from gemini_desktop.core.lint import Linter

            self._linter = Linter()
        return self._linter

    def start(self, source: CaptureSource | None) -> None:
        """Another capture, of which nothing is known yet."""
        self.source = source
        self._linter = None
        self.over = False
        self._tell()

    def take(self, batch: Batch) -> None:
        """Look for what is odd about these."""
        for record in batch.records:
            self.linter.take(record)
        for chunk in batch.chunks:
            self.linter.chunk(chunk)

    def refresh(self) -> None:
        """Tell how many there are."""
        self._tell()

    def finish(self, turn: Turn) -> None:
        """The exchange is over: now what is missing at its end can be told."""
        if not self.over:
            self.over = True
            self.linter.close(turn)
            self._tell()

    def keep(self) -> object:
        """What was found, once all of it is."""
        return self.linter if self.over else None

    def take_back(self, kept: object) -> None:
        """What was found before."""
        from gemini_desktop.core.lint import Linter

        if isinstance(kept, Linter):
            self._linter, self.over = kept, True
            self._tell()

    def _tell(self) -> None:
        count = sum(self._linter.findings.counts.values()) if self._linter is not None else 0
        if count != self._count:
            self._count = count
            self.counted.emit(count)
