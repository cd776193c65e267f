"""Pictures of the chosen event, decoded in a thread. Whoever goes on to the next event waits for
none of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from PySide6.QtGui import QImage

from gemini_desktop.core.events import Media
from gemini_desktop.ui.chat.media.pictures import decoded


class PictureMaker(QObject):
    """What was asked for before `forget` comes to nothing."""

    made = Signal(object, QImage)
    """The medium, and its picture; a null one where it is damaged."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._running: dict[_Task, bool] = {}  # kept until the thread is done with them

    def ask(self, media: Media, size: tuple[int, int] | None = None) -> None:
        """Have a picture made, at most so large in pixels."""
        task = _Task(media, size)
        task.done.finished.connect(self._finished)
        self._running[task] = True
        self._pool.start(task)

    def forget(self) -> None:
        """Nobody wants to see any more what was asked for."""
        for task in list(self._running):
            if self._pool.tryTake(task):
                del self._running[task]
            else:
                self._running[task] = False

    def _finished(self, task: _Task, image: QImage) -> None:
        if self._running.pop(task, False):
            self.made.emit(task.media, image)


class _Done(QObject):
    finished = Signal(object, QImage)


class _Task(QRunnable):
    def __init__(self, media: Media, size: tuple[int, int] | None) -> None:
        super().__init__()
        self.setAutoDelete(False)  # Python owns it
        self.done = _Done()
        self.media = media
        self._size = size

    def run(self) -> None:
        """Called by Qt, in a thread of the pool."""
        self.done.finished.emit(self, decoded(self.media, self._size))
