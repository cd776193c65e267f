"""Where one is among the bytes, and which read brought them, in a line of words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.inspector.raw.reads import Reads


def words(reads: Reads, start: int, end: int, origin: int = 0) -> str:
    """Of the bytes from `start` to `end`, or of the caret where they are the same. Offsets are
    told within the body and, where it is not 0, from `origin` too."""
    parts = [_tr("Byte {0} (0x{1})").format(number_text(start), f"{start:x}")]
    if origin:
        parts.append(_tr("+{0} in the event").format(number_text(start - origin)))
    if end > start:
        count = number_text(end - start)
        parts.append(_tr("{0} selected").format(count) if end - start > 1 else _tr("1 selected"))
    parts += _reads(reads, start, end)
    return " · ".join(parts)


def _reads(reads: Reads, start: int, end: int) -> list[str]:
    first = reads.at(start)
    if first is None:
        return []
    last = reads.at(end - 1) if end > start else first
    said = _tr("read {0} at {1}").format(number_text(first.number + 1), _time(first.t_ns))
    if last is not None and last.number > first.number:
        said = _tr("reads {0} to {1}, {2} to {3}").format(
            number_text(first.number + 1),
            number_text(last.number + 1),
            _time(first.t_ns),
            _time(last.t_ns),
        )
    return [said]


def _time(t_ns: int) -> str:
    return f"+{QLocale().toString(t_ns / 1e9, 'f', 3)} s"


def _tr(text: str) -> str:
    return QCoreApplication.translate("BytePlace", text)
