"""Pictures and sounds in files of their own."""

from __future__ import annotations

import base64

import pytest

from gemini_desktop.core.export.apart import Apart

_LONG = b"\x89PNG\r\n\x1a\n" + bytes(2000)


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_the_same_bytes_are_one_file() -> None:
    apart = Apart("a b-files")
    assert apart.add(_LONG, "image", ".png") == "a b-files/01-image.png"
    assert apart.add(b"other", "audio", ".wav") == "a b-files/02-audio.wav"
    assert apart.link(_LONG, "image", ".png") == "a%20b-files/01-image.png"
    assert apart.files == {"01-image.png": _LONG, "02-audio.wav": b"other"}


@pytest.mark.parametrize(
    ("holder", "name"),
    [
        ({"mimeType": "image/jpeg"}, "01-image.png"),  # by its bytes, which tell
        ({"mime_type": "image/png"}, "01-image.png"),
        ({"media_type": 3}, "01-file.png"),
        ({}, "01-file.png"),
    ],
)
def test_a_long_text_is_a_file_named_by_what_it_is(holder: dict[str, object], name: str) -> None:
    apart = Apart("f")
    kept = apart.take(base64_of(_LONG), holder)
    assert kept is not None
    assert kept["file"] == f"f/{name}"
    assert apart.files == {name: _LONG}


def test_raw_sound_stays_raw() -> None:
    apart = Apart("f")
    assert apart.take(base64_of(bytes(2000)), {"mimeType": "audio/L16;rate=24000"})
    assert list(apart.files) == ["01-audio.pcm"]


@pytest.mark.parametrize(
    "text",
    [
        "c2hvcnQ=",
        "no base64 " * 200,
        base64_of(_LONG) + "\n",
        base64.urlsafe_b64encode(b"\xff\xfe" * 800).decode(),
        base64_of(_LONG).rstrip("=") + "=" * 4,
        "é" * 2000,
    ],
)
def test_what_would_not_be_the_same_text_again_stays(text: str) -> None:
    apart = Apart("f")
    assert apart.take(text, {"mimeType": "image/png"}) is None
    assert apart.files == {}
