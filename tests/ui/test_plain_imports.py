"""PySide6's own way to import is left as soon as may be; Qt itself notices nothing of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support import PATIENCE_S

_ROOT = Path(__file__).parents[2]
_PROGRAM = """
import linecache, sys
import PySide6.QtCore
from gemini_desktop.ui import plain_imports
plain_imports.restore()
plain_imports.restore()
linecache.clearcache()
import xml.dom.minidom, imaplib
kept = [name for name in linecache.cache if "xml" in name or "imaplib" in name]
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import *
class Told(QLabel):
    said = PySide6.QtCore.Signal(str)
application = QApplication(["", "-platform", "offscreen"])
label, heard = Told(QColor("red").name()), []
label.said.connect(heard.append)
label.said.emit(label.text())
print(kept, heard, label.objectName() == "", QSvgRenderer().isValid())
"""


def test_sources_are_no_longer_read_and_kept() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        capture_output=True, text=True, timeout=PATIENCE_S, check=False, cwd=_ROOT,
    )  # fmt: skip
    assert done.stdout == "[] ['#ff0000'] True False\n", done.stderr


def test_without_qt_it_does_nothing() -> None:
    program = """
import builtins
before = builtins.__import__
from gemini_desktop.ui import plain_imports
plain_imports.restore()
assert builtins.__import__ is before
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=PATIENCE_S, cwd=_ROOT)
