"""What others write into a HAR is read as far as it goes."""

from __future__ import annotations

from typing import Any

import pytest

from gemini_desktop.core.capture import BytesReceived
from gemini_desktop.core.har import reader


def body(content: dict[str, Any]) -> bytes:
    """The bytes that came with an entry of this content."""
    entry = {"request": {}, "response": {"status": 200, "content": content}}
    found = reader.capture(entry, 0)
    assert found is not None
    return b"".join(r.data for r in found.records if isinstance(r, BytesReceived))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ZGF0YTogMQ==", b"data: 1"),
        ("abc", b"abc"),
        ("größe", "größe".encode()),
        ("\ud800", b"?"),
    ],
)
def test_base64_that_is_none_is_kept_as_it_stands(text: str, expected: bytes) -> None:
    assert body({"text": text, "encoding": "base64"}) == expected
