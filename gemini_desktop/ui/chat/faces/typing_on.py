"""Types more words at the end of a laid-out document, as far as that is all there is to do."""

from __future__ import annotations

from PySide6.QtGui import QTextBlock, QTextCursor


def type_on(end: QTextCursor, text: str) -> float:
    """Insert the text at the document's end, where the cursor stands and stays; gives the y below
    which lines may have changed.

    Lines break from the top, so that those above the last two stay as they are.
    """
    changed_from = _second_last_line(end.block())
    end.insertText(text)
    return changed_from


def _second_last_line(block: QTextBlock) -> float:
    top = block.document().documentLayout().blockBoundingRect(block).top()
    layout = block.layout()
    return top + layout.lineAt(layout.lineCount() - 2).y() if layout.lineCount() > 1 else top
