"""Makes characters visible that hide text or change how other text reads.

Endless chains of joiners are taken apart. Left alone is what writing needs: joiners, single
variation selectors, soft hyphens, direction marks, balanced isolates, the tags of flags, and
zero-width spaces in scripts that have no others.
"""

from __future__ import annotations

import re

_NAMES = {
    "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
    "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
}  # fmt: skip
_OPENERS = re.compile("[\u202a\u202b\u2066-\u2068]")
_CLOSERS = re.compile("[\u202c\u2069]")
_OVERRIDES = re.compile("[\u202d\u202e]")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")
_ZERO_WIDTH = re.compile("[\u180e\u200b\u2060-\u2064\ufeff]")
_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_TAGS = re.compile("(\U0001f3f4?)([\U000e0000-\U000e007f]+)")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}")
_CHAIN = re.compile("(?:[^\u200d\\s]{1,3}\u200d){8,}")
"""No emoji joins so many; fonts take a tenth of a second to find that out."""
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u180e\u200b\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e01ef]"
)


def made_visible(text: str) -> str:
    """The text with a name in angle brackets for each character that hides or misleads."""
    if "\u200d" in text:
        text = _CHAIN.sub(lambda match: match[0].replace("\u200d", ""), text)
    if not _SUSPECT.search(text):
        return text
    text = _CONTROLS.sub(_picture, text)
    if _OVERRIDES.search(text) or len(_OPENERS.findall(text)) != len(_CLOSERS.findall(text)):
        text = _DIRECTIONS.sub(lambda match: f"⟨{_NAMES[match[0]]}⟩", text)
    if not _SPACELESS.search(text):
        text = _ZERO_WIDTH.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)
    text = _TAGS.sub(_tags, text)
    return _SELECTORS.sub(lambda match: f"⟨{len(match[0])} hidden⟩", text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"⟨U+{code:04X}⟩"


def _tags(match: re.Match[str]) -> str:
    if match[1]:
        return match[0]  # the flag of a region
    words = "".join(
        chr(ord(tag) - 0xE0000) for tag in match[2] if 0x20 <= ord(tag) - 0xE0000 < 0x7F
    )
    return f"⟨{len(match[2])} hidden: {words}⟩" if words else f"⟨{len(match[2])} hidden⟩"
