"""The first window listens for later starts, comes to the front, and opens what they ask for."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from gemini_desktop.session import first_window
from gemini_desktop.session.first_window import Asked

_MOST_PEERS = 8
_SAID_WITHIN_MS = 2000


class Reception(QObject):
    """Listens until `close`. Only the same user is heard, for a bounded time and length.

    With a plain socket: QtNetwork would cost two megabytes, and 25 ms of the start, for one line
    from time to time.
    """

    asked = Signal(object)
    """An `Asked`, read and checked."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._socket: socket.socket | None = None
        self._notifier: QSocketNotifier | None = None
        self._peers: list[_Peer] = []

    def listen(self, path: Path) -> bool:
        """Whether it can be reached there now. The folder is its user's alone; so is the socket."""
        listening = socket.socket(socket.AF_UNIX)
        listening.setblocking(False)  # noqa: FBT003 - the standard library's
        try:
            listening.bind(str(path))
            path.chmod(0o600)
            listening.listen(_MOST_PEERS)
        except OSError:
            listening.close()
            return False
        self._path, self._socket = path, listening
        self._notifier = QSocketNotifier(listening.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_connection)
        return True

    def close(self) -> None:
        """Hear nobody any more. May be called twice."""
        if self._notifier is not None and self._socket is not None and self._path is not None:
            self._notifier.setEnabled(False)
            self._socket.close()
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
            self._notifier = self._socket = self._path = None
        for peer in [*self._peers]:
            peer.end()

    def _on_connection(self) -> None:
        while self._socket is not None:
            try:
                connection, _ = self._socket.accept()
            except OSError:  # nobody else waits, or no file can be opened any more
                return
            if len(self._peers) >= _MOST_PEERS or not _is_ours(connection):
                connection.close()
                continue
            peer = _Peer(connection, self)
            peer.asked.connect(self.asked)
            peer.ended.connect(self._on_ended)
            self._peers.append(peer)
            peer.read()

    def _on_ended(self, peer: object) -> None:
        self._peers = [known for known in self._peers if known is not peer]


class _Peer(QObject):
    asked = Signal(object)
    ended = Signal(object)

    def __init__(self, connection: socket.socket, parent: QObject) -> None:
        super().__init__(parent)
        connection.setblocking(False)  # noqa: FBT003 - the standard library's
        self._connection = connection
        self._notifier = QSocketNotifier(connection.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self.read)
        self._said = bytearray()
        self._over = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.end)
        self._timer.start(_SAID_WITHIN_MS)

    def read(self) -> None:
        """Take what has come; a whole line is answered."""
        if self._over:
            return
        try:
            data = self._connection.recv(first_window.LONGEST + 1 - len(self._said))
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self._said += data
        line, end, _ = self._said.partition(b"\n")
        asked = first_window.read(bytes(line)) if end else None
        if asked is not None:
            with contextlib.suppress(OSError):  # it does not wait for the reply
                self._connection.send(first_window.REPLY)
            self.asked.emit(asked)
        if end or not data or len(self._said) > first_window.LONGEST:
            self.end()

    def end(self) -> None:
        """Let go of it; may be called twice."""
        if not self._over:
            self._over = True
            self._timer.stop()
            self._notifier.setEnabled(False)
            self._connection.close()
            self.ended.emit(self)
            self.deleteLater()


def bring_to_front(window: QWidget, asked: Asked) -> None:
    """Raise the window and give it the focus, with the leave that the desktop gave to the start
    that asks."""
    tokens = {
        "XDG_ACTIVATION_TOKEN": asked.activation_token,  # Qt's Wayland plugin looks here
        "DESKTOP_STARTUP_ID": asked.startup_id,
    }
    os.environ.update({name: token for name, token in tokens.items() if token})
    try:
        minimised = Qt.WindowState.WindowMinimized
        window.setWindowState(window.windowState() & ~minimised)
        window.show()
        window.raise_()
        window.activateWindow()
        if QGuiApplication.platformName() == "xcb":
            from gemini_desktop.ui import x11_activation  # with ctypes, for the few that ask

            x11_activation.activate(int(window.winId()), asked.startup_id)
    finally:
        for name in tokens:  # one token is good for one time, and no child of ours needs it
            os.environ.pop(name, None)


def _is_ours(connection: socket.socket) -> bool:
    """Whether the same user is at the other end, as far as the system tells."""
    if sys.platform != "linux":
        return True
    try:
        found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    except OSError:
        return False
    _, user, _ = struct.unpack("3i", found)
    return bool(user == os.getuid())
