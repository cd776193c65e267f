"""What of the settings stands below the fold. It is made when somebody scrolls or tabs there."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gemini_desktop.ui.settings.advanced import Appearance, RawJson
from gemini_desktop.ui.settings.below_later import SPACING
from gemini_desktop.ui.settings.chat_files import ChatFiles
from gemini_desktop.ui.settings.extras import Extras
from gemini_desktop.ui.settings.network import Network
from gemini_desktop.ui.settings.reliability import Reliability
from gemini_desktop.ui.settings.storage import Storage


class Below(QWidget):
    """The groups that are seldom touched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.raw = RawJson()
        self.reliability = Reliability()
        self.extras = Extras()
        self.network = Network()
        self.appearance = Appearance()
        self.chat_files = ChatFiles()
        self.storage = Storage()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACING)
        for group in (
            self.raw,
            self.reliability,
            self.extras,
            self.network,
            self.appearance,
            self.chat_files,
            self.storage,
        ):
            rows.addWidget(group)
