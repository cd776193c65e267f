"""The groups for what is seldom touched: raw JSON, and the look."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import Field, Segmented, TextArea
from gemini_desktop.ui.settings import check
from gemini_desktop.ui.settings.group import Group


class RawJson(Group):
    """An object that is merged over the body that was built: the user has the last word."""

    edited = Signal(object)
    """dict: what is there now, if it is right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Advanced"))
        self._value: dict[str, Any] = {}
        self.area = TextArea("rawJsonEdit", least=3, most=12, mono=True)
        self.area.setPlaceholderText('{ "generationConfig": { } }')
        self.field = Field(
            self.tr("Raw JSON"), self.area, self.tr("Merged over the request, key by key.")
        )
        self.rows.addWidget(self.field)
        self.area.textChanged.connect(self._check)
        self.area.edited.connect(self._announce)

    def show_value(self, value: dict[str, Any]) -> None:
        """Show an object, unless it is what stands there already (blanks are the user's own)."""
        if value != self._value or check.raw_object(self.area.toPlainText())[0] is None:
            self._value = value
            self.area.set_text(json.dumps(value, indent=2, ensure_ascii=False) if value else "")

    def _check(self) -> None:
        self.field.set_error(check.raw_object(self.area.toPlainText())[1])

    def _announce(self, text: str) -> None:
        value, _ = check.raw_object(text)
        if value is not None and value != self._value:
            self._value = value
            self.edited.emit(value)


class Appearance(Group):
    """Light or dark."""

    theme_selected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Appearance"))
        self.choice = Segmented(
            [
                ("system", self.tr("System")),
                ("light", self.tr("Light")),
                ("dark", self.tr("Dark")),
            ],
            "themeChoice",
            font_size=12,
        )
        self.rows.addWidget(Field(self.tr("Theme"), self.choice))
        self.choice.chosen.connect(self._chosen)
        theme.manager().changed.connect(self._follow)
        self._follow()

    def _chosen(self, mode: str) -> None:
        theme.manager().set_mode(mode)
        self.theme_selected.emit(mode)

    def _follow(self) -> None:
        self.choice.set_value(theme.manager().mode)
