"""One block of Markdown as a QTextDocument.

The document is built by hand from markdown-it's tokens: no HTML, no style sheet, no resource is
ever read by Qt, so nothing that an answer says can open a file or an address. Images appear as
their words and their address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token
from PySide6.QtGui import (
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextList,
    QTextListFormat,
    QTextOption,
)

from gemini_desktop.ui.chat import soft, tables
from gemini_desktop.ui.chat.blocks import Markdown
from gemini_desktop.ui.chat.formulas import rule, typed
from gemini_desktop.ui.chat.inline import InlineWriter
from gemini_desktop.ui.chat.markdown import MAX_NESTING, parse, parse_inline, plain
from gemini_desktop.ui.chat.showable import showable
from gemini_desktop.ui.chat.text_style import (
    INDENT,
    LIST_GAP,
    PARAGRAPH_GAP,
    QUOTE_INDENT,
    TextStyle,
)

RULE = QTextFormat.Property.UserProperty.value + 1
CODE = QTextFormat.Property.UserProperty.value + 2
QUOTE = QTextFormat.Property.UserProperty.value + 3
"""Properties of text blocks that the painter draws something beside: a rule, a card behind nested
code, the bars of a quote (their number)."""

_BULLETS = (
    QTextListFormat.Style.ListDisc,
    QTextListFormat.Style.ListCircle,
    QTextListFormat.Style.ListSquare,
)
_MAX_BRACKETS = 600
_TASK = re.compile(r"\[([ xX])\] ")


def new_document(font: QFont) -> QTextDocument:
    """An empty document for painting alone: no margin, no undo."""
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setDefaultFont(font)
    document.setIndentWidth(INDENT)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    return document


def render(block: Markdown, style: TextStyle) -> QTextDocument:
    """The document of a block; its width is still to be set."""
    segment = block.segment
    document = new_document(style.font)
    if segment.source.count("[") > _MAX_BRACKETS:
        tokens = plain(segment.source)  # markdown-it looks for the end of each: quadratic
    elif soft.is_continued_paragraph(segment.prefix):
        tokens = parse_inline(segment.source, block.references)
    else:
        tokens = parse(segment.prefix + segment.source, block.references)
    writer = _Writer(document, style, has_head=not segment.prefix)
    if max((token.level for token in tokens), default=0) >= MAX_NESTING - 2:
        tokens = plain(segment.source)  # what is nested deeper was dropped
    writer.write(tokens)
    return document


@dataclass
class _List:
    """A list while its items are typed."""

    format: QTextListFormat
    made: QTextList | None = None


class _Writer:
    """Walks the tokens once and types them into the document."""

    def __init__(self, document: QTextDocument, style: TextStyle, *, has_head: bool) -> None:
        self._cursor = QTextCursor(document)
        self._style = style
        self._inline = InlineWriter(self._cursor, style)
        self._has_head = has_head
        self._empty = True
        self._quotes = 0
        self._lists: list[_List] = []
        self._tight: list[bool] = []
        self._marker: _List | None = None
        self._first_in_item = False

    def write(self, tokens: Sequence[Token]) -> None:
        """Type all blocks."""
        self._cursor.beginEditBlock()
        index = 0
        while index < len(tokens):
            index = self._block(tokens, index)
        self._cursor.endEditBlock()

    def _block(self, tokens: Sequence[Token], index: int) -> int:
        """Type the block at this token; gives the index of the next."""
        token = tokens[index]
        match token.type:
            case "paragraph_open":
                self._paragraph(tokens[index + 1])
                return index + 3
            case "heading_open":
                block, characters = self._style.heading(int(token.tag[1]))
                self._start(block, characters, gap=PARAGRAPH_GAP + 4)
                self._inline.write(tokens[index + 1], characters)
                return index + 3
            case "bullet_list_open" | "ordered_list_open":
                self._open_list(token, tokens, index)
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
                self._tight.pop()
            case "list_item_open":
                self._open_item(tokens[index + 1])
            case "blockquote_open":
                self._quotes += 1
            case "blockquote_close":
                self._quotes -= 1
            case "fence" | "code_block":
                self._code(token.content)
            case "hr":
                block = self._style.block()
                block.setProperty(RULE, 1)
                self._start(block, self._style.characters())
            case "table_open":
                return self._table(tokens, index)
            case rule.BLOCK:
                self._start(self._style.block(), self._style.characters())
                typed.block(self._cursor, token, self._style, in_list=bool(self._lists))
        return index + 1

    def _start(
        self, block: QTextBlockFormat, characters: QTextCharFormat, *, gap: int = PARAGRAPH_GAP
    ) -> None:
        """Begin a paragraph of this format where the cursor stands."""
        if self._lists and self._tight[-1] and (self._marker or self._first_in_item):
            gap = LIST_GAP
        if not self._empty:
            block.setTopMargin(gap)
        depth = len(self._lists)
        if depth and self._marker is None:
            block.setIndent(depth)
        if self._quotes:
            block.setLeftMargin(block.leftMargin() + QUOTE_INDENT * self._quotes)
            block.setProperty(QUOTE, self._quotes)
        if self._empty:
            self._cursor.setBlockFormat(block)
            self._cursor.setBlockCharFormat(characters)
        else:
            self._cursor.insertBlock(block, characters)
        self._empty = False
        if self._marker is not None:
            self._join_list(self._marker)
            self._marker = None
        self._first_in_item = False

    def _join_list(self, list_: _List) -> None:
        """Make the paragraph an item; the first item makes the list."""
        if list_.made is None:
            list_.made = self._cursor.createList(list_.format)
        else:
            list_.made.add(self._cursor.block())

    def _paragraph(self, inline: Token) -> None:
        characters = self._style.characters()
        if self._quotes:
            characters.setForeground(self._style.muted)
        block = self._style.block()
        children = inline.children or []
        if self._first_in_item and children and (task := _TASK.match(children[0].content)):
            block.setMarker(
                QTextBlockFormat.MarkerType.Unchecked
                if task[1] == " "
                else QTextBlockFormat.MarkerType.Checked
            )
            children[0].content = children[0].content[4:]
        self._start(block, characters)
        self._inline.write(inline, characters)

    # --- lists, code, tables ---------------------------------------------------------------------

    def _open_list(self, token: Token, tokens: Sequence[Token], index: int) -> None:
        format_ = QTextListFormat()
        depth = len(self._lists)
        if token.type == "ordered_list_open":
            format_.setStyle(QTextListFormat.Style.ListDecimal)
            format_.setStart(int(token.attrGet("start") or 1))
            format_.setNumberSuffix(token.markup or ".")
        else:
            format_.setStyle(_BULLETS[min(depth, len(_BULLETS) - 1)])
        format_.setIndent(depth + 1)
        self._lists.append(_List(format_))
        self._tight.append(_is_tight(tokens, index))
        self._first_in_item = False

    def _open_item(self, following: Token) -> None:
        self._marker = self._lists[-1]
        self._first_in_item = True
        if following.type == "list_item_close":
            self._start(self._style.block(), self._style.characters())

    def _code(self, code: str) -> None:
        block = QTextBlockFormat()
        block.setProperty(CODE, 1)
        block.setLineHeight(
            round(self._style.line_px * 0.9), QTextBlockFormat.LineHeightTypes.FixedHeight.value
        )
        block.setLeftMargin(12)
        block.setRightMargin(12)
        block.setBottomMargin(10)
        characters = self._style.characters()
        characters.setFont(self._style.mono)
        self._start(block, characters, gap=PARAGRAPH_GAP + 10)
        lines = showable(code.rstrip("\n")).replace("\n", "\u2028")
        self._cursor.insertText(lines, characters)

    def _table(self, tokens: Sequence[Token], index: int) -> int:
        end = next(
            i for i in range(index, len(tokens))
            if tokens[i].type == "table_close" and tokens[i].level == tokens[index].level
        )  # fmt: skip
        table = tables.read(tokens[index : end + 1], has_head=self._has_head)
        if not table.rows:
            return end + 1
        if table.columns > tables.MAX_COLUMNS:
            self._code(table.as_text())
            return end + 1
        if not self._empty:
            self._start(self._style.block(), self._style.characters(), gap=0)
        tables.insert(self._cursor, table, self._style, self._inline.write)
        self._empty = False
        return end + 1


def _is_tight(tokens: Sequence[Token], index: int) -> bool:
    """markdown-it hides the paragraphs of a tight list."""
    level = tokens[index].level
    for token in tokens[index + 1 :]:
        if token.level <= level:
            break
        if token.type == "paragraph_open" and token.level == level + 2:
            return bool(token.hidden)
    return True
