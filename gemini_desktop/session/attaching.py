"""Files as they go with a prompt: read, named by their kind, refused with a reason.

All of it blocks, so a window calls it in a thread.
"""

from __future__ import annotations

import base64
import stat
from pathlib import Path

from gemini_desktop.core.errors import ConfigurationError, Failure
from gemini_desktop.core.events import Media, MediaKind
from gemini_desktop.core.protocols.attachments import MOST_FILE_BYTES, MOST_SENT_BYTES

_KINDS: dict[str, MediaKind] = {"image": "image", "audio": "audio", "video": "video"}
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"GIF8", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"%PDF-", 0, "application/pdf"),
)
_TYPES = {
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".py": "text/x-python",
    ".svg": "image/svg+xml",
    ".ts": "video/mp2t",
    ".heic": "image/heic",
    ".heif": "image/heif",
    ".webp": "image/webp",
    ".opus": "audio/ogg",
    ".m4a": "audio/mp4",
    ".flac": "audio/flac",
    ".aac": "audio/aac",
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
}
"""What the tables of some systems lack, or name in several ways."""
_TEXT_OF_ITS_OWN = frozenset(
    {"text/plain", "text/markdown", "text/csv", "text/html", "text/css", "text/xml"}
)
"""Any other text is sent as text/plain: a server may know no `text/x-rust`."""
_CAPTURES = frozenset({".gcap", ".har", ".sse"})
_MAYBE_CAPTURES = frozenset({".json", ".jsonl", ".ndjson", ".txt", ".log"})
_STREAM_MARKS = (b'"candidates"', b'"choices"', b'"event_type"', b"data:")
_HEAD = 64 * 1024
_SLICE = 3 << 18  # a multiple of three, so that the pieces of base64 can be joined


def read(path: Path) -> Media:
    """A file as inline media. Raises ConfigurationError, with the way out, where it cannot be
    read, is no file, is empty or is too large."""
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise _unusable(path.name, "a folder", "Attach the files in it.")
        if not stat.S_ISREG(about.st_mode):
            raise _unusable(path.name, "a device, not a file", "Choose a file.")
        if about.st_size > MOST_FILE_BYTES:
            raise too_large(path.name, about.st_size)
        with path.open("rb") as file:
            data = file.read(MOST_FILE_BYTES + 1)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise _unusable(
            path.name, why.lower(), "Check that it is there and can be read."
        ) from error
    return of_bytes(data, path.name)


def of_bytes(data: bytes, name: str, mime_type: str = "") -> Media:
    """Bytes that somebody gave this name. Raises ConfigurationError as `read` does."""
    if not data:
        raise _unusable(name, "empty", "Choose a file with something in it.")
    if len(data) > MOST_FILE_BYTES:
        raise too_large(name, len(data))
    mime = mime_type or type_of(data, name)
    return Media(
        kind=_KINDS.get(mime.partition("/")[0], "document"),
        mime_type=mime,
        data=_encoded(data),
        name=name,
    )


def type_of(data: bytes, name: str) -> str:
    """The type, by the first bytes where these tell, else by the name, else text if it is such."""
    import mimetypes  # and with it the system's tables

    for magic, place, mime in _MAGIC:
        if data[place : place + len(magic)] == magic:
            return mime
    suffix = Path(name).suffix.lower()
    mime = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or ""
    if _may_be_text(mime, suffix) and _reads_as_text(data):
        return mime if mime in _TEXT_OF_ITS_OWN else "text/plain"
    return mime or "application/octet-stream"


def is_capture(path: Path) -> bool:
    """Whether a dropped file is a recorded stream, to be opened and not to be sent: by its name,
    or by its first bytes where the name says only that it is JSON or text."""
    suffix = path.suffix.lower()
    if suffix not in _MAYBE_CAPTURES:
        return suffix in _CAPTURES
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False  # told when it is read
    if suffix in (".txt", ".log"):
        return head.lstrip().startswith((b"data:", b"event:", b"[RAW]"))
    return any(mark in head for mark in _STREAM_MARKS) and head.lstrip()[:1] in (b"{", b"[", b"d")


def too_large(name: str, size: int) -> ConfigurationError:
    """The error for a file of this many bytes."""
    return _unusable(
        name,
        f"too large, {size / 1e6:,.1f} MB",
        f"At most {MOST_SENT_BYTES / 1e6:.0f} MB of files go into a request, and they grow by a "
        f"third on the way: send one of at most {MOST_FILE_BYTES / 1e6:.0f} MB.",
    )


def _unusable(name: str, why: str, advice: str) -> ConfigurationError:
    return ConfigurationError(
        Failure(kind="bad_attachment", message=f"{name} cannot be attached: {why}.", advice=advice)
    )


def _may_be_text(mime: str, suffix: str) -> bool:
    """Tables of types take source code for all kinds of things, TypeScript for a film; and no API
    takes SVG as a picture, but all read its text."""
    return not mime.startswith(("image/", "audio/", "video/")) or suffix in (".ts", ".svg")


def _reads_as_text(data: bytes) -> bool:
    if b"\x00" in data[:_HEAD]:
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _encoded(data: bytes) -> str:
    """In slices: one call for 15 MB would keep the window waiting."""
    view = memoryview(data)
    pieces = (base64.b64encode(view[at : at + _SLICE]) for at in range(0, len(data), _SLICE))
    return b"".join(pieces).decode("ascii")
