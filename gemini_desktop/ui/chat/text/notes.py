"""Footnotes: a mark leads to its note, the note back to its mark."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gemini_desktop.ui.chat.hands.actions import Open, ToNote

_TO = "footnote:to:"
_BACK = "footnote:back:"


def address(name: str, *, is_note: bool) -> str:
    """Where the mark with this name leads; `is_note`: it stands before the note itself.

    A scheme of our own: it can be clicked like a link, and no program is ever asked to open it. A
    link of an answer never has it, for only addresses of the web and of mail may be clicked.
    """
    return (_BACK if is_note else _TO) + name


def action(address: str, start: int = -1, end: int = -1) -> Open | ToNote:
    """What a click on this address in a document does."""
    for scheme, back in ((_TO, False), (_BACK, True)):
        if address.startswith(scheme):
            return ToNote(address.removeprefix(scheme), back, start, end)
    return Open(address, start, end)


def explained(address: str) -> str:
    """What a tooltip and a reader say; empty for other addresses."""
    target = action(address)
    if isinstance(target, Open):
        return ""
    words = _tr("Back from footnote {}") if target.back else _tr("Footnote {}")
    return words.format(target.name)


def is_own(address: str) -> bool:
    """Whether it leads to a place in the answer; such an address is nothing to copy."""
    return address.startswith((_TO, _BACK))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)
