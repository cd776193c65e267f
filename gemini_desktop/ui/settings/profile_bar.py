"""Which profile is in use, and the menu that adds, copies, renames and removes profiles."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from gemini_desktop.ui.controls import ComboBox, IconButton, Label


class ProfileBar(QWidget):
    """Knows the profiles' names only. Renaming happens in place: Enter keeps, Esc drops."""

    selected = Signal(str)
    add_requested = Signal()
    duplicate_requested = Signal()
    remove_requested = Signal()
    renamed = Signal(str, str)
    """The old and the new name, which is free and not blank."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._current = ""
        self.box = ComboBox("profileBox")
        self.box.setAccessibleName(self.tr("Profile"))
        self.box.activated.connect(self._activated)
        self._name = QLineEdit()
        self._name.setObjectName("profileNameEdit")
        self._name.setAccessibleName(self.tr("New name of the profile"))
        self._name.editingFinished.connect(self._finish)
        self._name.installEventFilter(self)
        self._name.hide()
        self._error = Label(size=11.5, tone="red", wrap=True)
        self._error.hide()
        self._more = IconButton("ellipsis", self.tr("Profile actions"), "profileMenuButton")
        self._menu = QMenu(self)
        self._fill_menu()
        self._more.clicked.connect(self._open_menu)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.box, 1)
        row.addWidget(self._name, 1)
        row.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._error)

    @property
    def error(self) -> str:
        """What is wrong with the name that is being typed."""
        return self._error.text()

    def show_profiles(self, names: Sequence[str], current: str, *, fixed: bool) -> None:
        """`fixed`: the current one can neither be renamed nor removed."""
        self._names, self._current = tuple(names), current
        with QSignalBlocker(self.box):
            if [self.box.itemText(i) for i in range(self.box.count())] != list(names):
                self.box.clear()
                self.box.addItems(list(names))
            self.box.setCurrentText(current)
        self._rename.setEnabled(not fixed)
        self._remove.setEnabled(not fixed and len(names) > 1)

    def start_rename(self) -> None:
        """Turn the list into an input that holds the name."""
        self.box.hide()
        self._name.setText(self._current)
        self._name.show()
        self._name.selectAll()
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt."""
        if (
            watched is self._name
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self._stop_rename()
            return True
        return super().eventFilter(watched, event)

    def _fill_menu(self) -> None:
        self._menu.addAction(self.tr("Add profile"), self.add_requested.emit)
        self._menu.addAction(self.tr("Duplicate"), self.duplicate_requested.emit)
        self._rename = self._menu.addAction(self.tr("Rename"), self.start_rename)
        self._menu.addSeparator()
        self._remove = self._menu.addAction(self.tr("Remove"), self.remove_requested.emit)

    def _open_menu(self) -> None:
        self._menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _activated(self) -> None:
        name = self.box.currentText()
        if name != self._current:
            self.selected.emit(name)

    def _finish(self) -> None:
        if self._name.isHidden():
            return
        from gemini_desktop.ui.settings import check

        new = self._name.text().strip()
        error = check.profile_name(new, frozenset(self._names) - {self._current})
        self._error.setText(error)
        self._error.setVisible(bool(error))
        if error:
            return
        old = self._current
        self._stop_rename()
        if new != old:
            self.renamed.emit(old, new)

    def _stop_rename(self) -> None:
        self._error.setText("")
        self._error.hide()
        self._name.hide()
        self.box.show()
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)
