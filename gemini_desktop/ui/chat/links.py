"""Which addresses may be opened, and how an address is shown so that it cannot lie."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_MAX_SHOWN = 160
_UNSEEN = re.compile(
    r"[\x00-\x20\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]"
)
_BARE = re.compile(r"(?<![^\s*_~(])(?:https?://|www\.)[^\s<\x00-\x1f\x7f]+", re.IGNORECASE)
_HOST_IN_WORDS = re.compile(
    r"(?:https?://|\bwww\.|^)(?:[^\s/@]*@)?((?:[\w-]+\.)+[a-z]{2,})(?=[/:?#\s]|$)", re.IGNORECASE
)
"""An address in words: with its scheme, or a whole first word that is a host's name."""


def is_safe(address: str) -> bool:
    """Whether a click may open it: http and https with a host, nothing else."""
    try:
        parts = urlsplit(address)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def shown(address: str) -> str:
    """The address as text: unseen characters as escapes, the middle of a long one left out."""
    if len(address) > _MAX_SHOWN:
        address = f"{address[: _MAX_SHOWN * 2 // 3]}…{address[-_MAX_SHOWN // 3 :]}"
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", address)


def host(address: str) -> str:
    """The host that would be asked, in the form that goes on the wire (xn--… where needed)."""
    try:
        name = urlsplit(address).hostname or ""
        return name.encode("idna").decode("ascii")
    except ValueError:
        return shown(address)


def bare(text: str) -> list[tuple[int, int, str]]:
    """Addresses that stand in the text as they are: start, end, and where each leads.

    As in GitHub Flavored Markdown, section 6.9: with their scheme or `www.`, without the marks
    that close the sentence or the bracket around them.
    """
    found = []
    for match in _BARE.finditer(text):
        words = match[0]
        while (last := words[-1:]) and (
            last in "?!.,:;*_~'\"" or (last == ")" and words.count(")") > words.count("("))
        ):
            words = words[:-1]
        address = words if "://" in words else f"https://{words}"
        if is_safe(address) and "." in (urlsplit(address).hostname or ""):
            found.append((match.start(), match.start() + len(words), address))
    return found


def host_to_show(words: str, address: str) -> str:
    """The host that has to stand beside a link, as its words or its form may hide it.

    So where the words read like another address, where the host is not plain ASCII (it may look
    like a known one), and where a user name stands before it; else empty.
    """
    true = host(address)
    parts = urlsplit(address)
    if parts.username is not None or not (parts.hostname or "").isascii():
        return true
    told = {_bare(match[1].lower()) for match in _HOST_IN_WORDS.finditer(words)}
    return true if told - {_bare(true)} else ""


def _bare(name: str) -> str:
    return name.removeprefix("www.")


def explained(address: str) -> str:
    """What a tooltip says: the host first, for an address may be built to look like another."""
    return f"{host(address)}\n{shown(address)}"
