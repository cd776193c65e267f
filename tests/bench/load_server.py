"""A loopback server that sends as fast as the reader reads; a process and a core of its own.

The workload stands in the first segment of the path, so that any client, also an SDK that takes a
base URL, can ask for it; which protocol's events come is told by the path that follows:

    http://127.0.0.1:PORT/events=20000,size=400/v1beta/models/m:streamGenerateContent?alt=sse

events       small text events, the last one the end mark not counted (default 2000)
size         bytes of one such event, about (400)
per_write    events, each an HTTP chunk of its own, in one write to the socket (16)
images       events with a picture, sent before the text (0)
image_bytes  bytes of such a picture in base64 (2000000)
hang         1: after the events nothing more comes, and the connection stays open (0)
rate         events a second, each written alone, its text beginning with the nanoseconds of the
             monotonic clock at that moment (0: as fast as the reader reads)

Started as a program it prints its port and serves until it is ended. `--cpu N` pins it.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=UTF-8\r\n"
    b"Transfer-Encoding: chunked\r\nDate: Sat, 01 Nov 2025 10:00:00 GMT\r\n\r\n"
)
_LAST_CHUNK = b"0\r\n\r\n"
_FILLER = "A reed in the wind bends; 風の中の葦; un roseau plie et ne rompt pas. "
_USAGE = {
    "promptTokenCount": 8,
    "candidatesTokenCount": 247,
    "thoughtsTokenCount": 1324,
    "totalTokenCount": 1579,
    "trafficType": "ON_DEMAND",
}


class Load(NamedTuple):
    """What to send."""

    events: int = 2000
    size: int = 400
    per_write: int = 16
    images: int = 0
    image_bytes: int = 2_000_000
    hang: int = 0
    rate: int = 0


def parsed(target: str) -> tuple[Load, str]:
    """The workload of a request target, and the path that the client added to it."""
    first, _, rest = target.removeprefix("/").partition("/")
    pairs = (pair.partition("=") for pair in first.split(",") if "=" in pair)
    return Load(**{name: int(value) for name, _, value in pairs}), rest


def shape_of(path: str) -> Shape:
    """The events that a client of this path expects."""
    if "interactions" in path:
        return Interactions()
    return ChatCompletions() if "chat/completions" in path else GenerateContent()


class Shape(Protocol):
    """The events of one protocol, as server-sent events without HTTP's chunks around them."""

    def begin(self) -> list[bytes]:
        """What comes before the text."""
        return []

    def text(self, text: str) -> bytes:
        """A piece of the answer."""
        ...

    def image(self, data: str) -> bytes:
        """A picture in base64."""
        ...

    def end(self) -> list[bytes]:
        """What makes the answer complete."""
        ...


class GenerateContent(Shape):
    """generateContent, with the fields that Vertex AI repeats in each chunk."""

    def text(self, text: str) -> bytes:
        return _event(self._json({"parts": [{"text": text}], "role": "model"}))

    def image(self, data: str) -> bytes:
        part = {"inlineData": {"mimeType": "image/png", "data": data}}
        return _event(self._json({"parts": [part], "role": "model"}))

    def end(self) -> list[bytes]:
        return [_event(self._json({"parts": [{"text": ""}], "role": "model"}, "STOP"))]

    def _json(self, content: Any, reason: str = "") -> Any:
        finish = {"finishReason": reason} if reason else {}
        return {
            "candidates": [{"content": content, **finish, "index": 0}],
            "usageMetadata": _USAGE,
            "modelVersion": "gemini-bench",
            "createTime": "2025-11-01T10:00:00.125309Z",
            "responseId": "5e1f00d5e1f00d5e1f00d5e1f00d5e1f",
        }


