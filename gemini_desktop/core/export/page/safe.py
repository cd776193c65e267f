"""Text of strangers in a page of ours: it stays text, and its addresses stay harmless."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What HTML has no character for: control characters, half characters, non-characters."""


def text(words: str) -> str:
    """As text of an element or of an attribute in quotation marks."""
    return html.escape(_NO_TEXT.sub("\ufffd", words.replace("\r\n", "\n").replace("\r", "\n")))


def is_link(address: str) -> bool:
    """Whether a click may lead there: a page or a mail, nothing that runs or reads a file."""
    try:
        parts = urlsplit(address)
        host = bool(parts.hostname)
    except ValueError:
        return False
    scheme = parts.scheme.lower()
    return (scheme in ("http", "https") and host) or (scheme == "mailto" and not parts.netloc)
