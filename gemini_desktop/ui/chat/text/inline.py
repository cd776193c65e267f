"""Types the inline part of Markdown into a document: words, marks, links, footnotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor

from gemini_desktop.core.text.formulas import rule
from gemini_desktop.ui.chat.text import citing, links, notes, running_text
from gemini_desktop.ui.chat.text.formulas import typed
from gemini_desktop.ui.chat.text.showable import showable
from gemini_desktop.ui.chat.text.text_style import TextStyle
from gemini_desktop.ui.chat.turns.blocks import Cite

if TYPE_CHECKING:
    from markdown_it.token import Token

_CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef\U00020000-\U0003ffff]")


class InlineWriter:
    """Types where the cursor stands."""

    def __init__(self, cursor: QTextCursor, style: TextStyle, cites: Sequence[Cite] = ()) -> None:
        self._cursor = cursor
        self._style = style
        self._cites = cites

    def write(  # noqa: C901 - a flat table
        self, inline: Token, base: QTextCharFormat, *, begins: bool = True
    ) -> None:
        """Type the token's children. `base` is the format of its plain words; `begins` says
        whether nothing stands before it in its paragraph."""
        formats = [base]
        address = ""
        children = citing.split(inline.children or [], self._cites)
        for number, token in enumerate(children):
            current = formats[-1]
            match token.type:
                case "text" if not address:
                    is_first = children[number - 1].type == "softbreak" if number else begins
                    self._noted(token.content, current, begins=is_first)
                case "text" | "html_inline" | "text_special":
                    self._cursor.insertText(showable(token.content), current)
                case "softbreak" if running_text.is_note(children, number + 1):
                    self._cursor.insertText("\u2028", current)
                case "softbreak":
                    if not _between_cjk(children, number):
                        self._cursor.insertText(" ", current)
                case "hardbreak":
                    self._cursor.insertText("\u2028", current)
                case "code_inline":
                    code = QTextCharFormat(current)
                    code.setFont(self._style.mono)
                    code.setBackground(self._style.tint)
                    self._cursor.insertText(showable(token.content), code)
                case "strong_open" | "em_open" | "s_open":
                    formats.append(_marked(current, token.type))
                case "strong_close" | "em_close" | "s_close":
                    formats.pop()
                case "link_open":
                    address = str(token.attrGet("href") or "")
                    formats.append(self._link(current, address))
                case "link_close":
                    formats.pop()
                    self._muted(running_text.beside_link(children[:number], address), formats[-1])
                    address = ""
                case rule.INLINE:
                    typed.inline(self._cursor, token, current, self._style)
                case "cite":
                    self._cite(token.meta["numbers"], current)
                case "image":
                    words = showable(token.content) or "image"
                    source = links.shown(str(token.attrGet("src") or ""))
                    self._muted(f"[{words}: {source}]", current)

    def _cite(self, numbers: Sequence[int], current: QTextCharFormat) -> None:
        """Numbers of sources, raised; a click leads to the list below the answer."""
        for words, address in citing.signs(numbers):
            format_ = QTextCharFormat(current)
            format_.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
            format_.setForeground(self._style.accent)
            format_.setAnchor(True)
            format_.setAnchorHref(address)
            self._cursor.insertText(words, format_)

    def _noted(self, text: str, current: QTextCharFormat, *, begins: bool) -> None:
        """Text with marks of footnotes, raised; at the beginning of a line the note itself."""
        position = 0
        for mark in running_text.NOTE.finditer(text) if "[^" in text else ():
            is_head = begins and mark.start() == 0 and text.startswith(":", mark.end())
            raised = QTextCharFormat(current)
            raised.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
            raised.setForeground(self._style.accent)
            raised.setAnchor(True)
            raised.setAnchorHref(notes.address(showable(mark[1]), is_note=is_head))
            self._words(text[position : mark.start()], current)
            self._cursor.insertText(showable(mark[1]), raised)
            position = mark.end() + (1 if is_head else 0)
        self._words(text[position:], current)

    def _words(self, text: str, current: QTextCharFormat) -> None:
        """Plain text, in which bare addresses are links."""
        position = 0
        for start, end, address in links.bare(text) if running_text.may_link(text) else ():
            self._cursor.insertText(showable(text[position:start]), current)
            self._cursor.insertText(showable(text[start:end]), self._link(current, address))
            self._muted(running_text.told_host(text[start:end], address), current)
            position = end
        self._cursor.insertText(showable(text[position:]), current)

    def _link(self, current: QTextCharFormat, address: str) -> QTextCharFormat:
        if not links.may_be_clicked(address):
            return current
        format_ = QTextCharFormat(current)
        format_.setAnchor(True)
        format_.setAnchorHref(showable(address))
        format_.setForeground(self._style.accent)
        format_.setFontUnderline(True)
        return format_

    def _muted(self, text: str, current: QTextCharFormat) -> None:
        if not text:
            return
        format_ = QTextCharFormat(current)
        format_.setForeground(self._style.muted)
        self._cursor.insertText(showable(text), format_)


def _marked(current: QTextCharFormat, kind: str) -> QTextCharFormat:
    format_ = QTextCharFormat(current)
    match kind:
        case "strong_open":
            format_.setFontWeight(QFont.Weight.DemiBold)
        case "em_open":
            format_.setFontItalic(True)
        case "s_open":
            format_.setFontStrikeOut(True)
    return format_


def _between_cjk(children: Sequence[Token], number: int) -> bool:
    """Lines of Chinese or Japanese are joined without a blank."""
    before = children[number - 1].content if number else ""
    after = children[number + 1].content if number + 1 < len(children) else ""
    return bool(before and after and _CJK.match(before[-1]) and _CJK.match(after[0]))
