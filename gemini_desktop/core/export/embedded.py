"""A file's bytes as a data: address, so that an exported page holds them itself."""

from __future__ import annotations

import base64

_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".aac": "audio/aac",
    ".flac": "audio/flac",
    ".ogg": "audio/ogg",
    ".m4a": "audio/mp4",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".md": "text/plain",
    ".json": "application/json",
}


def link(data: bytes, kind: str, suffix: str) -> str:
    """The address. HTML and what is not known goes as bytes, which a browser saves and never
    shows: a document of a stranger is not a page of ours."""
    del kind
    type_ = _TYPES.get(suffix, "application/octet-stream")
    return f"data:{type_};base64,{base64.b64encode(data).decode()}"
