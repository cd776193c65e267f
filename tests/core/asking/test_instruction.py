"""The system instruction of a request, in all three protocols."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gemini_desktop.core.asking.instruction import instruction


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"systemInstruction": {"parts": [{"text": "Be"}, {"text": "brief"}]}}, "Be\n\nbrief"),
        ({"system_instruction": "Be brief"}, "Be brief"),
        ({"messages": [{"role": "system", "content": "Be brief"}]}, "Be brief"),
        ({"messages": [{"role": "developer", "content": [{"type": "text", "text": "x"}]}]}, "x"),
        ({"messages": [{"role": "user", "content": "Be brief"}]}, ""),
        ({"messages": []}, ""),
        ({"messages": "x"}, ""),
        ({"systemInstruction": 3}, ""),
        ([], ""),
        ("x", ""),
    ],
)
def test_each_protocol_has_its_place_for_it(body: Any, words: str) -> None:
    assert instruction(json.dumps(body).encode()) == words


DEEP = b'{"systemInstruction": ' + b"[" * 700 + b"]" * 700 + b"}"


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, DEEP])
def test_what_cannot_be_read_has_none(body: bytes) -> None:
    assert instruction(body) == ""
