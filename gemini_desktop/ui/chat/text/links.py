"""Which addresses may be opened, and how an address is shown so that it cannot lie."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

_MAX_SHOWN = 160
_UNSEEN = re.compile(
    r"[\x00-\x20\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]"
)
_BARE = re.compile(r"(?<![^\s*_~(])(?:https?://|www\.)[^\s<\x00-\x1f\x7f]+", re.IGNORECASE)
_MAIL = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}", re.ASCII)
_BARE_MAIL = re.compile(rf"(?<![\w.+/:@-]){_MAIL.pattern}(?![\w@-])", re.ASCII)
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


def recipient(address: str) -> str:
    """To whom a `mailto:` address writes; empty where it may not be clicked.

    One plain address, with a subject and words at most: some mail programs take orders in other
    fields, such as files to attach.
    """
    try:
        parts = urlsplit(address)
        fields = parse_qsl(parts.query, strict_parsing=bool(parts.query))
    except ValueError:
        return ""
    to = unquote(parts.path)
    harmless = all(name.lower() in ("subject", "body") for name, _ in fields)
    is_mail = parts.scheme.lower() == "mailto" and not parts.netloc and _MAIL.fullmatch(to)
    return to if is_mail and harmless else ""


def may_be_clicked(address: str) -> bool:
    """Whether a click does anything: opens a page, or asks whether to write a mail."""
    return is_safe(address) or bool(recipient(address))


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
    that close the sentence or the bracket around them; or of mail.
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
    for match in _BARE_MAIL.finditer(text) if "@" in text else ():
        if not any(start < match.end() and match.start() < end for start, end, _ in found):
            found.append((match.start(), match.end(), f"mailto:{match[0]}"))
    return sorted(found)


def host_to_show(words: str, address: str) -> str:
    """The host that has to stand beside a link, as its words or its form may hide it.

    So where the words read like another address, where the host is not plain ASCII (it may look
    like a known one), and where a user name stands before it; else empty.
    """
    if to := recipient(address):
        return "" if words.strip().lower().removeprefix("mailto:") == to.lower() else to
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
    if to := recipient(address):
        return f"{to}\n{shown(address)}"
    return f"{host(address)}\n{shown(address)}"
