"""What of a conversation goes into the file: a switch for each part that the form can hold."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from gemini_desktop.core.export.wanted import ChatForm, Wanted
from gemini_desktop.ui.controls import Toggle

_PEOPLE = frozenset({"thoughts", "tools", "usage", "times", "branches", "beside"})
_HELD: dict[ChatForm, frozenset[str]] = {
    "markdown": _PEOPLE,
    "html": _PEOPLE,
    "text": _PEOPLE,
    "pdf": _PEOPLE - {"beside"},
    "json": frozenset({"beside"}),
    "openai": frozenset({"tools"}),
    "gemini": frozenset({"thoughts", "tools"}),
}
"""What can be chosen; a form for programs holds everything else that it has a word for."""


class Parts(QWidget):
    """Two columns of switches."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        rows = (
            ("thoughts", self.tr("Thoughts"), ""),
            ("tools", self.tr("Calls and results"), ""),
            ("usage", self.tr("Tokens"), ""),
            ("times", self.tr("Times"), ""),
            ("branches", self.tr("All branches"), self.tr("Other answers and edited prompts too")),
            (
                "beside",
                self.tr("Media in a folder"),
                self.tr("Pictures and sounds in a folder beside the file, not in it"),
            ),
        )
        self._toggles: dict[str, Toggle] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(2)
        for name, label, tip in rows:
            toggle = Toggle(label, f"export_{name}")
            toggle.setToolTip(tip or label)
            toggle.setAccessibleDescription(tip)
            toggle.toggled.connect(self._toggled)
            self._toggles[name] = toggle
        self.show_for("markdown")

    def show_for(self, form: ChatForm) -> None:
        """Show the switches that have a meaning for this form."""
        shown = [name for name in self._toggles if name in _HELD[form]]
        for toggle in self._toggles.values():
            self._grid.removeWidget(toggle)
        for place, name in enumerate(shown):
            self._grid.addWidget(self._toggles[name], place // 2, place % 2)
        for name, toggle in self._toggles.items():
            toggle.setVisible(name in shown)

    def wanted(self) -> Wanted:
        """As the switches stand; those out of sight keep their place."""
        return Wanted(**{name: toggle.isChecked() for name, toggle in self._toggles.items()})

    def set_wanted(self, wanted: Wanted) -> None:
        """Put the switches so, without a signal."""
        for name, toggle in self._toggles.items():
            before = toggle.blockSignals(True)  # noqa: FBT003 - Qt's way
            toggle.setChecked(bool(getattr(wanted, name)))
            toggle.blockSignals(before)

    def _toggled(self, _: bool) -> None:
        self.changed.emit()
