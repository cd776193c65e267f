"""Where Qt learns what there is to read in a conversation. It asks only while an assistive
technology is running, and what answers is imported then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface

from gemini_desktop.ui.chat.scrolled_page import ScrolledPage

if TYPE_CHECKING:
    from gemini_desktop.ui.chat.accessible_chat import ChatAccessible


def tell_focus(view: ScrolledPage) -> None:
    """Let a screen reader say what Tab has come to."""
    if not QAccessible.isActive():
        return
    from gemini_desktop.ui.chat.accessible_chat import ChatAccessible
    from gemini_desktop.ui.chat.accessible_turn import focused

    accessible = QAccessible.queryAccessibleInterface(view)
    found = focused(view)
    if found is not None and isinstance(accessible, ChatAccessible):
        button = accessible.turn(found[0].row).button(*found)
        QAccessible.updateAccessibility(QAccessibleEvent(button, QAccessible.Event.Focus))


_known: list[ChatAccessible] = []
"""Qt deletes them with their views, and does not count Python's references. What stands for turns
it deletes only when it is told to, so that has to be kept until then."""


def _made(name: str, target: QObject) -> QAccessibleInterface | None:
    if name != "ChatView" or not isinstance(target, ScrolledPage):
        return None
    from gemini_desktop.ui.chat.accessible_chat import ChatAccessible

    made = ChatAccessible(target)
    for one in [one for one in _known if not shiboken6.isValid(one)]:
        _known.remove(one)
        one.put_away()
    _known.append(made)
    return made


_installed: list[bool] = []


def install() -> None:
    """Let Qt ask here for what there is to read in a chat; once for the program."""
    if not _installed:
        _installed.append(True)
        QAccessible.installFactory(_made)
