"""Keys that belong to a place, not to the window; they are in the list of shortcuts too."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence


def rows() -> list[tuple[str, str]]:
    """Words and keys, as they are written on this system."""
    return [
        (_tr("Prompt: send"), _keys("Return")),
        (_tr("Prompt: new line"), _keys("Shift+Return")),
        (_tr("Prompt: earlier ones (in an empty box), and back"), _keys("Up", "Down")),
        (_tr("Close the find bar, then stop the answer"), _keys("Esc")),
        (_tr("Chat: next or previous turn"), _keys("Ctrl+Down", "Ctrl+Up")),
        (_tr("Chat: first words, latest words"), _keys("Home", "End")),
        (_tr("Chat: next or previous link or button"), _keys("Tab", "Shift+Tab")),
        (_tr("Chat: press the link or button"), _keys("Return", "Space")),
        (
            _tr("Chat: select by letters, lines, pages"),
            _tr("Shift+arrows, Shift+PgUp, Shift+PgDown"),
        ),
        (_tr("Chat: menu of what has the focus"), _keys("Shift+F10", "Menu")),
        (_tr("Chats: rename, delete, pin, tags"), _keys("F2", "Del", "Ctrl+D", "Ctrl+T")),
        (_tr("Chats: undo deleting or archiving"), _keys("Ctrl+Z")),
        (_tr("Inspector: next or previous error"), _keys("F8", "Shift+F8")),
        (
            _tr("Events: copy the chosen ones as they came, or as JSON"),
            _keys("Ctrl+C", "Ctrl+Shift+C"),
        ),
        (_tr("HTTP: copy the request as a curl command"), _keys("Ctrl+Shift+C")),
        (_tr("HTTP: send the edited body, or leave it"), _keys("Ctrl+Return", "Esc")),
        (_tr("Events: show in the chat what came of the event"), _keys("Return")),
        (
            _tr("Inspector: next or previous open capture"),
            _keys("Ctrl+Tab", "Ctrl+Shift+Tab"),
        ),
        (_tr("Inspector: close the capture"), _keys("Ctrl+W")),
        (_tr("Inspector: play the capture again, or pause"), _keys("Space")),
        (_tr("Inspector: one step back or on in the replay"), _keys(",", ".")),
        (_tr("Replay bar: to the start, to the end"), _keys("Home", "End")),
        (_tr("Waterfall: next or previous event"), _keys("Right", "Left")),
        (_tr("Waterfall: look closer, from further away, at all"), _keys("+", "-", "0")),
        (_tr("Waterfall: go along, next long silence"), _keys("PgDown", "PgUp", "G")),
        (_tr("Inspector: open what was copied"), _keys("Ctrl+V")),
        (_tr("All captures: open, or open in a new tab"), _keys("Return", "Ctrl+Return")),
    ]


def _keys(*names: str) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(name).toString(native) for name in names)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Keys", text)
