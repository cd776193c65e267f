"""Building requests by hand."""

from typing import Any

import msgspec

from gemini_desktop.core import answer
from gemini_desktop.core.profile import Profile, ProtocolName
from gemini_desktop.core.protocols.table import PROTOCOLS
from gemini_desktop.core.request import HttpRequest, Options
from gemini_desktop.core.transcript import Transcript, Turn, prompt
from tests.core.reading import body as capture
from tests.core.reading import records

HEADERS = (("Content-Type", "application/json"), ("Accept", "text/event-stream"))


def profile(protocol: ProtocolName = "generate-content", **fields: Any) -> Profile:
    """A profile named `test`."""
    fields = {"base_url": "https://example.test/v1beta", "model": "gemini-3.8-flash"} | fields
    return Profile(name="test", protocol=protocol, **fields)


def built(profile: Profile, *turns: Turn | str, **options: Any) -> HttpRequest:
    """The request for turns; a string is a prompt."""
    transcript = Transcript(turns=[prompt(t) if isinstance(t, str) else t for t in turns])
    return PROTOCOLS[profile.protocol].build(profile, transcript, Options(**options))


def body(request: HttpRequest) -> Any:
    """The body as JSON."""
    return msgspec.json.decode(request.body)


def answered(name: str, protocol: ProtocolName = "generate-content", **fields: Any) -> Turn:
    """The model's turn of a capture, stored and loaded again."""
    turn = answer.read(records(capture(name), protocol=protocol))
    loaded = msgspec.json.decode(msgspec.json.encode(turn), type=Turn)
    for key, value in fields.items():
        setattr(loaded, key, value)
    return loaded
