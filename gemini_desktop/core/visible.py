"""Words of a server made safe to show: what would move a cursor or turn lines around is spelt out.

Terminal escapes and the bidirectional overrides of Unicode (UAX #9) can make a message say what its
sender did not write.
"""

from __future__ import annotations

import re

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_PICTURES = 0x2400
_DELETE, _DELETE_PICTURE = 0x7F, "\u2421"
_SPACE = 0x20


def visible(text: str) -> str:
    """The text with control characters as their pictures (␛) or code points (⟨U+202E⟩); tabs and
    line feeds stay."""
    return _CONTROL.sub(_spelt, text)


def _spelt(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < _SPACE:
        return chr(_PICTURES + code)
    return _DELETE_PICTURE if code == _DELETE else f"⟨U+{code:04X}⟩"
