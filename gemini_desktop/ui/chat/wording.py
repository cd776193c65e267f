"""The chat's own sentences and numbers."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from gemini_desktop.ui.chat.turns.blocks import Header, Status, ThoughtHead


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)


def number(value: int) -> str:
    """With the marks between thousands that the user's language has."""
    return QLocale().toString(value)


def seconds(value: float) -> str:
    """A duration: tenths below ten seconds, minutes from one minute on, thousandths where there
    is not a tenth."""
    if 0 < value < 0.095:
        return _tr("{} ms").format(max(1, round(value * 1000)))
    if value < 9.95:
        return _tr("{} s").format(QLocale().toString(value, "f", 1))
    if value < 60:
        return _tr("{} s").format(round(value))
    return _tr("{} min {} s").format(*divmod(round(value), 60))


def size(count: int) -> str:
    """A number of bytes, in the unit that people read."""
    if count < 1000:
        return _tr("{} B").format(count)
    value, unit = (count / 1000, "kB") if count < 999_950 else (count / 1_000_000, "MB")
    return f"{QLocale().toString(value, 'f', 1)} {unit}"


def clock_of(seconds: float) -> str:
    """A place in a sound, as players write it."""
    return "{}:{:02}".format(*divmod(int(seconds), 60))


def clock(block: Header) -> str:
    """The local time of day at which it was asked."""
    if not block.created_unix_ns:
        return ""
    moment = QDateTime.fromMSecsSinceEpoch(block.created_unix_ns // 1_000_000)
    return moment.toString("HH:mm:ss")


def thought(block: ThoughtHead) -> str:
    """The title of a thought."""
    if block.live:
        return _tr("Thinking…")
    if not block.seconds:
        return _tr("Thought")
    return _tr("Thought for {}").format(seconds(block.seconds))


def thought_preview(block: ThoughtHead) -> str:
    """The line below it: its first words while it is folded, or that it has none."""
    if not block.preview and block.pictures:
        if block.pictures == 1:
            return _tr("One picture") if block.folded else ""
        return _tr("{} pictures").format(number(block.pictures)) if block.folded else ""
    if not block.preview and not block.live:
        return _tr("The model has thought, and gave no summary of it.")
    return block.preview if block.folded else ""


def status(block: Status) -> str:
    """The last line of an answer."""
    parts: list[str] = []
    if block.live:
        words = _tr("Waiting for the server") if block.waiting else _tr("Streaming")
        words = _tr("Waiting to try again") if block.held else words
        parts.append(_tr("Receiving {}").format(size(block.arriving)) if block.arriving else words)
    if block.live and block.tokens_per_second:
        parts.append(_tr("{} tok/s").format(number(round(block.tokens_per_second))))
    if block.thought_tokens and block.output_tokens:
        parts.append(
            _tr("{} thought + {} output tokens").format(
                number(block.thought_tokens), number(block.output_tokens)
            )
        )
    elif block.output_tokens:
        parts.append(_tr("{} output tokens").format(number(block.output_tokens)))
    elif block.thought_tokens:
        parts.append(_tr("{} thought tokens").format(number(block.thought_tokens)))
    if not block.live and block.seconds:
        parts.append(seconds(block.seconds))
    if not block.live and block.tokens_per_second:
        parts.append(_tr("{} tok/s").format(number(round(block.tokens_per_second))))
    return " · ".join(parts)


def ending(kind: str) -> str:
    """The badge of an answer that is not simply complete."""
    return {
        "complete": _tr("Note"),
        "incomplete": _tr("Incomplete"),
        "blocked": _tr("Blocked"),
        "failed": _tr("Failed"),
        "cancelled": _tr("Stopped"),
        "awaiting": _tr("Waiting"),
    }.get(kind, kind)
