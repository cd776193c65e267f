"""The filter's language in examples, for its menu and its tooltip."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def examples() -> list[tuple[str, str]]:
    """A filter that can be used as it stands, and what it finds."""
    return [
        ("sunset", _tr("the text, in any case; a capital letter makes case count")),
        ('"two words"', _tr("a text with blanks")),
        ("/colou?r/", _tr("a regular expression")),
        ("type:image,audio", _tr("by the word on the chip")),
        ("error:", _tr("whatever went wrong")),
        ("bytes>10k", _tr("large events")),
        ("gap>200ms", _tr("events after a wait")),
        ("time<2s", _tr("what came in the first two seconds")),
        ("tokens>100", _tr("by the total that the server told")),
        ("step:2", _tr("one step of the answer")),
        ("tag:json_error,unknown", _tr("by the quick filters' names")),
        ("$.candidates[0].finishReason=STOP", _tr("by a value in the JSON: = != > < >= <=")),
        ("$..text~sun", _tr("a text in any field of that name")),
        ("not type:text", _tr("the contrary; also with a minus before it")),
        ("type:thought (sun or sea)", _tr("both must hold; brackets, and, or")),
    ]


def in_lines() -> str:
    """All of it, for a tooltip."""
    return "\n".join(f"{text}   {meaning}" for text, meaning in examples())


def _tr(words: str) -> str:
    return QCoreApplication.translate("FilterHelp", words)
