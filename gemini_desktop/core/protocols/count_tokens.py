"""The request that has a server count what a prompt would cost, where a protocol has one."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import msgspec

from gemini_desktop.core import json_text
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.protocols import endpoint, generate_content_request, vertex, wire
from gemini_desktop.core.request import HttpRequest, Options
from gemini_desktop.core.transcript import Transcript

_COUNTED = ("contents", "systemInstruction", "tools")
_METHOD = re.compile(r":\w+$")


def can_count(profile: Profile) -> bool:
    """Whether the profile's API has such a request; Interactions and Chat Completions have none."""
    return profile.protocol == "generate-content"


def build(profile: Profile, transcript: Transcript, options: Options) -> HttpRequest:
    """The request. Raises ConfigurationError where the prompt itself could not be sent.

    Vertex AI takes the fields as they stand; the Developer API counts system instruction and tools
    only inside a whole request that names its model.
    """
    sent = generate_content_request.build(profile, transcript, options)
    parts = urlsplit(sent.url)
    path = _METHOD.sub(":countTokens", parts.path)
    url = endpoint.with_query(urlunsplit(parts._replace(path=path, query="")), profile.query)
    whole: dict[str, Any] = msgspec.json.decode(sent.body)
    body = {name: whole[name] for name in _COUNTED if name in whole}
    if not vertex.serves(profile):
        model = "/".join(parts.path.split("/")[-2:])
        body = {"generateContentRequest": {"model": _METHOD.sub("", model), **body}}
    return msgspec.structs.replace(sent, url=url, body=wire.dumped(body).encode())


def counted(body: bytes) -> int | None:
    """The number in the reply; None where there is none."""
    try:
        reply = json_text.parse(body)
    except (ValueError, RecursionError):
        return None
    total = reply.get("totalTokens") if isinstance(reply, dict) else None
    return total if isinstance(total, int) and not isinstance(total, bool) and total >= 0 else None
