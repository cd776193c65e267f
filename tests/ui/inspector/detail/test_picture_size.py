"""Width and height from the first bytes of real pictures."""

import base64
import json

import pytest

from gemini_desktop.ui.inspector.detail.picture_size import of_base64, of_bytes
from tests.ui.inspector.sources import CAPTURES


def test_the_pictures_of_the_captures() -> None:
    line = (CAPTURES / "04_dev_inline_image.sse").read_bytes()
    for event in line.split(b"\r\n\r\n"):
        if b"inlineData" in event:
            parts = json.loads(event[6:])["candidates"][0]["content"]["parts"]
            data = next(part["inlineData"]["data"] for part in parts if "inlineData" in part)
            assert of_base64(data) == (64, 48)


def test_a_jpeg_behind_its_metadata() -> None:
    head = b"\xff\xd8\xff\xe1\x00\x10" + bytes(14) + b"\xff\xc0\x00\x11\x08\x03\x00\x05\x40\x03"
    assert of_bytes(head) == (1344, 768)
    assert of_base64(base64.b64encode(head).decode()) == (1344, 768)


def test_a_gif() -> None:
    assert of_bytes(b"GIF89a\x40\x01\xf0\x00\x00") == (320, 240)


@pytest.mark.parametrize("data", ["", "AAAA", "not base64 at all!", "iVBORw0KGgo=", "größe"])
def test_anything_else_has_no_size(data: str) -> None:
    assert of_base64(data) is None
