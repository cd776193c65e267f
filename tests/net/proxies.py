"""A proxy on loopback that opens tunnels (CONNECT), all of them to one server."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_PATIENCE_S = 5


class Proxy:
    """Where it listens, the requests that it got, and the port to which it leads."""

    def __init__(self, port: int, leads_to: int, password: str, refusal: bytes) -> None:
        self.port = port
        self.base = f"http://127.0.0.1:{port}"
        self.heads: list[str] = []
        self._leads_to = leads_to
        self._wanted = base64.b64encode(password.encode()).decode() if password else ""
        self._refusal = refusal

    @property
    def targets(self) -> list[str]:
        """Whom it was asked for."""
        return [head.split(" ")[1] for head in self.heads]

    def serve(self, client: socket.socket) -> None:
        """One tunnel, or a refusal."""
        client.settimeout(_PATIENCE_S)
        head = b""
        while b"\r\n\r\n" not in head:
            piece = client.recv(65536)
            if not piece:
                return
            head += piece
        self.heads.append(head.decode("latin-1"))
        if self._refusal:
            client.sendall(self._refusal)
        elif self._wanted and f"Basic {self._wanted}" not in self.heads[-1]:
            client.sendall(
                b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                b'Proxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n'
            )
        else:
            with socket.create_connection(("127.0.0.1", self._leads_to), _PATIENCE_S) as server:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=_pump, args=(server, client))
                back.start()
                _pump(client, server)
                back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def proxy_to(leads_to: int, *, password: str = "", refusal: bytes = b"") -> Iterator[Proxy]:
    """A proxy for as long as the block. With `password` (`name:password`) it wants one; a
    `refusal` is its answer to everybody."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = Proxy(listener.getsockname()[1], leads_to, password, refusal)
        threads: list[threading.Thread] = []

        def handle(client: socket.socket) -> None:
            with client, suppress(OSError):
                proxy.serve(client)

        def listen() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:  # shut down
                    return
                threads.append(threading.Thread(target=handle, args=(client,)))
                threads[-1].start()

        accepting = threading.Thread(target=listen)
        accepting.start()
        try:
            yield proxy
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for thread in (accepting, *threads):
                thread.join()
