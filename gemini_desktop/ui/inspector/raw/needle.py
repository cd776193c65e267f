"""What is looked for among bytes, and where somebody wants to go: what was typed, made sense of."""

from __future__ import annotations

import json
import re
from typing import Literal, NamedTuple, TypeAlias

from PySide6.QtCore import QCoreApplication

How: TypeAlias = Literal["text", "hex"]
MAX_NEEDLE = 1024
_HEX = re.compile(r"(?:0x|\\x|[\s,:;])", re.IGNORECASE)
_SPACES = re.compile(r"[\s,'’_.\u00a0\u202f]")


class Needle(NamedTuple):
    """Bytes to look for, in one of several forms. Where `folded`, the forms are in small letters,
    and Latin letters in both cases are found."""

    forms: tuple[bytes, ...]
    folded: bool = False

    def first(self, raw: bytes, limit: int) -> tuple[int, int] | None:
        """The first match that begins before `limit`: its first byte, and the one behind it."""
        raw = raw.lower() if self.folded else raw
        found = [(raw.find(form, 0, limit + len(form) - 1), len(form)) for form in self.forms]
        return min(((at, at + size) for at, size in found if at >= 0), default=None)

    def last(self, raw: bytes, limit: int) -> tuple[int, int] | None:
        """The last match that begins before `limit`."""
        raw = raw.lower() if self.folded else raw
        found = [(raw.rfind(form, 0, limit + len(form) - 1), len(form)) for form in self.forms]
        return max(((at, at + size) for at, size in found if at >= 0), default=None)


def needle(typed: str, how: How) -> Needle | None:
    r"""What to look for, None where nothing was typed.

    Text is looked for as UTF-8, and as JSON may write it: \u65e5 for 日, \n for a line end.
    Raises ValueError, in words for the user, where it is no hex.
    """
    if not typed:
        return None
    if how == "hex":
        return Needle((hex_bytes(typed),))
    escaped = (json.dumps(typed, ensure_ascii=plain)[1:-1] for plain in (False, True))
    forms = dict.fromkeys((typed, *escaped))
    return Needle(
        tuple(form.encode("utf-8", "surrogatepass").lower() for form in forms), folded=True
    )


def hex_bytes(typed: str) -> bytes:
    r"""Bytes written as hexadecimal numbers, with or without blanks, 0x or \x."""
    digits = _HEX.sub("", typed)
    if not digits or not re.fullmatch(r"[0-9a-fA-F]+", digits):
        raise ValueError(_tr("Type hexadecimal numbers, such as 64 61 74 61"))
    if len(digits) % 2:
        raise ValueError(_tr("The last byte lacks a digit"))
    return bytes.fromhex(digits)


def offset(typed: str, start: int, end: int) -> int:
    """A place between `start` and `end`: decimal, or hexadecimal with 0x before or h behind it;
    with + before it counted from `start`, with - from `end`.

    Raises ValueError, in words for the user.
    """
    text = _SPACES.sub("", typed).lower()
    sign = text[:1] if text[:1] in ("+", "-") else ""
    digits = text.removeprefix(sign)
    base = 16 if digits.startswith("0x") or digits.endswith("h") else 10
    form = r"(0x)?[0-9a-f]+h?" if base == 16 else r"[0-9]+"
    if not re.fullmatch(form, digits):
        raise ValueError(_tr("Type the number of a byte, such as 1234 or 0x4d2"))
    number = int(digits.removesuffix("h"), base)
    place = start + number if sign == "+" else end - number if sign == "-" else number
    if not start <= place <= end:
        raise ValueError(_tr("Only the bytes {0} to {1} are here").format(f"{start:,}", f"{end:,}"))
    return place


def _tr(text: str) -> str:
    return QCoreApplication.translate("ByteSearch", text)
