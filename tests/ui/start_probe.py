"""Starts the program and prints, at its first picture and a moment after its whole window, what it
has imported by then. Run by `test_start`; closes the window at the end.

    python start_probe.py
"""

from __future__ import annotations

import json
import linecache
import sys

from PySide6 import QtCore
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

_LATER_MS = 300


def made(kind: type[QWidget]) -> set[str]:
    """Qt's own widgets of which PySide6 has made the class, which it does when it must."""
    found = {each for each in type.__subclasses__(kind) if each.__module__.startswith("PySide6")}
    return {each.__name__ for each in found}.union(*map(made, found))


def in_the_sheet() -> dict[str, object]:
    """What of the widgets that need no sheet is in it all the same, or would draw others along."""
    plain = [e for e in QApplication.allWidgets() if getattr(e, "needs_no_sheet", False)]
    dressed = [e for e in plain if e.testAttribute(QtCore.Qt.WidgetAttribute.WA_StyleSheet)]
    parents = [e for e in plain if e.findChildren(QWidget)]
    return {
        "plain": len(plain),
        "plain with tips": sorted({type(e).__name__ for e in plain if e.toolTip()}),
        "plain but dressed": sorted({type(each).__name__ for each in dressed}),
        "plain with children": sorted({type(each).__name__ for each in parents}),
    }


def main() -> int:
    """The exit status is the program's."""
    from gemini_desktop import app
    from gemini_desktop.ui.main_window import MainWindow

    def tell(when: str) -> None:
        sheet = QApplication.instance().styleSheet()  # type: ignore[union-attr]
        told = {"when": when, "modules": sorted(sys.modules), "dressed": bool(sheet)}
        told["classes"] = sorted(made(QWidget))  # `allWidgets` makes more
        buttons = (each for each in QApplication.allWidgets() if isinstance(each, QPushButton))
        told["faces"] = sorted({tuple(each.font().families()) for each in buttons})
        told["face"] = QApplication.font().families()
        told["enumerations"] = "Qt" in vars(QtCore)
        told["widgets"] = len(QApplication.allWidgets())
        told["kinds"] = sorted({type(each).__name__ for each in QApplication.allWidgets()})
        told["sources"] = sum(name.endswith(".py") for name in linecache.cache)
        if when == "whole":  # to name the attribute makes the enumerations
            told |= in_the_sheet()
        print(json.dumps(told), flush=True)

    def outlined(window: MainWindow) -> None:
        tell("outline")
        QTimer.singleShot(_LATER_MS, lambda: whole(window))

    def whole(window: MainWindow) -> None:
        if not QApplication.instance().styleSheet():  # type: ignore[union-attr]
            QTimer.singleShot(_LATER_MS, lambda: whole(window))  # a slow machine
            return
        tell("whole")
        window.close()

    init = MainWindow.__init__

    def watched(self: MainWindow) -> None:
        init(self)
        self.outlined.connect(lambda: outlined(self))

    MainWindow.__init__ = watched  # type: ignore[method-assign]
    return app.main([])


if __name__ == "__main__":
    sys.exit(main())
