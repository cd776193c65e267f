"""The two sheets of the Help menu: the keys, and what this program is."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from typing import TypeAlias

from PySide6.QtCore import QCoreApplication, QSize, Qt, qVersion
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QWidget,
)

from gemini_desktop import __version__
from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.controls import Label, caption
from gemini_desktop.ui.controls.search_edit import SearchEdit
from gemini_desktop.ui.controls.sheet import Sheet

Group: TypeAlias = tuple[str, Sequence[tuple[str, str]]]
"""A heading, then words and their keys."""

_KEYS_SIZE = (620, 640)
_ABOUT_WIDTH = 420


def show_shortcuts(
    over: QWidget, groups: Sequence[Group], when_closed: Callable[[], None]
) -> ShortcutsSheet:
    """Open the list of keys, in the place of what is open of these sheets."""
    _close_others(over)
    sheet = ShortcutsSheet(over, groups)
    sheet.closed.connect(when_closed)
    sheet.open()
    return sheet


def show_about(over: QWidget, when_closed: Callable[[], None]) -> AboutSheet:
    """Open what this program is, in the place of what is open of these sheets."""
    _close_others(over)
    sheet = AboutSheet(over)
    sheet.closed.connect(when_closed)
    sheet.open()
    return sheet


def _close_others(over: QWidget) -> None:
    for other in over.findChildren(HelpSheet):
        other.hide()


class HelpSheet(Sheet):
    """Deleted when it is closed."""

    def __init__(self, over: QWidget, title: str, name: str) -> None:
        super().__init__(over, name, title, "closeHelpButton")
        self.closed.connect(self.deleteLater)


class ShortcutsSheet(HelpSheet):
    """All keys, under headings; what is typed above leaves the rows that have it."""

    def __init__(self, over: QWidget, groups: Sequence[Group]) -> None:
        super().__init__(over, _tr("Keyboard shortcuts"), "shortcutsSheet")
        self.field = SearchEdit("shortcutsField", _tr("Search for words or keys"))
        self.field.setPlaceholderText(_tr("Search"))
        self._none = Label(_tr("No shortcut has these words."), tone="3")
        self._rows: list[tuple[str, str, tuple[QWidget, ...]]] = []
        """A row's heading, its words in small letters, and its widgets."""
        self._headings: dict[str, QWidget] = {}
        content = QWidget()
        grid = QGridLayout(content)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        for heading, rows in groups:
            self._add(grid, heading, rows)
        grid.setRowStretch(grid.rowCount(), 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(content)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(_tr("Keyboard shortcuts"))
        for ground in (scroll.viewport(), content):  # that of the sheet
            ground.setAutoFillBackground(False)
        self._column.addWidget(self.field)
        self._column.addWidget(self._none)
        self._column.addWidget(scroll, 1)
        self.field.textChanged.connect(self._find)
        self._none.hide()

    def open(self) -> None:
        """Show it; one can type at once."""
        super().open()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def words(self) -> list[str]:
        """Those of the rows that are to be seen."""
        rows = (widgets[0] for _, _, widgets in self._rows if not widgets[0].isHidden())
        return [row.text() for row in rows if isinstance(row, Label)]

    def _add(self, grid: QGridLayout, heading: str, rows: Sequence[tuple[str, str]]) -> None:
        title = caption(heading)
        title.setContentsMargins(0, 10 if self._headings else 0, 0, 0)
        self._headings[heading] = title
        grid.addWidget(title, grid.rowCount(), 0, 1, 2)
        for words, keys in rows:
            row = grid.rowCount()
            widgets = (Label(words, wrap=True), Label(keys, size=12, mono=True, tone="2"))
            grid.addWidget(widgets[0], row, 0)
            grid.addWidget(widgets[1], row, 1, Qt.AlignmentFlag.AlignRight)
            self._rows.append((heading, f"{heading} {words} {keys}".casefold(), widgets))

    def _find(self, text: str) -> None:
        needles = text.casefold().split()
        found = set()
        for heading, words, widgets in self._rows:
            fits = all(needle in words for needle in needles)
            for widget in widgets:
                widget.setVisible(fits)
            if fits:
                found.add(heading)
        for heading, title in self._headings.items():
            title.setVisible(heading in found)
        self._none.setVisible(not found)

    def _place(self) -> None:
        self._centre(*map(theme.scaled, _KEYS_SIZE))


class AboutSheet(HelpSheet):
    """What this program is, and the versions that a report of a fault needs."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, _tr("About Gemini Desktop"), "aboutSheet")
        picture = QLabel()
        picture.setPixmap(icons.app_icon().pixmap(QSize(56, 56), over.devicePixelRatioF()))
        picture.setAccessibleName("Gemini Desktop")
        says = Label(_tr("Chat, and every byte of the stream beside what it meant."), wrap=True)
        versions = Label(
            f"Gemini Desktop {__version__}\n"
            f"Python {platform.python_version()}\nQt {qVersion()}\n{platform.platform()}",
            size=12,
            mono=True,
            tone="2",
            wrap=True,
        )
        versions.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        licence = _tr("MIT licence. Icons: Lucide, ISC licence. Not a product of Google.")
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(says, 1)
        self._column.addLayout(row)
        self._column.addWidget(versions)
        self._column.addWidget(Label(licence, size=12, tone="3", wrap=True))

    def open(self) -> None:
        """Show it."""
        super().open()
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        self._centre_by_words(theme.scaled(_ABOUT_WIDTH))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Help", text)
