"""Types more words at the end of a laid-out document, as far as that is all there is to do."""

from __future__ import annotations

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument


def type_on(document: QTextDocument, text: str) -> float:
    """Insert the text at the end; gives the y below which lines may have changed.

    Lines break from the top, so that those above the last two stay as they are.
    """
    cursor = QTextCursor(document)
    cursor.setPosition(document.characterCount() - 1)  # moving to the end lays out first
    changed_from = _second_last_line(cursor.block())
    cursor.insertText(text)
    return changed_from


def last_character(document: QTextDocument) -> str:
    """The last character that is shown; empty for an empty document."""
    position = document.characterCount() - 2
    return document.characterAt(position) if position >= 0 else ""


def ends_in_link(document: QTextDocument) -> bool:
    """Whether what is typed at the end would become part of a link."""
    cursor = QTextCursor(document)
    cursor.setPosition(document.characterCount() - 1)
    return cursor.charFormat().isAnchor()


def _second_last_line(block: QTextBlock) -> float:
    top = block.document().documentLayout().blockBoundingRect(block).top()
    layout = block.layout()
    return top + layout.lineAt(layout.lineCount() - 2).y() if layout.lineCount() > 1 else top
