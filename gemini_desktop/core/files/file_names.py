"""Names for files that every system takes, made of titles."""

from __future__ import annotations

import re
import unicodedata

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\ud800-\udfff]+')
_UNSEEN = re.compile(r"[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
"""What Windows takes for a device, with any ending."""
_MOST_CHARACTERS = 80
_MOST_BYTES = 180
"""Systems take 255 bytes: this leaves room for a number, an ending and `-files`."""


def stem(title: str, otherwise: str = "chat") -> str:
    """The title as a file's name without its ending; `otherwise` where nothing is left of it."""
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", _NOT_IN_NAMES.sub(" ", title)))
    text = " ".join(text.split())[:_MOST_CHARACTERS]
    text = text.encode()[:_MOST_BYTES].decode("utf-8", "ignore").strip(" .")
    if not text:
        return otherwise
    # A dot in front hides a file; a dash in front is an option to other programs.
    text = text.lstrip("-~ .") or otherwise
    return f"{text}_" if _DEVICES.fullmatch(text) else text


class Names:
    """Names of the files of one folder, no two of them the same, also for a system that takes no
    notice of capitals."""

    def __init__(self, *taken: str) -> None:
        self._taken = {folded(name) for name in taken}
        self._numbers: dict[str, int] = {}
        """The last number that each wanted name got: a thousand chats may have one title."""

    def unique(self, wanted: str) -> str:
        """The name, with a number where it is taken already; from now on it is taken."""
        name, number = wanted, self._numbers.get(wanted, 1)
        while folded(name) in self._taken:
            number += 1
            name = f"{wanted} ({number})"
        self._numbers[wanted] = number
        self._taken.add(folded(name))
        return name


def folded(name: str) -> str:
    """The name as a system sees it that takes no notice of capitals and of how accents are
    written."""
    return unicodedata.normalize("NFD", name).casefold()
