"""What is dropped on the inspector, or pasted there, is opened and not attached."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from gemini_desktop.ui.chat.compose import given
from gemini_desktop.ui.chat.compose.drop_zone import DropZone

_PASTE = QKeySequence.StandardKey.Paste


class Intake(QObject):
    """Watches one widget. What is pasted into a field in it, or dropped as words, is the field's.

    Paste is no shortcut here: the Edit menu's entry shows the same keys, and Qt would take it for
    what is meant, though it never acts.
    """

    dropped = Signal(list)
    """The paths of files, in order."""
    pasted = Signal()
    """What was copied is to be opened."""

    def __init__(
        self, over: QWidget, *, title: str = "", hint: str = "", icon: str = "folder-open"
    ) -> None:
        """The words are those of the inspector, unless told otherwise."""
        super().__init__(over)
        self._zone = DropZone(
            over,
            title=title or self.tr("Drop to open"),
            hint=hint or self.tr(".gcap, .har, .sse, what curl has saved, JSON or JSON lines."),
            icon=icon,
        )
        over.setAcceptDrops(True)
        over.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt."""
        match event.type():
            case QEvent.Type.DragEnter if isinstance(event, QDragEnterEvent):
                if not given.files(event.mimeData()):
                    return False
                event.setDropAction(Qt.DropAction.CopyAction)
                event.accept()
                self._zone.cover()
                return True
            case QEvent.Type.ShortcutOverride | QEvent.Type.KeyPress:
                if not isinstance(event, QKeyEvent) or not event.matches(_PASTE):
                    return False
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    self.pasted.emit()
                return True
            case QEvent.Type.DragLeave:
                self._zone.hide()
            case QEvent.Type.Drop if isinstance(event, QDropEvent):
                self._zone.hide()
                event.setDropAction(Qt.DropAction.CopyAction)  # a file that is moved would be gone
                event.accept()
                if paths := given.files(event.mimeData()):
                    self.dropped.emit(paths)
                return True
        return super().eventFilter(watched, event)
