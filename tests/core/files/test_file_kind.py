"""Files are known by their first bytes, and what is not known is not guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.files import file_kind


@pytest.mark.parametrize(
    ("head", "suffix"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", ".png"),
        (b"\xff\xd8\xff\xe0", ".jpg"),
        (b"GIF89a", ".gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", ".webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", ".wav"),
        (b"ID3\x04", ".mp3"),
        (b"\xff\xfb\x90\x64", ".mp3"),
        (b"\xff\xf1\x50\x80", ".aac"),
        (b"fLaC\0", ".flac"),
        (b"OggS\0", ".ogg"),
        (b"\0\0\0\x18ftypisom", ".mp4"),
        (b"\0\0\0\x18ftypM4A ", ".m4a"),
        (b"\0\0\0\x14ftypqt  ", ".mov"),
        (b"\x1a\x45\xdf\xa3", ".webm"),
        (b"%PDF-1.7", ".pdf"),
    ],
)
def test_kinds_are_told_by_their_bytes(head: bytes, suffix: str) -> None:
    found = file_kind.of(head)
    assert found is not None
    assert found.suffix == suffix


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"MZ\x90\0",
        b"\x7fELF",
        b"#!/bin/sh",
        b"PK\x03\x04",
        b"<svg xmlns=",
        b"<html>",
        b"RIFF\0\0\0\0AVI ",
        b"\xff",
        b"\xff\xfe<\0s\0",
        b"[Desktop Entry]",
        b" %PDF-1.7",
    ],
)
def test_what_could_run_or_is_unknown_is_none_of_them(head: bytes) -> None:
    assert file_kind.of(head) is None


@given(st.binary(max_size=80))
def test_no_bytes_are_a_fault(head: bytes) -> None:
    found = file_kind.of(head)
    assert found is None or found.suffix.startswith(".")
