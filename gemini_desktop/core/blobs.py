"""What of an event's JSON is more than text: pictures, sounds, files, signatures, other base64.

Found by the shape of the JSON and not by a protocol, so that what a protocol does not know yet is
found too.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple, TypeAlias

from gemini_desktop.core.events import Json, Media
from gemini_desktop.core.json.spans import Path
from gemini_desktop.core.protocols import wire

BlobKind: TypeAlias = Literal["media", "signature", "base64"]
MAX_BLOBS: Final = 50
_MAX_NODES: Final = 5000
_MIME_TYPES = ("mimeType", "mime_type", "media_type")
_DATA = ("data", "b64_json")
_URIS = ("fileUri", "file_uri", "uri")
_SIGNATURES = frozenset({"thoughtSignature", "thought_signature", "signature", "encrypted_content"})
_LONG: Final = 256
_BASE64 = re.compile(rf"[A-Za-z0-9+/_-]{{{_LONG}}}")
_UNNAMED = "application/octet-stream"


class Blob(NamedTuple):
    """One of them. `media` holds its base64, whatever it is."""

    kind: BlobKind
    path: Path
    media: Media


def find(value: Json) -> list[Blob]:
    """All in a JSON value in the order of the text, some dozens at most; of a value of very many
    members only those among the first thousands."""
    found: list[Blob] = []
    stack: list[tuple[Path, Json]] = [((), value)]
    nodes = 0
    while stack and nodes < _MAX_NODES and len(found) < MAX_BLOBS:
        path, inner = stack.pop()
        nodes += 1
        if isinstance(inner, dict):
            taken = _media(path, inner, found)
            members = [(key, member) for key, member in inner.items() if key not in taken]
            stack.extend(((*path, key), member) for key, member in reversed(members))
        elif isinstance(inner, list):
            first = inner[:_MAX_NODES]
            stack.extend(((*path, place), item) for place, item in reversed([*enumerate(first)]))
        elif isinstance(inner, str) and (blob := _of_text(path, inner)) is not None:
            found.append(blob)
    return found


def _media(path: Path, member: dict[str, Json], found: list[Blob]) -> tuple[str, ...]:
    """Take the medium that an object is; the names of its members that are part of it."""
    mime_type = next((text for name in _MIME_TYPES if (text := wire.text(member, name))), "")
    for name in _DATA:
        if (data := wire.text(member, name)) and (mime_type or name == "b64_json"):
            kind = wire.media_kind(mime_type or "image/png")
            media = Media(kind=kind, mime_type=mime_type, data=data)
            found.append(Blob("media", (*path, name), media))
            return (name,)
    for name in _URIS:
        if mime_type and (uri := wire.text(member, name)):
            media = Media(kind=wire.media_kind(mime_type), mime_type=mime_type, uri=uri)
            found.append(Blob("media", (*path, name), media))
            return (name,)
    return ()


def _of_text(path: Path, text: str) -> Blob | None:
    if path and path[-1] in _SIGNATURES and text:
        return Blob("signature", path, Media(kind="document", mime_type=_UNNAMED, data=text))
    if text.startswith("data:"):
        head, comma, data = text.partition(",")
        mime_type = head.removeprefix("data:").removesuffix(";base64")
        if comma and head.endswith(";base64"):
            kind = wire.media_kind(mime_type)
            return Blob("media", path, Media(kind=kind, mime_type=mime_type, data=data))
    if len(text) > _LONG and _BASE64.match(text):
        return Blob("base64", path, Media(kind="document", mime_type=_UNNAMED, data=text))
    return None
