"""Below the tree: the events that the chosen value came from, and their contradictions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gemini_desktop.core.json.spans import Path, path_text
from gemini_desktop.core.merged import Conflict
from gemini_desktop.core.visible import visible
from gemini_desktop.ui.controls import Chip, Hairline, Label
from gemini_desktop.ui.inspector.detail.json_model import value_text
from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.inspector.merged.merged_tree import origin_words

_MOST_CHIPS = 3
_MOST_VALUES = 5


class OriginStrip(QWidget):
    """Hidden while nothing is chosen."""

    event_wanted = Signal(int)
    """The number of an event that is to be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mergedOrigin")
        self._path = Label(size=12, mono=True, elide=True)
        self._words = Label(size=12, tone="2", wrap=True)
        self._chips = [self._chip(place) for place in range(_MOST_CHIPS)]
        self._events: list[int] = []
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._path, 1)
        for chip in self._chips:
            row.addWidget(chip)
        inner = QVBoxLayout()
        inner.setContentsMargins(16, 8, 12, 10)
        inner.setSpacing(4)
        inner.addLayout(row)
        inner.addWidget(self._words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addLayout(inner)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def show_origin(self, path: Path, numbers: Sequence[int], conflict: Conflict | None) -> None:
        """Tell where the value at this path came from; an empty path hides it."""
        self.setVisible(bool(path))
        if not path:
            return
        self._path.setText(path_text(path))
        if conflict is not None:
            self._words.setText(self._contradiction(conflict))
            self._words.set_tone("amber")
            self._offer([number for number, _ in conflict.values])
            return
        words = origin_words(numbers)
        self._words.setText(self.tr("From {0}").format(words) if words else "")
        self._words.set_tone("2")
        self._offer([numbers[0], numbers[-1]] if len(numbers) > 1 else list(numbers))

    def _offer(self, events: list[int]) -> None:
        if len(events) > _MOST_CHIPS:
            events = [*events[: _MOST_CHIPS - 1], events[-1]]
        self._events = events
        for place, chip in enumerate(self._chips):
            chip.setVisible(place < len(events))
            if place < len(events):
                words = self.tr("Event {0}").format(number_text(events[place] + 1))
                chip.set_text(words)
                chip.setToolTip(self.tr("Turn to this event in the table"))

    def _contradiction(self, conflict: Conflict) -> str:
        told = [
            self.tr("event {0} says {1}").format(
                number_text(number + 1), visible(value_text(value))
            )
            for number, value in conflict.values[:_MOST_VALUES]
        ]
        if len(conflict.values) > _MOST_VALUES:
            told.append("…")
        last = self.tr("The last one stands above.")
        return self.tr("Contradiction: {0}. {1}").format("; ".join(told), last)

    def _chip(self, place: int) -> Chip:
        chip = Chip("", object_name=f"mergedEvent{place}")
        chip.clicked.connect(self._clicked)
        return chip

    def _clicked(self) -> None:
        chip = self.sender()
        if isinstance(chip, Chip) and (place := self._chips.index(chip)) < len(self._events):
            self.event_wanted.emit(self._events[place])
