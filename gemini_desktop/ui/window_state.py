"""What the window remembers over a restart, as plain text; nothing of it is trusted when read."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable

from PySide6.QtCore import QByteArray, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_GRIP = 64
"""Pixels of the window that must be on a screen, so that it can be pulled back."""


def encoded(data: QByteArray) -> str:
    """Qt's opaque bytes as ASCII."""
    return base64.b64encode(data.data()).decode("ascii")


def decoded(text: str) -> QByteArray:
    """The bytes again; empty where the text is damaged."""
    try:
        return QByteArray(base64.b64decode(text.encode(), validate=True))
    except (ValueError, binascii.Error):
        return QByteArray()


def numbers(text: str) -> list[int]:
    """`1,2,3` as numbers; empty where one of them is none."""
    parts = text.split(",")
    return [int(part) for part in parts] if all(part.isdecimal() for part in parts) else []


def guarded(frame: QRect, screens: Iterable[QRect]) -> QRect:
    """`frame` if enough of it is on a screen; else the same size, at most the first screen's,
    in the middle of that screen (a monitor may be gone since)."""
    rects = list(screens)
    for screen in rects:
        common = screen.intersected(frame)
        if common.width() >= _GRIP and common.height() >= _GRIP and frame.top() >= screen.top():
            return frame
    if not rects:
        return frame
    first = rects[0]
    moved = QRect(0, 0, min(frame.width(), first.width()), min(frame.height(), first.height()))
    moved.moveCenter(first.center())
    return moved


def bring_on_screen(window: QWidget) -> None:
    """Move the window where the user can reach it."""
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    wanted = guarded(window.geometry(), screens)
    if wanted != window.geometry():
        window.setGeometry(wanted)
