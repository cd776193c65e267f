"""Keys that belong to a place, not to the window; they are in the list of shortcuts too."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence


def groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Under the name of each place: words and keys, as they are written on this system."""
    return [
        (
            _tr("Prompt"),
            [
                (_tr("Send"), _keys("Return")),
                (_tr("New line"), _keys("Shift+Return")),
                (_tr("Earlier prompts (in an empty box), and back"), _keys("Up", "Down")),
            ],
        ),
        (
            _tr("Chat"),
            [
                (_tr("Close the find bar, then stop the answer"), _keys("Esc")),
                (_tr("Next or previous turn"), _keys("Ctrl+Down", "Ctrl+Up")),
                (_tr("First words, latest words"), _keys("Home", "End")),
                (_tr("Next or previous link or button"), _keys("Tab", "Shift+Tab")),
                (_tr("Press the link or button"), _keys("Return", "Space")),
                (
                    _tr("Select by letters, lines, pages"),
                    _tr("Shift+arrows, Shift+PgUp, Shift+PgDown"),
                ),
                (_tr("Menu of what has the focus"), _keys("Shift+F10", "Menu")),
            ],
        ),
        (
            _tr("List of chats"),
            [
                (_tr("Rename, delete, pin, tags"), _keys("F2", "Del", "Ctrl+D", "Ctrl+T")),
                (_tr("Undo deleting or archiving"), _keys("Ctrl+Z")),
            ],
        ),
        (
            _tr("Inspector"),
            [
                (_tr("Next or previous error"), _keys("F8", "Shift+F8")),
                (_tr("Next or previous open capture"), _keys("Ctrl+Tab", "Ctrl+Shift+Tab")),
                (_tr("Close the capture"), _keys("Ctrl+W")),
                (_tr("Open what was copied"), _keys("Ctrl+V")),
                (_tr("Play the capture again, or pause"), _keys("Space")),
                (_tr("One step back or on in the replay"), _keys(",", ".")),
                (_tr("Replay bar: to the start, to the end"), _keys("Home", "End")),
            ],
        ),
        (
            _tr("Events"),
            [
                (
                    _tr("Copy the chosen ones as they came, or as JSON"),
                    _keys("Ctrl+C", "Ctrl+Shift+C"),
                ),
                (_tr("Show in the chat what came of the event"), _keys("Return")),
            ],
        ),
        (
            _tr("HTTP"),
            [
                (_tr("Copy the request as a curl command"), _keys("Ctrl+Shift+C")),
                (_tr("Send the edited body, or leave it"), _keys("Ctrl+Return", "Esc")),
            ],
        ),
        (
            _tr("Waterfall"),
            [
                (_tr("Next or previous event"), _keys("Right", "Left")),
                (_tr("Look closer, from further away, at all"), _keys("+", "-", "0")),
                (_tr("Go along, next long silence"), _keys("PgDown", "PgUp", "G")),
            ],
        ),
        (
            _tr("All captures"),
            [(_tr("Open, or open in a new tab"), _keys("Return", "Ctrl+Return"))],
        ),
    ]


def _keys(*names: str) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(name).toString(native) for name in names)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Keys", text)
