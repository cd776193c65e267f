"""Files as they go with a prompt: byte for byte, or refused with a reason and a way out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.errors import ConfigurationError, Failure
from gemini_desktop.core.protocols.attachments import MOST_FILE_BYTES
from gemini_desktop.session import attaching

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@given(st.binary(min_size=1, max_size=3000))
def test_every_byte_comes_back(data: bytes) -> None:
    assert attaching.of_bytes(data, "a.bin").decoded() == data


def test_a_large_file_is_encoded_in_slices_that_join() -> None:
    data = os.urandom((3 << 18) * 2 + 1)
    assert attaching.of_bytes(data, "a.bin").decoded() == data


@pytest.mark.parametrize(
    ("name", "data", "kind", "mime"),
    [
        ("picture.png", PNG, "image", "image/png"),
        ("picture.jpg", PNG, "image", "image/png"),  # the bytes know better than the name
        ("picture", b"RIFF\0\0\0\0WEBPVP8 ", "image", "image/webp"),
        ("report", b"%PDF-1.7 ...", "document", "application/pdf"),
        ("voice.mp3", b"ID3\0", "audio", "audio/mpeg"),
        ("voice.wav", b"RIFF\0\0\0\0WAVE", "audio", "audio/wav"),
        ("film.mp4", b"\0\0\0\x20ftyp", "video", "video/mp4"),
        ("notes.md", "# Tür".encode(), "document", "text/markdown"),
        ("table.csv", b"a,b", "document", "text/csv"),
        ("main.rs", b"fn main() {}", "document", "text/plain"),
        ("types.ts", b"type A = 1", "document", "text/plain"),
        ("recording.ts", b"\x47\x40\xff\x00", "video", "video/mp2t"),
        ("drawing.svg", b"<svg/>", "document", "text/plain"),
        ("data.json", b"{}", "document", "text/plain"),
        ("Makefile", b"all:\n", "document", "text/plain"),
        ("strange", b"\x00\x01\xfe", "document", "application/octet-stream"),
        ("archive.zip", b"PK\x03\x04\0\xff", "document", "application/zip"),
    ],
)
def test_kinds(name: str, data: bytes, kind: str, mime: str) -> None:
    file = attaching.of_bytes(data, name)
    assert (file.kind, file.mime_type, file.name) == (kind, mime, name)


def refusal_of(path: Path) -> Failure:
    with pytest.raises(ConfigurationError) as caught:
        attaching.read(path)
    failure = caught.value.failure
    assert failure.message.startswith(f"{path.name} cannot be attached: ")
    assert failure.advice
    return failure


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    assert "no such file" in refusal_of(tmp_path / "gone.png").message
    assert "a folder" in refusal_of(tmp_path).message
    (tmp_path / "empty.txt").touch()
    assert "empty" in refusal_of(tmp_path / "empty.txt").message


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "a device" in refusal_of(tmp_path / "pipe").message


def test_too_large_a_file_is_not_read(tmp_path: Path) -> None:
    """A file without blocks: it would fill the memory if it were read."""
    path = tmp_path / "film.mp4"
    with path.open("wb") as file:
        file.truncate(40 << 30)
    failure = refusal_of(path)
    assert "too large, 42,949.7 MB" in failure.message
    assert "at most 15 MB" in failure.advice


def test_the_largest_file_fits(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with path.open("wb") as file:
        file.truncate(MOST_FILE_BYTES)
    assert len(attaching.read(path).data) == MOST_FILE_BYTES * 4 // 3
    with path.open("ab") as file:
        file.write(b"x")
    assert "too large" in refusal_of(path).message


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.gcap", b"PK", True),
        ("a.har", b"{}", True),
        ("a.sse", b"", True),
        ("a.json", b'[{"candidates": []}]', True),
        ("a.jsonl", b'{"choices": []}\n', True),
        ("a.json", b'{"name": "bread"}', False),
        ("a.txt", b'data: {"x": 1}\n\n', True),
        ("a.txt", b"These are the data: none.", False),
        ("a.png", PNG, False),
    ],
)
def test_recorded_streams_are_told_from_files(
    tmp_path: Path, name: str, data: bytes, expected: bool
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert attaching.is_capture(path) is expected


def test_a_stream_that_is_gone_is_none(tmp_path: Path) -> None:
    assert not attaching.is_capture(tmp_path / "gone.json")
