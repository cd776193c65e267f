"""Quick filters under the field: a pill for each tag that events have, with their number."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import Chip
from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.inspector.events.tags import Tag

_SPACE = 6
_TONES = {
    Tag.RAW: "neutral",
    Tag.CHUNK: "accent",
    Tag.ERROR: "red",
    Tag.JSON_ERROR: "red",
    Tag.COMMENT: "violet",
    Tag.UNKNOWN: "amber",
    Tag.NOTE: "amber",
}


class FilterChips(QWidget):
    """RAW stands for all events: it is pressed while no other is, and lifts the others.

    Several pressed ones show the events that have one of these tags. A tag that no event has is
    not offered. The pills go on in another row where the room is too narrow for one.
    """

    chosen = Signal(object)
    """The tags of the pressed ones, a `Tag`; empty for all events."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("eventTags")
        self.setAccessibleName(self.tr("Quick filters"))
        self._names = {
            Tag.RAW: "RAW",
            Tag.CHUNK: "CHUNK",
            Tag.ERROR: "ERROR",
            Tag.JSON_ERROR: "JSON_ERROR",
            Tag.COMMENT: self.tr("Comments"),
            Tag.UNKNOWN: self.tr("Unknown"),
            Tag.NOTE: self.tr("Notes"),
        }
        tips = {
            Tag.RAW: self.tr("All events, as they came"),
            Tag.CHUNK: self.tr("Events that add to an answer's text"),
            Tag.ERROR: self.tr("Events with which the server says no"),
            Tag.JSON_ERROR: self.tr("Events that are no JSON or were cut off"),
            Tag.COMMENT: self.tr("Comments between the events, often to keep the line alive"),
            Tag.UNKNOWN: self.tr("Events with something that the API is not known to say"),
            Tag.NOTE: self.tr("Events that a note about this capture is about"),
        }
        self._counts: dict[Tag, int] = {}
        self._chips: dict[Tag, Chip] = {}
        for tag in Tag:
            chip = Chip("", _TONES[tag], object_name=f"tag{tag.name}", parent=self)
            chip.setCheckable(True)
            chip.setToolTip(tips[tag])
            chip.clicked.connect(self._clicked)
            self._chips[tag] = chip
        self._chips[Tag.RAW].setChecked(True)
        self.show_counts(dict.fromkeys(Tag, 0))
        theme.manager().changed.connect(self._place)

    @property
    def tags(self) -> Tag:
        """The tags of the pressed ones; empty for all events."""
        pressed = Tag(0)
        for tag, chip in self._chips.items():
            if tag != Tag.RAW and chip.isChecked():
                pressed |= tag
        return pressed

    def show_counts(self, counts: Mapping[Tag, int]) -> None:
        """Called once a frame: nothing is done for a number that stays."""
        fresh = False
        for tag, chip in self._chips.items():
            count = counts[tag]
            if count == self._counts.get(tag):
                continue
            fresh = True
            self._counts[tag] = count
            chip.set_text(f"{self._names[tag]} {number_text(count)}")
        if fresh:
            self._place()

    def choose(self, tags: Tag) -> None:
        """Press these, and no others."""
        for tag, chip in self._chips.items():
            chip.setChecked(bool(tags & tag) or (tag == Tag.RAW and not tags & ~Tag.RAW))
        self._place()
        self.chosen.emit(self.tags)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt."""
        super().resizeEvent(event)
        self._place()

    def _clicked(self) -> None:
        pressed = self.sender() is not self._chips[Tag.RAW]
        self.choose(self.tags if pressed else Tag(0))

    def _place(self) -> None:
        left = top = height = 0
        for tag, chip in self._chips.items():
            shown = self._counts[tag] > 0 or chip.isChecked()
            chip.setVisible(shown)
            if not shown:
                continue
            size = chip.sizeHint()
            if left and left + size.width() > self.width():
                left, top = 0, top + size.height() + _SPACE
            chip.setGeometry(left, top, size.width(), size.height())
            left += size.width() + _SPACE
            height = top + size.height()
        self.setFixedHeight(height)
