"""Which files go with a prompt: what each protocol takes, and how much of it.

Nothing is sent that is known to be refused; what nobody knows (a ZIP, a spreadsheet) is sent with
its type, and the server says what it thinks of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from gemini_desktop.core.events import Content, Media
from gemini_desktop.core.profile import ProtocolName

MOST_SENT_BYTES = 20_000_000
"""Of all files of a request together, in the base64 in which they are sent. Google's own API takes
more today, Vertex AI and gateways do not; and what a conversation holds goes again each turn."""
MOST_FILE_BYTES = MOST_SENT_BYTES * 3 // 4
"""Of a file as it lies on the disk: base64 makes four characters of three bytes."""

_CHAT_SOUNDS = frozenset({"audio/wav", "audio/x-wav", "audio/mpeg", "audio/mp3"})
_TEXT = frozenset(
    {
        *("application/json", "application/xml", "application/javascript", "application/sql"),
        *("application/x-yaml", "application/yaml", "application/toml", "application/x-sh"),
        *("application/x-python", "application/x-javascript"),
    }
)


def is_text(mime_type: str) -> bool:
    """Whether a file of this type is words that can stand in a prompt."""
    plain = mime_type.partition(";")[0].strip().lower()
    return plain.startswith("text/") or plain in _TEXT


def holds_text(media: Media) -> bool:
    """Whether this is a text file that is sent along; nothing of it is read for the answer."""
    return media.kind == "document" and bool(media.data) and is_text(media.mime_type)


def as_text(media: Media) -> str:
    """A text file as words of the prompt, headed by its name; empty for any other file. For the
    protocols that have no part for such a file."""
    if not holds_text(media):
        return ""
    try:
        words = media.decoded().decode("utf-8", "replace")
    except ValueError:
        return ""
    return f"{media.name}:\n\n{words}" if media.name else words


def taken(protocol: ProtocolName) -> str:
    """What goes with a prompt, in words."""
    kinds = "Pictures, sound, video, PDF and text files"
    if protocol == "chat-completions":
        kinds = "Pictures, sound as WAV or MP3, and text files"
    return f"{kinds}, {MOST_FILE_BYTES // 1_000_000} MB together."


def refusal(media: Media, protocol: ProtocolName) -> str:
    """Why this protocol cannot carry the file, and what could; empty where it can."""
    if protocol != "chat-completions" or media.kind == "image" or holds_text(media):
        return ""
    if media.kind == "audio" and media.mime_type in _CHAT_SOUNDS:
        return ""
    return (
        "Chat Completions takes pictures, text files, and sound as WAV or MP3. Choose a profile "
        "with generateContent or Interactions to send this file."
    )


def sent_bytes(contents: Iterable[Content]) -> int:
    """How many bytes of base64 these contents put into a request."""
    return sum(len(content.data) for content in contents if isinstance(content, Media))
