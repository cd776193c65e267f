"""The first window listens for later starts, comes to the front, and opens what they ask for."""

from __future__ import annotations

import os
import socket
import struct
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

from gemini_desktop.session import first_window
from gemini_desktop.session.first_window import Asked
from gemini_desktop.ui import x11_activation

_MOST_PEERS = 8
_SAID_WITHIN_MS = 2000


class Reception(QObject):
    """Listens until `close`. Only the same user is heard, for a bounded time and length."""

    asked = Signal(object)
    """An `Asked`, read and checked."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setMaxPendingConnections(_MOST_PEERS)
        self._server.newConnection.connect(self._on_connection)
        self._peers: list[_Peer] = []

    def listen(self, path: Path) -> bool:
        """Whether it can be reached there now. The folder is its user's alone; so is the socket."""
        if not self._server.listen(str(path)):
            return False
        try:
            path.chmod(0o600)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Hear nobody any more."""
        self._server.close()
        for peer in [*self._peers]:
            peer.end()

    def _on_connection(self) -> None:
        while (connection := self._server.nextPendingConnection()) is not None:
            if len(self._peers) >= _MOST_PEERS or not _is_ours(connection):
                connection.abort()
                connection.deleteLater()
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

    def __init__(self, connection: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._connection = connection
        connection.setParent(self)
        connection.readyRead.connect(self.read)
        connection.disconnected.connect(self.end)
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
        room = first_window.LONGEST + 1 - len(self._said)
        self._said += self._connection.read(room).data()
        line, end, _ = self._said.partition(b"\n")
        asked = first_window.read(bytes(line)) if end else None
        if asked is not None:
            self._connection.write(first_window.REPLY)
            self._connection.flush()
            self.asked.emit(asked)
        if end or len(self._said) > first_window.LONGEST:
            self.end()

    def end(self) -> None:
        """Let go of it; may be called twice."""
        if not self._over:
            self._over = True
            self._timer.stop()
            self._connection.disconnectFromServer()
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
            x11_activation.activate(int(window.winId()), asked.startup_id)
    finally:
        for name in tokens:  # one token is good for one time, and no child of ours needs it
            os.environ.pop(name, None)


def _is_ours(connection: QLocalSocket) -> bool:
    """Whether the same user is at the other end, as far as the system tells."""
    if sys.platform != "linux":
        return True
    try:
        with socket.socket(fileno=os.dup(connection.socketDescriptor())) as peer:
            found = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    except OSError:
        return False
    _, user, _ = struct.unpack("3i", found)
    return bool(user == os.getuid())
