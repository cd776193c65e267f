"""JSON text without its longest strings, and back: for people to edit.

A picture in a request is megabytes of base64 on one line, which no text field takes and nobody
reads. A mark stands for it; the mark must stay as it is, anywhere in the text.
"""

from __future__ import annotations

import re

import msgspec

LONGEST = 2000
"""Characters of a string that is shown whole."""

_CHANGED_BY_QT = re.compile("[\u00a0\u2028\u2029\ufdd0\ufdd1\ufffc]")
"""What a text field gives back as something else; in JSON these stand in strings alone."""
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


class Folded(msgspec.Struct, frozen=True):
    """`text` for people, `values` by their marks, quotes included."""

    text: str
    values: dict[str, str]

    def unfolded(self, text: str) -> str:
        """An edited text with the values again."""
        for mark, value in self.values.items():
            text = text.replace(mark, value)
        return text


def folded(body: bytes) -> Folded | None:
    """Indented JSON with marks for long strings; None where it is no JSON."""
    try:
        text = _CHANGED_BY_QT.sub(_escaped, msgspec.json.format(body, indent=2).decode())
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    values: dict[str, str] = {}

    def marked(found: re.Match[str]) -> str:
        if len(found[0]) <= LONGEST:
            return found[0]
        mark = f'"⟦value {len(values) + 1}: {len(found[0]) - 2:,} characters⟧"'
        values[mark] = found[0]
        return mark

    return Folded(_STRING.sub(marked, text), values)


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
