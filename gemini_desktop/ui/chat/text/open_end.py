"""Makes the document of a block that of the same block grown longer, from its open end on."""

from __future__ import annotations

import re

from PySide6.QtGui import QTextDocument

from gemini_desktop.ui.chat.text.growth import same_line
from gemini_desktop.ui.chat.text.render import OpenEnd, has_too_many_marks, render_items
from gemini_desktop.ui.chat.text.tail import type_on
from gemini_desktop.ui.chat.text.text_style import TextStyle
from gemini_desktop.ui.chat.turns.blocks import Markdown

_EMPTY_LINE = re.compile(r"\n[ \t]*\n[ \t]*[^\s]")
"""In a list it sets all items further apart."""


def grow(
    document: QTextDocument, end: OpenEnd, known: Markdown, block: Markdown, style: TextStyle
) -> tuple[OpenEnd, float] | None:
    """The new end, and the y below which something may have changed. `block` begins as `known`.

    None, and nothing has changed, where the block has to be read from its beginning.
    """
    if has_too_many_marks(block.segment.source):
        return None
    more = block.segment.source[len(known.segment.source) :].rstrip("\n")
    if end.tail is not None and same_line(known.segment.source, more):
        changed_from = type_on(document, end.tail, more, style, block.references)
        return (end, changed_from) if changed_from is not None else None
    return _grow_list(document, end, block, style)


def _grow_list(
    document: QTextDocument, end: OpenEnd, block: Markdown, style: TextStyle
) -> tuple[OpenEnd, float] | None:
    item, source = end.item, block.segment.source
    if item is None or item.position == 0 or block.segment.prefix or _EMPTY_LINE.search(source):
        return None
    before = document.findBlock(item.position - 1)
    if before.length() == 1:
        return None  # Qt would give an empty item the format of the next one
    changed_from = document.documentLayout().blockBoundingRect(before).top()
    grown = render_items(document, item, source[item.offset :], style, block.references)
    return (grown, changed_from) if grown is not None else None
