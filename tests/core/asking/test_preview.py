"""What would be sent, shown before it is, with nothing secret in it."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest

from gemini_desktop.core.asking.preview import credentials, preview
from gemini_desktop.core.profile import AuthKind, Profile, ProtocolName
from gemini_desktop.core.request import Options
from gemini_desktop.core.transcript import Transcript, prompt
from gemini_desktop.net import auth
from tests.core.protocols.building import profile

CANARY = "CANARY-not-a-real-key-0123456789"


def shown(profile: Profile, **options: Any) -> Any:
    return preview(profile, Transcript(turns=[prompt("Hi")]), Options(**options))


def test_address_headers_and_body() -> None:
    asked = profile(headers=(("X-Team", "blue"), ("X-Gateway-Key", CANARY)))
    found = shown(asked, temperature=0.5)
    assert str(found) == (
        "POST https://example.test/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse\n"
        "Content-Type: application/json\n"
        "Accept: text/event-stream\n"
        "X-Team: blue\n"
        "X-Gateway-Key: ***\n"
        "x-goog-api-key: ***\n"
        "\n"
        "{\n"
        '  "contents": [\n'
        "    {\n"
        '      "role": "user",\n'
        '      "parts": [\n'
        "        {\n"
        '          "text": "Hi"\n'
        "        }\n"
        "      ]\n"
        "    }\n"
        "  ],\n"
        '  "generationConfig": {\n'
        '    "temperature": 0.5\n'
        "  }\n"
        "}"
    )


def test_bearer_stays_readable() -> None:
    found = shown(profile("chat-completions", auth="bearer"))
    assert dict(found.headers)["Authorization"] == "Bearer ***"


@pytest.mark.parametrize("kind", [kind for kind in get_args(AuthKind) if kind != "none"])
@pytest.mark.parametrize("protocol", get_args(ProtocolName))
def test_credentials_travel_in_the_headers_that_are_sent(
    kind: AuthKind, protocol: ProtocolName
) -> None:
    asked = profile(protocol, auth=kind)
    assert credentials(asked, CANARY) == auth.headers(asked, CANARY)
    assert credentials(msgspec.structs.replace(asked, auth="none"), CANARY) == ()
