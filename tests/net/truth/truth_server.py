"""The server of the byte-truth proof: a process of its own that writes the streams of `streams`
and tells, of each, what it wrote and when.

    python -m tests.net.truth.truth_server

The number of the stream stands first in the path: `http://127.0.0.1:PORT/stream=17/...`. On stdout
comes the port, then a JSON line (`Written`) for each stream that was written to its end. It serves
until its stdin is closed.
"""

from __future__ import annotations

import hashlib
import re
import socket
import sys
import threading
import time

import msgspec

from tests.net.truth.streams import Stream, stream

_number = re.compile(rb"^\w+ /stream=(\d+)/").match
_length = re.compile(rb"(?i)\ncontent-length: *(\d+)").search


class Written(msgspec.Struct, frozen=True):
    """What was written for one stream. `sha256` and `length` are of the body as it was before
    gzip and chunks; each write has its bytes on the wire and the wall clock before and after."""

    number: int
    sha256: str
    length: int
    writes: list[tuple[int, int, int]]
    """Bytes, nanoseconds before, nanoseconds after; the head is the first."""


def serve(server: socket.socket) -> None:
    """Accept until the socket is closed."""
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=_answer, args=(connection,), daemon=True).start()


def _answer(connection: socket.socket) -> None:
    with connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(30)
        try:
            found = _number(_request(connection))
            if found is not None:
                _tell(_write(connection, stream(int(found[1]))))
        except OSError:
            return  # the client has gone: what was not written whole is not told


def _request(connection: socket.socket) -> bytes:
    """The request's head; its body is read away, for closing before would reset the connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (read := connection.recv(65536)):
            return b""
        data += read
    head, _, rest = data.partition(b"\r\n\r\n")
    length = _length(head)
    missing = (int(length[1]) if length else 0) - len(rest)
    while missing > 0:
        missing -= len(connection.recv(65536))
    return head


def _write(connection: socket.socket, sent: Stream) -> Written:
    writes = []
    for data, pause_s in ((sent.head, 0.0), *sent.pieces):
        before = time.time_ns()
        connection.sendall(data)
        writes.append((len(data), before, time.time_ns()))
        time.sleep(pause_s)
    return Written(sent.number, hashlib.sha256(sent.body).hexdigest(), len(sent.body), writes)


def _tell(written: Written) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(written) + b"\n")
    sys.stdout.buffer.flush()


def main() -> None:
    """Serve until stdin is closed."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as server:
        print(server.getsockname()[1], flush=True)
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        sys.stdin.read()


if __name__ == "__main__":
    main()