class Interactions(Shape):
    """One step of the Interactions API."""

    def begin(self) -> list[bytes]:
        step = {"type": "model_output"}
        return [
            self._event("interaction.created", interaction=self._interaction("in_progress")),
            self._event("step.start", index=0, step=step),
        ]

    def text(self, text: str) -> bytes:
        return self._event("step.delta", index=0, delta={"type": "text", "text": text})

    def image(self, data: str) -> bytes:
        delta = {"type": "image", "mime_type": "image/png", "data": data}
        return self._event("step.delta", index=0, delta=delta)

    def end(self) -> list[bytes]:
        return [
            self._event("step.stop", index=0),
            self._event("interaction.completed", interaction=self._interaction("completed")),
            b"event: done\ndata: [DONE]\n\n",
        ]

    def _event(self, name: str, **fields: Any) -> bytes:
        return _event({**fields, "event_type": name}, name)

    def _interaction(self, status: str) -> Any:
        return {"id": "v1_bench", "status": status, "object": "interaction", "model": "bench"}


class ChatCompletions(Shape):
    """Chat Completions."""

    def text(self, text: str) -> bytes:
        return _event(self._json({"role": "assistant", "content": text}))

    def image(self, data: str) -> bytes:
        return self.text(f"![](data:image/png;base64,{data})")

    def end(self) -> list[bytes]:
        return [_event(self._json({}, "stop")), b"data: [DONE]\n\n"]

    def _json(self, delta: Any, reason: str | None = None) -> Any:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        return {
            "id": "chatcmpl-bench",
            "object": "chat.completion.chunk",
            "created": 1761991200,
            "model": "bench",
            "choices": [choice],
        }


def _event(value: Any, name: str = "") -> bytes:
    head = f"event: {name}\n" if name else ""
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"{head}data: {data}\n\n".encode()


def text_event(shape: Shape, size: int) -> bytes:
    """A text event of about `size` bytes."""
    wanted = max(1, size - len(shape.text("")))
    filler = _FILLER.encode() * (wanted // len(_FILLER) + 1)
    return shape.text(filler[:wanted].decode("utf-8", "ignore"))


def image_event(shape: Shape, size: int, number: int) -> bytes:
    """An event with a picture whose base64 has `size` bytes; each number another picture."""
    pixels = number.to_bytes(8, "big") + bytes(range(256)) * (size // 341 + 1)
    picture = (b"\x89PNG\r\n\x1a\n" + pixels)[: size * 3 // 4]
    return shape.image(base64.b64encode(picture).decode())


def writes(load: Load, shape: Shape) -> Iterator[bytes]:
    """What to write to the socket, one piece a write. The text events are all alike, so that a
    million of them cost the server no memory."""
    yield b"".join(map(_chunked, shape.begin()))
    for number in range(load.images):
        yield _chunked(image_event(shape, load.image_bytes, number))
    if load.rate:
        yield from _paced(load, shape)
        return
    event = _chunked(text_event(shape, load.size))
    block = event * load.per_write
    for _ in range(load.events // load.per_write):
        yield block
    yield event * (load.events % load.per_write)


def _paced(load: Load, shape: Shape) -> Iterator[bytes]:
    began = time.monotonic()
    for number in range(load.events):
        time.sleep(max(0.0, began + number / load.rate - time.monotonic()))
        yield _chunked(shape.text(f"{time.monotonic_ns()} {_FILLER}"))


def _chunked(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def _serve(connection: socket.socket) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connection:
        buffer = b""
        while True:
            while b"\r\n\r\n" not in buffer:
                if not (data := connection.recv(65536)):
                    return
                buffer += data
            head, _, buffer = buffer.partition(b"\r\n\r\n")
            missing = _content_length(head) - len(buffer)
            while missing > 0:
                missing -= len(connection.recv(65536))
            buffer = b""
            try:
                _answer(connection, head.split(b" ", 2)[1].decode())
            except OSError:
                return  # the client has had enough


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


def _answer(connection: socket.socket, target: str) -> None:
    load, path = parsed(target)
    shape = shape_of(path)
    connection.sendall(_HEAD)
    for data in writes(load, shape):
        if data:
            connection.sendall(data)
    if load.hang:
        while connection.recv(65536):
            pass
    else:
        connection.sendall(b"".join(map(_chunked, shape.end())) + _LAST_CHUNK)


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cpu", type=int, default=None)
    cpu = parser.parse_args().cpu
    if cpu is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {cpu})
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        print(server.getsockname()[1], flush=True)
        while True:
            connection, _ = server.accept()
            threading.Thread(target=_serve, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    main()
