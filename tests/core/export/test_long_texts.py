"""Texts of megabytes piece by piece: the same bytes as in one go."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from gemini_desktop.core.export import chat_file, long_texts
from gemini_desktop.core.export.long_texts import AT_ONCE

_LONG = "Aa+/" * (AT_ONCE // 2)


def written(value: Any) -> bytes:
    return b"".join(long_texts.written(value, msgspec.json.encode))


@pytest.mark.parametrize(
    "value",
    [
        {"a": _LONG, "b": [_LONG, {"c": "short"}, _LONG + "="]},
        {"a": _LONG + '"'},
        {"a": _LONG + "\\", "b": _LONG},
        {"a": _LONG + "é", "b": _LONG + "\n"},
        {"a": "\0long text 0\0", "b": _LONG},
        {"\0long text 0\0": 1, "b": _LONG},
        {"a": ["\0long text 1\0", _LONG, "\\u0000long text 0\\u0000"]},
        {},
        [],
        [_LONG],
    ],
)
def test_the_bytes_are_those_of_one_go_and_the_value_is_as_it_was(value: Any) -> None:
    before = msgspec.json.encode(value)
    assert written(value) == before
    assert msgspec.json.encode(value) == before


def test_no_piece_is_long() -> None:
    pieces = list(long_texts.written({"a": _LONG * 3}, msgspec.json.encode))
    assert max(map(len, pieces)) <= AT_ONCE
    assert len(pieces) > 5


def test_text_is_encoded_in_pieces_half_characters_replaced() -> None:
    text = "é" * (AT_ONCE - 1) + "\ud83d\ude00" + "日" * AT_ONCE
    expected = text.replace("\ud83d", "\ufffd").replace("\ude00", "\ufffd").encode()
    assert b"".join(chat_file.encoded(text)) == expected
