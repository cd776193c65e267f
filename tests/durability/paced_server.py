"""A loopback server that sends an answer at its own pace and keeps what it wrote, byte by byte.

Events are of many sizes, and writes end in the middle of them as reads do on a slow line. The body
has neither length nor chunks around it, so what was written is what a tape must hold.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import random
import re
import socket
import threading

from tests.support import PATIENCE_S

_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n"
    b"Date: Sat, 01 Nov 2025 10:00:00 GMT\r\n\r\n"
)
_ROUND = re.compile(rb"round (\d+)")
_WORDS = ("reed ", "wind ", "風の中の葦 ", "roseau ", "**plie** ", "\n\n* rompt ", "🌾 ")


class PacedServer:
    """Serves until `close`. An answer takes about `seconds`."""

    def __init__(self, seconds: float, events: int = 120) -> None:
        self._seconds = seconds
        self._events = events
        self._written: dict[int, bytearray] = {}
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def written(self, number: int) -> bytes:
        """What was handed to the system, of the body, for the prompt that names this round."""
        return bytes(self._written.get(number, b""))

    def close(self) -> None:
        """Stop listening; answers on their way end."""
        self._ended.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _serve(self) -> None:
        with contextlib.ExitStack() as running:
            while not self._ended.is_set():
                try:
                    connection, _ = self._listening.accept()
                except OSError:
                    return
                thread = threading.Thread(target=self._answer, args=(connection,), daemon=True)
                thread.start()
                running.callback(thread.join)

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(PATIENCE_S)
            number = _asked(connection)
            written = self._written[number] = bytearray()
            connection.sendall(_HEAD)
            dice = random.Random(number)
            body = b"".join(event(number, each, self._events, dice) for each in range(self._events))
            pieces = _pieces(body, self._events, dice)
            for piece in pieces:
                connection.sendall(piece)
                written += piece
                if self._ended.wait(dice.uniform(0, 2 * self._seconds / len(pieces))):
                    return


def event(number: int, index: int, of: int, dice: random.Random) -> bytes:
    """One server-sent event; the last one says that the answer is complete."""
    many = dice.choice((1, 1, 1, 4, 40, 400))
    text = f"{number}.{index} " + "".join(dice.choice(_WORDS) for _ in range(many))
    candidate = {"content": {"role": "model", "parts": [{"text": text}]}, "index": 0}
    if index == of - 1:
        candidate["finishReason"] = "STOP"
    data = json.dumps({"candidates": [candidate]}, ensure_ascii=dice.random() < 0.5)
    return f"data: {data}\r\n\r\n".encode()


def text_of(body: bytes) -> str:
    """The text of the events that came whole, read by other means than the program's: also of a
    last one that lacks nothing but the empty line after it."""
    text = ""
    for part in body.split(b"\r\n\r\n"):
        with contextlib.suppress(ValueError):
            [candidate] = json.loads(part.removeprefix(b"data: "))["candidates"]
            text += candidate["content"]["parts"][0]["text"]
    return text


def _pieces(body: bytes, count: int, dice: random.Random) -> list[bytes]:
    cuts = [0, *sorted(dice.sample(range(1, len(body)), 2 * count)), len(body)]
    return [body[start:end] for start, end in itertools.pairwise(cuts)]


def _asked(connection: socket.socket) -> int:
    """Read a request; the last round that it names."""
    request = b""
    while b"\r\n\r\n" not in request:
        request += _more(connection)
    head, _, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    while length and len(body) < int(length[1]):
        body += _more(connection)
    named = _ROUND.findall(body)
    return int(named[-1]) if named else -1


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise OSError("it went away")
    return data
