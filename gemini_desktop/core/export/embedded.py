"""A file's bytes as a data: address, so that an exported page holds them itself."""

from __future__ import annotations

import base64

from gemini_desktop.core.files.mime_types import BY_SUFFIX

_AT_ONCE = 3 << 18
"""Bytes; a multiple of three, so that the pieces of base64 fit together."""
_HEAD = "data:{0};base64,"
_TYPES = {
    **BY_SUFFIX,
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
    pieces = (data[start : start + _AT_ONCE] for start in range(0, len(data), _AT_ONCE))
    return "".join((_HEAD.format(type_), *(base64.b64encode(piece).decode() for piece in pieces)))
