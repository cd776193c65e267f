"""Writes the folder of hostile files that `test_hostile.py` reads: to be run after a change."""

from __future__ import annotations

import base64
import io
import json
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "hostile"
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(32)).decode()
_CENTRAL = b"PK\x01\x02"


def chatgpt(mapping: dict[str, Any], **more: Any) -> bytes:
    return json.dumps([{"title": "A chat", "mapping": mapping, **more}]).encode()


def node(node_id: str, parent: str | None, words: str = "Hi", role: str = "user") -> dict[str, Any]:
    content = {"content_type": "text", "parts": [words]}
    message = {"id": node_id, "author": {"role": role}, "content": content, "metadata": {}}
    return {"id": node_id, "parent": parent, "children": [], "message": message}


GOOD = chatgpt({"a": node("a", None), "b": node("b", "a", "Hello", "assistant")})


def archive(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        for name, data in entries:
            made.writestr(zipfile.ZipInfo(name), data, method)
    return file.getvalue()


def link() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        info = zipfile.ZipInfo("conversations.json")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(info, "/etc/passwd")
    return file.getvalue()


def patched(data: bytes, place: int, layout: str, value: int) -> bytes:
    """With another value in each entry of the central directory."""
    made = bytearray(data)
    start = data.find(_CENTRAL)
    while start >= 0:
        struct.pack_into(layout, made, start + place, value)
        start = data.find(_CENTRAL, start + 1)
    return bytes(made)


def flipped(data: bytes) -> bytes:
    """With a byte of the packed data turned round."""
    made = bytearray(data)
    made[60] ^= 0xFF
    return bytes(made)


def openai(content: Any) -> bytes:
    return json.dumps([{"role": "user", "content": content}]).encode()


def image(url: str) -> bytes:
    return openai([{"type": "image_url", "image_url": {"url": url}}, {"type": "text", "text": "x"}])


MANY = archive(*((f"{n}.json", b"[]") for n in range(20)))

FILES: dict[str, Callable[[], bytes]] = {
    "absolute.zip": lambda: archive(("/etc/conversations.json", GOOD)),
    "bomb.zip": lambda: archive(("conversations.json", b"[" + b" " * (12 << 20) + b"]")),
    "cut.zip": lambda: archive(("conversations.json", GOOD))[:-30],
    "damaged.zip": lambda: flipped(archive(("conversations.json", GOOD * 20))),
    "drive.zip": lambda: archive(("C:/conversations.json", GOOD)),
    "empty.zip": archive,
    "encrypted.zip": lambda: patched(archive(("conversations.json", GOOD)), 8, "<H", 1),
    "link.zip": link,
    "method.zip": lambda: patched(archive(("conversations.json", GOOD)), 10, "<H", 99),
    "nested.zip": lambda: archive(("inner.zip", archive(("conversations.json", GOOD)))),
    "no_zip.zip": lambda: b"PK\x03\x04" + bytes(range(256)),
    "twice.zip": lambda: archive(("conversations.json", GOOD), ("a/conversations.json", GOOD)),
    "unpacks_to_much.zip": lambda: patched(MANY, 24, "<I", 600 << 20),
    "upwards.zip": lambda: archive(("../../conversations.json", GOOD)),
    "bad_base64.json": lambda: image("data:image/png;base64,this is none!"),
    "circle.json": lambda: chatgpt({"a": node("a", "b"), "b": node("b", "a")}),
    "cut.json": lambda: GOOD[:-20],
    "deep.json": lambda: b'[{"mapping": ' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}]",
    "deep_arguments.json": lambda: (
        b'[{"uuid":"1","name":"n","chat_messages":[{"uuid":"a","sender":"assistant","content":'
        b'[{"type":"tool_use","name":"t","input":' + b"[" * 200 + b"]" * 200 + b"}]}]}]"
    ),
    "duplicate_keys.json": lambda: (
        b'[{"mapping": {}, "mapping": ' + json.dumps({"a": node("a", None)}).encode() + b"}]"
    ),
    "empty.json": lambda: b"",
    "empty_chat.json": lambda: chatgpt({}),
    "huge_number.json": lambda: GOOD[:-2] + b', "create_time": ' + b"9" * 20_000 + b"}]",
    "infinite_time.json": lambda: GOOD[:-2] + b', "create_time": 1e999}]',
    "junk_between.json": lambda: GOOD[:-1] + b" oops " + GOOD[1:],
    "later.json": lambda: b'{"format":"gemini-desktop transcript","version":7,"turns":[]}',
    "latin1.json": lambda: '[{"role":"user","content":"Gr\xfc\xdfe"}]'.encode("latin-1"),
    "link_to_a_file.json": lambda: image("file:///etc/passwd"),
    "lone_surrogate.json": lambda: b'[{"role":"user","content":"a\\ud800b"}]',
    "lying_picture.json": lambda: image("data:image/png;base64,PGh0bWw+PHNjcmlwdD4="),
    "no_chats.json": lambda: b'{"name": "a", "version": 1}',
    "nul.json": lambda: b'[{"role":"user","content":"a\\u0000b"}]',
    "one_bad.json": lambda: GOOD[:-1] + b', {"title": "Bad one", "mapping": 3}]',
    "orphans.json": lambda: chatgpt({"a": node("a", None), "b": node("b", "gone")}),
    "own_parent.json": lambda: chatgpt({"a": node("a", "a")}),
    "picture.json": lambda: base64.b64decode(PNG),
    "two_roots.json": lambda: chatgpt({"a": node("a", None), "b": node("b", None)}),
    "utf16.json": lambda: '[{"role":"user","content":"Gr\xfc\xdfe"}]'.encode("utf-16"),
    "wrong_types.json": lambda: b'[{"mapping": {"a": 3, "b": {"message": []}}, "title": 5}]',
}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, make in FILES.items():
        (FOLDER / name).write_bytes(make())


if __name__ == "__main__":
    main()
