"""One block of Markdown as a QTextDocument.

The document is built by hand from markdown-it's tokens: no HTML, no style sheet, no resource is
ever read by Qt, so nothing that an answer says can open a file or an address. Images appear as
their words and their address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt
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

from gemini_desktop.core.text.formulas import rule
from gemini_desktop.ui.chat.text import citing, soft, tables
from gemini_desktop.ui.chat.text.formulas import typed
from gemini_desktop.ui.chat.text.inline import InlineWriter
from gemini_desktop.ui.chat.text.limits import MAX_NESTING
from gemini_desktop.ui.chat.text.markdown import References, parse, parse_inline, plain
from gemini_desktop.ui.chat.text.showable import showable
from gemini_desktop.ui.chat.text.tail import Tail
from gemini_desktop.ui.chat.text.text_style import (
    INDENT,
    LIST_GAP,
    PARAGRAPH_GAP,
    QUOTE_INDENT,
    TextStyle,
)
from gemini_desktop.ui.chat.turns.blocks import Cite, Markdown

if TYPE_CHECKING:
    from markdown_it.token import Token

RULE = QTextFormat.Property.UserProperty.value + 1
CODE = QTextFormat.Property.UserProperty.value + 2
QUOTE = QTextFormat.Property.UserProperty.value + 3
TASK = QTextFormat.Property.UserProperty.value + 4
BULLET = QTextFormat.Property.UserProperty.value + 5
WITHIN = QTextFormat.Property.UserProperty.value + 6
"""Properties of text blocks that the painter draws something beside: a rule, a card behind nested
code, the bars of a quote (their number), the box of a task (1, 2 where it is done); of a list
without numbers its level; for each bar the number of lists that it stands in."""

_CODE_PADDING = 10
_MAX_BRACKETS = 600
_MAX_DOLLARS = 400
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
    return render_open(block, style)[0]


def has_too_many_marks(source: str) -> bool:
    """Whether a block is better shown as it came: markdown-it looks for the end of each bracket,
    which is quadratic, and hundreds of formulas in one paragraph take longer than a frame."""
    return source.count("[") > _MAX_BRACKETS or source.count("$") > _MAX_DOLLARS


class OpenEnd(msgspec.Struct):
    """What a document ends with, from which on it may grow; None is what has no such end."""

    tail: Tail | None = None
    item: OpenItem | None = None


def render_open(block: Markdown, style: TextStyle) -> tuple[QTextDocument, OpenEnd]:
    """The document of a block that may grow, and its end."""
    segment = block.segment
    document = new_document(style.font)
    source = citing.marked(segment.source, block.cites) if block.cites else segment.source
    is_plain = has_too_many_marks(segment.source)
    if is_plain:
        tokens = plain(segment.source)
    elif soft.is_continued_paragraph(segment.prefix):
        tokens = parse_inline(source, block.references)
    else:
        tokens = parse(segment.prefix + source, block.references)
    cursor = QTextCursor(document)
    writer = _Writer(cursor, style, cites=block.cites, has_head=not segment.prefix)
    if max((token.level for token in tokens), default=0) >= MAX_NESTING - 2:
        tokens, is_plain = plain(segment.source), True  # what is nested deeper was dropped
    cursor.beginEditBlock()
    writer.write(tokens)
    cursor.endEditBlock()
    return document, OpenEnd() if is_plain else _open_end(writer, segment.source)


def render_items(
    document: QTextDocument, item: OpenItem, source: str, style: TextStyle, references: References
) -> OpenEnd | None:
    """Read the last item again and what follows it; None, and nothing has changed, where `source`,
    which begins with that item, does not go on with items alone.

    A list without empty lines is tight, and an item is read the same whatever stood before it.
    """
    if item.list.made is None or item.list.made.count() < 2:
        return None  # Qt deletes a list whose last item goes
    tokens = parse(source, references)
    if not _is_one_list(tokens, item.list.markup) or "]:" in source:
        return None
    cursor = QTextCursor(document)
    cursor.setPosition(item.position - 1)
    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    writer = _Writer(cursor, style, within=item.list)
    cursor.beginEditBlock()
    cursor.removeSelectedText()
    writer.write(tokens[1:-1])
    cursor.endEditBlock()
    return _open_end(writer, source, item.offset)


def _is_one_list(tokens: Sequence[Token], markup: str) -> bool:
    return bool(tokens) and (
        tokens[0].type.endswith("_list_open")
        and tokens[0].markup == markup
        and all(token.level for token in tokens[1:-1])
        and max(token.level for token in tokens) < MAX_NESTING - 2
    )


def _open_end(writer: _Writer, source: str, offset: int = 0) -> OpenEnd:
    """`offset` is where this source begins in that of the block."""
    item = None
    if writer.item is not None:
        position, line, list_ = writer.item
        start = sum(len(text) + 1 for text in source.split("\n")[:line])
        item = OpenItem(position, offset + start, list_)
    return OpenEnd(_open_tail(writer.tail, source), item)


def _open_tail(tail: Tail | None, source: str) -> Tail | None:
    """The tail, if it is what the source ends with, with the blanks that are not shown yet."""
    words = source.rstrip(" ")
    if tail is None or not tail.source or not words.endswith(tail.source.rpartition("\n")[2]):
        return None
    tail.source += source[len(words) :]
    return tail


class _List(msgspec.Struct):
    """A list while its items are typed."""

    format: QTextListFormat
    made: QTextList | None = None
    markup: str = ""


class OpenItem(msgspec.Struct, frozen=True):
    """The last item of the list that a block is: where it begins in the document (at its first
    character) and in the source, and the list that it belongs to."""

    position: int
    offset: int
    list: _List


class _Writer:
    """Walks the tokens once and types them into the document."""

    def __init__(
        self,
        cursor: QTextCursor,
        style: TextStyle,
        *,
        cites: Sequence[Cite] = (),
        has_head: bool = True,
        within: _List | None = None,
    ) -> None:
        self._cursor = cursor
        self._style = style
        self._inline = InlineWriter(self._cursor, style, cites)
        self._has_head = has_head
        self._empty = within is None
        self._quotes: list[int] = []
        """For each quote around the cursor the number of lists around that."""
        self._lists = [within] if within is not None else []
        self._tight = [True] * len(self._lists)
        self._marker: _List | None = None
        self._first_in_item = False
        self.tail: Tail | None = None
        """The inline content that was typed last, where it is what the document ends with."""
        self.item: tuple[int, int, _List] | None = None
        """The last item at the top: where it was typed, its line in the source, its list."""

    def write(self, tokens: Sequence[Token]) -> None:
        """Type all blocks."""
        index = 0
        while index < len(tokens):
            index = self._block(tokens, index)

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
                self._type(tokens[index + 1], characters)
                return index + 3
            case "bullet_list_open" | "ordered_list_open":
                self._open_list(token, tokens, index)
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
                self._tight.pop()
            case "list_item_open":
                self._open_item(token, tokens[index + 1])
            case "blockquote_open":
                self._quotes.append(len(self._lists))
            case "blockquote_close":
                self._quotes.pop()
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
            is_below_code = self._cursor.blockFormat().hasProperty(CODE)
            block.setTopMargin(gap + (_CODE_PADDING if is_below_code else 0))
        depth = len(self._lists)
        if depth and self._marker is None:
            block.setIndent(depth)
        if self._quotes:
            # On both sides: which one the bar is on shows when there are letters.
            inset = QUOTE_INDENT * len(self._quotes)
            block.setLeftMargin(block.leftMargin() + inset)
            block.setRightMargin(block.rightMargin() + inset)
            block.setProperty(QUOTE, len(self._quotes))
            block.setProperty(WITHIN, " ".join(map(str, self._quotes)))
        if self._empty:
            self._cursor.setBlockFormat(block)
            self._cursor.setBlockCharFormat(characters)
        else:
            self._cursor.insertBlock(block, characters)
        self._empty = False
        self.tail = None
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
            block.setProperty(TASK, 1 if task[1] == " " else 2)
            children[0].content = children[0].content[4:]
            inline.content = inline.content[4:]
        self._start(block, characters)
        self._type(inline, characters)

    def _type(self, inline: Token, base: QTextCharFormat) -> None:
        position = self._cursor.position()
        self._inline.write(inline, base)
        self.tail = Tail(position, inline.content, base)

    # --- lists, code, tables ---------------------------------------------------------------------

    def _open_list(self, token: Token, tokens: Sequence[Token], index: int) -> None:
        format_ = QTextListFormat()
        format_.setStyle(QTextListFormat.Style.ListStyleUndefined)  # markers are painted beside
        depth = len(self._lists)
        if token.type == "ordered_list_open":
            format_.setStart(int(token.attrGet("start") or 1))
            format_.setNumberSuffix(token.markup or ".")
        else:
            format_.setProperty(BULLET, depth + 1)
        format_.setIndent(depth + 1)
        self._lists.append(_List(format_, markup=token.markup))
        self._tight.append(_is_tight(tokens, index))
        self._first_in_item = False

    def _open_item(self, token: Token, following: Token) -> None:
        self._marker = self._lists[-1]
        self._first_in_item = True
        if len(self._lists) == 1 and not self._quotes and token.map is not None:
            position = self._cursor.position() + (0 if self._empty else 1)
            self.item = position, token.map[0], self._lists[-1]
        if following.type == "list_item_close":
            self._start(self._style.block(), self._style.characters())

    def _code(self, code: str) -> None:
        block = QTextBlockFormat()
        block.setProperty(CODE, 1)
        block.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        block.setLineHeight(
            round(self._style.line_px * 0.9), QTextBlockFormat.LineHeightTypes.FixedHeight.value
        )
        block.setLeftMargin(12)
        block.setRightMargin(12)
        block.setBottomMargin(_CODE_PADDING)
        characters = self._style.characters()
        characters.setFont(self._style.mono)
        self._start(block, characters, gap=PARAGRAPH_GAP + _CODE_PADDING)
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
        self.tail = None
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
