"""Formulas inside a text document: typed as one character each, sized and painted for Qt.

A formula that cannot be drawn is typed as its source, which can be read, selected and broken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QPainter,
    QPyTextObject,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from gemini_desktop.core.text.formulas.find import Formula
from gemini_desktop.ui.chat.text.formulas.drawing import Drawing, FormulaError
from gemini_desktop.ui.chat.text.formulas.service import formulas
from gemini_desktop.ui.chat.text.formulas.set_in_line import Drawn, Waiting
from gemini_desktop.ui.chat.text.showable import showable
from gemini_desktop.ui.chat.text.text_style import TextStyle

if TYPE_CHECKING:
    from markdown_it.token import Token

CHARACTER = "\ufffc"
"""What stands for a formula in the document."""
_KIND = QTextFormat.ObjectTypes.UserObject.value + 1
_SOURCE = QTextFormat.Property.UserProperty.value + 20
_NUMBER = QTextFormat.Property.UserProperty.value + 21
_MOST = 400
"""In one document, which is a block of an answer: each costs a tenth of a millisecond to set."""
_WAITING = "waitsForFormulas"
_PAINTER = "formulas"


def inline(cursor: QTextCursor, token: Token, current: QTextCharFormat, style: TextStyle) -> bool:
    """Type the formula of this token where the cursor stands; whether it is, or will be, drawn."""
    formula = Formula(token.markup, token.content, bool(token.meta["display"]))
    painter = _painter(cursor.document())
    if len(painter.formulas) < _MOST:
        result = formulas().look(formula)
    else:
        words = QCoreApplication.translate("Chat", "There are too many formulas in one paragraph.")
        result = FormulaError(words)
    if isinstance(result, FormulaError):
        wrong = QTextCharFormat(current)
        wrong.setFont(style.mono)
        wrong.setForeground(style.muted)
        wrong.setToolTip(str(result))
        cursor.insertText(showable(formula.source).replace("\n", "\u2028"), wrong)
        return False
    format_ = QTextCharFormat(current)
    set_: Drawn | Waiting
    if isinstance(result, Drawing):
        set_ = Drawn(cursor, result, current.font())
    else:
        set_ = Waiting(cursor, showable(formula.source), current.font())
        format_.setForeground(style.muted)
        cursor.document().setProperty(_WAITING, 1)
    format_.setObjectType(_KIND)
    format_.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
    format_.setFont(set_.font)
    format_.setProperty(_SOURCE, formula.source)
    format_.setProperty(_NUMBER, len(painter.formulas))
    painter.formulas.append(set_)
    cursor.insertText(CHARACTER, format_)
    return True


def block(cursor: QTextCursor, token: Token, style: TextStyle, *, in_list: bool) -> None:
    """The same for one that is a paragraph of its own, just begun: in the middle of the column,
    but not in a list."""
    if inline(cursor, token, style.characters(), style) and not in_list:
        format_ = cursor.blockFormat()
        format_.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        cursor.setBlockFormat(format_)


def taken_out(cursor: QTextCursor) -> None:
    """Some text of the paragraph was: where it held the only formulas, its lines need not give
    way to one any more."""
    format_ = cursor.blockFormat()
    gives_way = QTextBlockFormat.LineHeightTypes.MinimumHeight.value
    if format_.lineHeightType() == gives_way and CHARACTER not in cursor.block().text():
        fixed = QTextBlockFormat.LineHeightTypes.FixedHeight.value
        format_.setLineHeight(format_.lineHeight(), fixed)
        cursor.setBlockFormat(format_)


def fit_in_cells(document: QTextDocument) -> None:
    """Once the document has its width: what columns of tables have become, their formulas have
    to fit into."""
    painter = document.findChild(QPyTextObject, _PAINTER)
    if not isinstance(painter, _Painter) or not any(f.room.share < 1 for f in painter.formulas):
        return
    cursor, changed = QTextCursor(document), False
    for position in range(document.characterCount() - 1):
        if document.characterAt(position) == CHARACTER:
            cursor.setPosition(position + 1)
            formula = painter.formulas[cursor.charFormat().intProperty(_NUMBER)]
            line = cursor.block().layout().lineForTextPosition(cursor.positionInBlock() - 1)
            if formula.room.share < 1 and line.isValid():
                changed |= formula.narrow(document.textWidth(), line.width())
    if changed:
        document.markContentsDirty(0, document.characterCount())


def is_waiting(document: QTextDocument | None) -> bool:
    """Whether the document shows a source that may have been drawn since."""
    return document is not None and bool(document.property(_WAITING))


def source_of(format_: QTextCharFormat) -> str:
    """The source of the formula whose character has this format; empty for other characters."""
    return str(format_.property(_SOURCE) or "")


def with_sources(text: str, document: QTextDocument, start: int) -> str:
    """The text, which begins at this position of the document, with formulas as their sources."""
    if CHARACTER not in text:
        return text
    found = _sources(document, start)
    parts = text.split(CHARACTER)
    return parts[0] + "".join(next(found, "") + part for part in parts[1:])


def _sources(document: QTextDocument, position: int) -> Iterator[str]:
    cursor = QTextCursor(document)
    for at in range(position, document.characterCount() - 1):
        if document.characterAt(at) == CHARACTER:
            cursor.setPosition(at + 1)
            yield source_of(cursor.charFormat())


class _Painter(QPyTextObject):
    """Sizes and paints the formulas of one document, by their numbers."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.setObjectName(_PAINTER)
        self.formulas: list[Drawn | Waiting] = []
        self.painted: dict[int, tuple[Drawn | Waiting, QRectF]] = {}
        """Which stood where when the document was painted, by position in it."""

    def intrinsicSize(self, doc: QTextDocument, _at: int, format_: QTextFormat) -> QSizeF:
        """Called by Qt while it lays out."""
        return self.formulas[format_.intProperty(_NUMBER)].size(doc.textWidth())

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        doc: QTextDocument,
        at: int,
        format_: QTextFormat,
    ) -> None:
        """Called by Qt."""
        formula = self.formulas[format_.intProperty(_NUMBER)]
        self.painted[at] = formula, QRectF(rect)
        _paint(painter, formula, QRectF(rect), format_.toCharFormat(), doc.textWidth())


def paint_marked(
    painter: QPainter,
    document: QTextDocument,
    selections: Sequence[QAbstractTextDocumentLayout.Selection],
) -> None:
    """Paint the formulas that are selected or were found once more, after the document with these
    selections was painted: Qt lays a veil over them."""
    known = document.findChild(QPyTextObject, _PAINTER)
    if not isinstance(known, _Painter):
        return
    painted, known.painted = known.painted, {}
    for selection in selections:
        start, end = selection.cursor.selectionStart(), selection.cursor.selectionEnd()
        for at, (formula, rect) in painted.items():
            if start <= at < end:
                ground = rect.adjusted(0, 1, 0, 0)  # Qt rounds the line down
                painter.fillRect(ground, selection.format.background())
                _paint(painter, formula, rect, selection.format, document.textWidth())


def _paint(
    painter: QPainter,
    formula: Drawn | Waiting,
    rect: QRectF,
    characters: QTextCharFormat,
    width: float,
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    formula.paint(painter, rect, characters, width)
    painter.restore()


def _painter(document: QTextDocument) -> _Painter:
    known = document.findChild(QPyTextObject, _PAINTER)
    if isinstance(known, _Painter):
        return known
    painter = _Painter(document)
    document.documentLayout().registerHandler(_KIND, painter)
    return painter
