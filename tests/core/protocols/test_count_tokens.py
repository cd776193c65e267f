"""The request for a count: what would be sent, at the address that counts."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from gemini_desktop.core.profile import Profile, ProtocolName
from gemini_desktop.core.protocols import count_tokens
from gemini_desktop.core.request import Options
from gemini_desktop.core.transcript import Transcript, prompt

ASKED = Transcript(turns=[prompt("How many?")])
CONTENTS = [{"role": "user", "parts": [{"text": "How many?"}]}]


def built(profile: Profile, options: Options | None = None) -> tuple[str, Any]:
    request = count_tokens.build(profile, ASKED, options or Options())
    return request.url, msgspec.json.decode(request.body)


def test_the_developer_api_counts_a_whole_request() -> None:
    profile = Profile(name="p", model="gemini-x", query=(("trace", "1"),))
    url, body = built(profile, Options(system_instruction="Be brief", temperature=1.0))
    assert url.endswith("/v1beta/models/gemini-x:countTokens?trace=1")
    assert body == {
        "generateContentRequest": {
            "model": "models/gemini-x",
            "contents": CONTENTS,
            "systemInstruction": {"parts": [{"text": "Be brief"}]},
        }
    }


def test_a_tuned_model_keeps_its_kind() -> None:
    url, body = built(Profile(name="p", model="tunedModels/mine"))
    assert url.endswith("/tunedModels/mine:countTokens")
    assert body["generateContentRequest"]["model"] == "tunedModels/mine"


def test_vertex_takes_the_fields_as_they_stand() -> None:
    profile = Profile(name="p", auth="adc", project="my-project", location="europe-west4")
    url, body = built(profile, Options(system_instruction="Be brief"))
    assert "/projects/my-project/" in url
    assert url.endswith(":countTokens")
    assert body["contents"] == CONTENTS
    assert body["systemInstruction"] == {"parts": [{"text": "Be brief"}]}


@pytest.mark.parametrize(
    ("protocol", "can"),
    [("generate-content", True), ("interactions", False), ("chat-completions", False)],
)
def test_who_can_count(protocol: ProtocolName, can: bool) -> None:
    assert count_tokens.can_count(Profile(name="p", protocol=protocol)) is can


@pytest.mark.parametrize(
    ("body", "tokens"),
    [
        (b'{"totalTokens": 7}', 7),
        (b'{"totalTokens": "7"}', None),
        (b'{"totalTokens": true}', None),
        (b'{"totalTokens": -1}', None),
        (b'{"error": {"code": 403}}', None),
        (b"[1]", None),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_what_counts_as_an_answer(body: bytes, tokens: int | None) -> None:
    assert count_tokens.counted(body) == tokens
