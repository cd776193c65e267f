"""The end of a document that still grows: what of it is final, and what has to be read again.

More words on the last line leave all before them as it was, but for marks that are still open
(`**bold te`), which may yet begin something. So a tail is the inline source from some character of
the document on. What of it is closed is left behind as it grows; the rest, mostly a word, is taken
out of the document and typed anew.

Why this may be done: a text whose tokens hold no mark that could begin something (emphasis, code, a
link, a formula) has none open, and what follows a blank cannot reach back into it (CommonMark 0.31,
section 6.2: closers look for openers that are left; section 6.1: the first run of backticks).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextCursor, QTextDocument

from gemini_desktop.ui.chat.text.formulas import typed
from gemini_desktop.ui.chat.text.inline import InlineWriter
from gemini_desktop.ui.chat.text.markdown import References, inline_token
from gemini_desktop.ui.chat.text.text_style import TextStyle

if TYPE_CHECKING:
    from markdown_it.token import Token

_MARK = re.compile(r"[*_`~\[\]<>&\\!$^@\n]|://|[wW]{2}\.")
"""What may mean more than itself inside a line."""
_OPEN = re.compile(r"[*_`~\[\\$]")
"""What may have begun something, where it is left in the words that are shown."""
_MOST_MARKS = 80
_CUT = re.compile(r"(?<=\S) (?=[^\W_])")
_WORDS = re.compile(r"(?:[^\W_]|[ ,.?!:;'\"%/+=()–—“”‘’…，。、！？：；（）「」-])*")
"""Characters that mean nothing but themselves, wherever a text is cut between them."""


class Tail(msgspec.Struct):
    """Inline Markdown from the character `position` of a document on, to the document's end.

    `base` is the format of its plain words. `begins`: nothing stands before it in its paragraph.
    """

    position: int
    source: str
    base: QTextCharFormat
    begins: bool = True
    end: QTextCursor | None = None
    """Kept at the document's end, for finding that place again lays a paragraph out."""


def type_on(
    document: QTextDocument, tail: Tail, more: str, style: TextStyle, references: References
) -> float | None:
    """Show `more` after the tail; gives the y below which lines may have changed. None, and nothing
    has changed, where so much is open that reading all of the block costs no more."""
    if _is_plain(tail.source, more):
        return _type_words(document, tail, more)
    if len(_MARK.findall(tail.source + more)) > _MOST_MARKS:
        return None
    cursor = QTextCursor(document)
    cursor.setPosition(tail.position)
    changed_from = _line_before(cursor.block(), tail.position)
    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    cursor.beginEditBlock()
    cursor.removeSelectedText()
    typed.taken_out(cursor)
    tail.source += more
    writer = InlineWriter(cursor, style)
    closed = _closed(tail.source, references)
    if closed is not None:
        length, token = closed
        writer.write(token, tail.base, begins=tail.begins)
        cursor.insertText(" ", tail.base)
        tail.position, tail.source, tail.begins = cursor.position(), tail.source[length:], False
    words = tail.source.rstrip(" ")
    writer.write(inline_token(words, references), tail.base, begins=tail.begins)
    cursor.endEditBlock()
    return changed_from


def _is_plain(source: str, more: str) -> bool:
    """Whether the tail shows what it is, and goes on to do so."""
    return bool(_WORDS.fullmatch(more) and not _MARK.search(source + more))


def _type_words(document: QTextDocument, tail: Tail, more: str) -> float:
    cursor = tail.end
    if cursor is None:
        cursor = tail.end = QTextCursor(document)
        cursor.setPosition(document.characterCount() - 1)
    changed_from = _line_before(cursor.block(), cursor.position())
    shown = tail.source.rstrip(" ")
    tail.source += more
    words = tail.source.rstrip(" ")
    cursor.insertText(words[len(shown) :], tail.base)
    if cuts := _cuts(tail.source):
        tail.source, tail.begins = tail.source[cuts[-1] :], False
        rest = tail.source.rstrip(" ")
        tail.position = cursor.position() - len(rest.encode("utf-16-le")) // 2
    return changed_from


def _closed(source: str, references: References) -> tuple[int, Token] | None:
    """How much at the beginning will not change any more, a blank at its end; and its tokens."""
    for end in _cuts(source):
        token = inline_token(source[: end - 1], references)
        if _is_closed(token):
            return end, token
    return None


def _cuts(source: str) -> list[int]:
    """Where to try: after the last blank, else after the last one before any mark."""
    cuts = [match.end() for match in _CUT.finditer(source)]
    if not cuts:
        return []
    mark = _MARK.search(source)
    if mark is None or mark.start() >= cuts[-1]:
        return cuts[-1:]
    before = [cut for cut in cuts if cut <= mark.start()]
    return [cuts[-1], *before[-1:]]


def _is_closed(token: Token) -> bool:
    for child in token.children or ():
        if child.type == "text_special" or (child.type == "text" and _OPEN.search(child.content)):
            return False
    return True


def _line_before(block: QTextBlock, position: int) -> float:
    """The y of the line before that of the position: a shorter word may move up into it."""
    top = block.document().documentLayout().blockBoundingRect(block).top()
    layout = block.layout()
    line = layout.lineForTextPosition(position - block.position())
    number = line.lineNumber() if line.isValid() else 0
    return top + layout.lineAt(number - 1).y() if number > 0 else top
