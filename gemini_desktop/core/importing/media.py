"""Pictures, sounds and documents of a foreign file, called what their bytes are.

Nothing is fetched: what stands behind an address stays an address, and only addresses of the web
and of Google's storage are kept as such.
"""

from __future__ import annotations

import re

from gemini_desktop.core.events import Content, Media, Text, UnknownContent
from gemini_desktop.core.files import file_kind
from gemini_desktop.core.files.mime_types import BY_SUFFIX
from gemini_desktop.core.importing.values import one_line
from gemini_desktop.core.protocols.wire import media_kind

_DATA = re.compile(r"data:([\w.+-]+/[\w.+-]+)?(?:;[\w=.+-]+)*?;base64,", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?|gs)://[^\s\x00-\x1f]+", re.IGNORECASE)
_TEXTS = frozenset({"application/json", "application/xml", "application/x-yaml"})
_RAW = ("text/", "audio/l16", "audio/pcm")
_LIKE_FILMS = frozenset({"image/heic", "image/heif", "image/avif"})
MISSING = "missing file"
UNREADABLE = "unreadable file"
LYING = "(said to be "
_BINARY = "application/octet-stream"
_HEAD = 4 * file_kind.HEAD_BYTES


def of_base64(data: str, mime_type: str, name: str = "") -> Content:
    """A medium from base64. One that is no base64 is what it says it is, without its bytes."""
    try:
        head = _decoded(data[:_HEAD])
        if len(data) > _HEAD and not _is_base64(data):
            _decoded(data)  # it may be wrapped into lines
    except ValueError:
        return unreadable(name, mime_type)
    return of_head(head, mime_type, data, name)


def of_head(head: bytes, mime_type: str, data: str, name: str) -> Media:
    """A medium from base64 that is known to be whole, and its first bytes."""
    kind, true_type = true_kind(head, mime_type)
    words = one_line(name)
    if true_type == _BINARY and mime_type.startswith(("image/", "audio/", "video/")):
        words = f"{words} {LYING}{one_line(mime_type, 40)})".lstrip()
    return Media(kind=kind, mime_type=true_type, data=data, name=words)


def of_url(url: str, name: str = "") -> Content:
    """A medium from a `data:` URL, or one that stands elsewhere."""
    if found := _DATA.match(url[:200]):
        return of_base64(url[found.end() :], found[1] or "", name)
    if _ADDRESS.fullmatch(url[:4096]) and len(url) <= 4096:
        return Media(kind="image", mime_type="", uri=url, name=one_line(name))
    return missing(name or url)


def missing(name: str, kind: str = "") -> Content:
    """The name of a file that did not come along."""
    return UnknownContent(name=MISSING, value={"name": one_line(name), "type": one_line(kind, 100)})


def unreadable(name: str, kind: str) -> Content:
    """The name of a file whose bytes are not to be had."""
    return UnknownContent(name=UNREADABLE, value={"name": one_line(name), "type": one_line(kind)})


def of_text(words: str, name: str) -> Content:
    """A document whose words are in the file."""
    label = f"{one_line(name)}\n\n" if name else ""
    return Text(text=f"{label}{words}")


def true_kind(head: bytes, mime_type: str) -> tuple[file_kind.Family, str]:
    """What it is by its first bytes. What calls itself a picture, sound or film and is none that we
    know is an unknown document, which nobody tries to show."""
    if mime_type in _LIKE_FILMS and head[4:8] == b"ftyp":
        return "image", mime_type
    if mime_type.lower().startswith(_RAW):
        return media_kind(mime_type), mime_type
    found = file_kind.of(head)
    if found is not None:
        return found.family, BY_SUFFIX[found.suffix]
    if mime_type in _TEXTS:
        return "document", mime_type
    return "document", _BINARY


def _decoded(data: str) -> bytes:
    return Media(kind="document", mime_type="", data=data).decoded()


def _is_base64(data: str) -> bool:
    """Quicker than decoding megabytes."""
    found = _ALPHABET.fullmatch(data)
    return found is not None and found.end(1) % 4 != 1


_ALPHABET = re.compile(r"([A-Za-z0-9+/_-]*+)[=\s]*+")
