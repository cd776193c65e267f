"""What each protocol takes as a file, and in which form."""

from __future__ import annotations

import base64

import msgspec
import pytest

from gemini_desktop.core.events import Media, MediaKind
from gemini_desktop.core.profile import Profile, ProtocolName
from gemini_desktop.core.protocols import attachments
from gemini_desktop.core.protocols.table import PROTOCOLS
from gemini_desktop.core.request import Options
from gemini_desktop.core.transcript import Transcript, prompt

ALL: tuple[ProtocolName, ...] = ("generate-content", "interactions", "chat-completions")


def media(kind: MediaKind, mime: str, data: bytes = b"x", name: str = "") -> Media:
    return Media(kind=kind, mime_type=mime, data=base64.b64encode(data).decode(), name=name)


@pytest.mark.parametrize(
    ("file", "taken"),
    [
        (media("image", "image/png"), ALL),
        (media("audio", "audio/wav"), ALL),
        (media("audio", "audio/mpeg"), ALL),
        (media("audio", "audio/ogg"), ALL[:2]),
        (media("video", "video/mp4"), ALL[:2]),
        (media("document", "application/pdf"), ALL[:2]),
        (media("document", "text/plain"), ALL),
        (media("document", "application/json"), ALL),
        (media("document", "application/zip"), ALL[:2]),
    ],
)
def test_what_each_protocol_takes(file: Media, taken: tuple[ProtocolName, ...]) -> None:
    """A refusal is a sentence that names what would work."""
    refused = {protocol: attachments.refusal(file, protocol) for protocol in ALL}
    assert tuple(p for p in ALL if not refused[p]) == taken
    assert all("generateContent" in sentence for sentence in refused.values() if sentence)


@pytest.mark.parametrize("protocol", ALL[1:])
def test_a_text_file_is_sent_as_text_where_there_is_no_part_for_it(protocol: ProtocolName) -> None:
    """With its name before it, after which every character of it stands."""
    words = "Zeile 1\r\nライン\n" * 3
    file = media("document", "text/plain", words.encode(), "notes.txt")
    built = PROTOCOLS[protocol].build(
        Profile(name="p", base_url="http://127.0.0.1:9", auth="none", model="m"),
        Transcript(turns=[prompt("Sum up", [file])]),
        Options(),
    )
    body = msgspec.json.decode(built.body)
    content = body["input"] if "input" in body else body["messages"][0]["content"]
    assert content == [
        {"type": "text", "text": f"notes.txt:\n\n{words}"},
        {"type": "text", "text": "Sum up"},
    ]


def test_generate_content_sends_a_text_file_as_it_is() -> None:
    file = media("document", "text/plain", b"abc", "notes.txt")
    built = PROTOCOLS["generate-content"].build(
        Profile(name="p", base_url="http://127.0.0.1:9", auth="none", model="m"),
        Transcript(turns=[prompt("Sum up", [file])]),
        Options(),
    )
    part = msgspec.json.decode(built.body)["contents"][0]["parts"][0]
    assert part == {"inlineData": {"mimeType": "text/plain", "data": "YWJj"}}


def test_what_is_no_text_has_no_words() -> None:
    assert attachments.as_text(media("image", "image/svg+xml", b"<svg/>")) == ""
    assert attachments.as_text(media("document", "application/pdf", b"%PDF")) == ""
    assert attachments.as_text(Media(kind="document", mime_type="text/plain", data="?")) == ""
    assert attachments.as_text(Media(kind="document", mime_type="text/plain", uri="gs://x")) == ""


def test_sent_bytes_count_base64() -> None:
    file = media("image", "image/png", bytes(300))
    assert attachments.sent_bytes([file, *prompt("words", [file]).steps[0].contents]) == 800
