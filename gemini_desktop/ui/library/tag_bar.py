"""The tags above the list: pressing one shows only the conversations that have it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gemini_desktop.ui.controls import Chip
from gemini_desktop.ui.library.flow import Flow
from gemini_desktop.ui.library.tag_chip import TagChip

FEW = 4
"""So many, the most used ones, until all are wanted."""


class TagBar(QWidget):
    """At most one is chosen; pressing it again chooses none. Hidden while there are no tags."""

    chosen = Signal(str)
    """A tag, empty for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tagBar")
        self.setAccessibleName(self.tr("Tags"))
        self.tag = ""
        self._counts: dict[str, int] = {}
        self._all = False
        self._flow = Flow(self)
        self._more = Chip("", object_name="moreTags", parent=self)
        self._more.clicked.connect(self._toggle)
        self.hide()

    def show_tags(self, counts: Mapping[str, int]) -> None:
        """Offer these: how many conversations have each. A chosen one that is no more is left."""
        counts = dict(sorted(counts.items(), key=lambda each: (-each[1], each[0].casefold())))
        if counts == self._counts and list(counts) == list(self._counts):
            return
        self._counts = counts
        if self.tag and self.tag not in counts:
            self._choose("")
        self._fill()

    def chips(self) -> list[TagChip]:
        """Those that are offered now."""
        items = (self._flow.itemAt(number) for number in range(self._flow.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, TagChip)]

    def _fill(self) -> None:
        focused = next((chip.tag for chip in self.chips() if chip.hasFocus()), "")
        self._flow.removeWidget(self._more)
        self._flow.clear()
        shown = list(self._counts) if self._all else list(self._counts)[:FEW]
        if self.tag and self.tag not in shown:
            shown.append(self.tag)
        for tag in shown:
            count = self.locale().toString(self._counts[tag])
            chip = TagChip(tag, self.tr("Only chats tagged “{0}” ({1})").format(tag, count))
            chip.setCheckable(True)
            chip.setChecked(tag == self.tag)
            chip.clicked.connect(self._pressed)
            self._flow.add(chip)
            if tag == focused:
                chip.setFocus()
        more = len(self._counts) - FEW
        self._more.setVisible(more > 0)
        if more > 0:
            words = self.tr("Fewer") if self._all else self.tr("{0} more").format(more)
            self._more.set_text(words)
            self._more.setToolTip(self.tr("Fewer tags") if self._all else self.tr("All tags"))
        self._flow.addWidget(self._more)
        self.setVisible(bool(self._counts))
        self.updateGeometry()

    def _pressed(self) -> None:
        chip = self.sender()
        if isinstance(chip, TagChip):
            self._choose("" if chip.tag == self.tag else chip.tag)
            for each in self.chips():
                each.setChecked(each.tag == self.tag)

    def _choose(self, tag: str) -> None:
        self.tag = tag
        self.chosen.emit(tag)

    def _toggle(self) -> None:
        self._all = not self._all
        self._fill()
