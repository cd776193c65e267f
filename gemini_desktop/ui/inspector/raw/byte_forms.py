"""Bytes as text for the clipboard."""

from __future__ import annotations

import base64
from typing import Literal, TypeAlias

Form: TypeAlias = Literal["text", "hex", "base64"]
MAX_COPIED = 32 << 20
"""More is for a file: a clipboard holds several copies, in every program that watches it."""


def written(raw: bytes, form: Form) -> str:
    """Bytes in one of the forms. As text, what is no UTF-8 becomes a replacement character; the
    other two lose nothing."""
    match form:
        case "hex":
            return raw.hex(" ")
        case "base64":
            return base64.b64encode(raw).decode("ascii")
    return raw.decode("utf-8", "replace")
