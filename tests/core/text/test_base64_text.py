"""Base64 of any length, read piece by piece."""

from __future__ import annotations

import base64
import random

import pytest

from gemini_desktop.core.events import Media
from gemini_desktop.core.text import base64_text
from gemini_desktop.core.text.base64_text import AT_ONCE


@pytest.mark.parametrize("size", [0, 1, 2, 3, AT_ONCE // 4 * 3 - 1, AT_ONCE, 3 * AT_ONCE + 2])
def test_base64_is_read_whatever_its_length(size: int) -> None:
    data = random.Random(size).randbytes(size)
    assert base64_text.exact(base64.b64encode(data).decode()) == data


@pytest.mark.parametrize(
    "text",
    [
        "AAA",
        "AA==AAAA",
        "AAB=",  # bits beyond the last byte
        "A" * (AT_ONCE - 1) + "=" + "AAAA",
        "AA A",
        "AA-_",
        "é" * 4,
    ],
)
def test_what_would_not_be_the_same_text_again_is_not_read(text: str) -> None:
    assert base64_text.exact(text) is None


@pytest.mark.parametrize("size", [0, 5, AT_ONCE + 7])
def test_media_are_the_same_bytes_however_they_are_spelt(size: int) -> None:
    data = random.Random(size).randbytes(size)
    usual = base64.b64encode(data).decode()
    for text in (usual, usual.rstrip("="), base64.urlsafe_b64encode(data).decode(), f"{usual}\n"):
        assert Media(kind="image", mime_type="image/png", data=text).decoded() == data
    with pytest.raises(ValueError, match="not base64"):
        Media(kind="image", mime_type="image/png", data=usual + "?!").decoded()
