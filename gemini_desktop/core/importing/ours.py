"""Our own conversations in JSON, taken in to the letter."""

from __future__ import annotations

import json

import msgspec

from gemini_desktop.core import json_text, usage
from gemini_desktop.core.export import document
from gemini_desktop.core.importing.conversation import Context, ImportedConversation
from gemini_desktop.core.importing.tree import mend
from gemini_desktop.core.importing.values import one_line, tag
from gemini_desktop.core.protocols import wire
from gemini_desktop.core.transcript import Turn

FORMAT = "gemini-desktop"
WORDS = "Gemini Desktop transcript"


def read(data: bytes, context: Context) -> ImportedConversation:
    """The conversation. Raises GeminiDesktopError where it is none, damaged, or a later version's;
    RecursionError where it is nested too deep to be kept."""
    found = document.load(data, context.beside)
    turns = [_storable(turn) for turn in found.turns]
    if not any(turn.id for turn in turns):  # as they were never kept: the list is the order
        before = ""
        for number, turn in enumerate(turns):
            turn.id, turn.parent_id, before = f"#{number}", before, f"#{number}"
    tree = mend([(turn.id, turn.parent_id) for turn in turns])
    for turn, turn_id, parent in zip(turns, tree.ids, tree.parents, strict=True):
        turn.id = turn_id
        turn.parent_id = parent if tree.circles else turn.parent_id
    ordered = [turns[number] for number in tree.order]
    times = [turn.created_unix_ns for turn in turns if turn.created_unix_ns > 0]
    known = {turn.id for turn in turns}
    return ImportedConversation(
        format=FORMAT,
        title=one_line(found.title) or one_line(context.name),
        own_title=found.own_title,
        source_id=one_line(found.id),
        created_unix_ns=_time(found.created_unix_ns) or min(times, default=0),
        updated_unix_ns=_time(found.updated_unix_ns) or max(times, default=0),
        turns=ordered,
        head=found.head if found.head in known else ordered[-1].id if ordered else "",
        tags=tuple(dict.fromkeys(words for each in found.tags if (words := tag(each)))),
        pinned=found.pinned,
        archived=found.archived,
        notes=tree.notes if tree.circles else (),
    )


def _storable(turn: Turn) -> Turn:
    """The turn, where there is UTF-8 for it; else with U+FFFD for half characters. Totals that
    nobody can show are none, as they are from a server."""
    if turn.usage is not None:
        totals = {name: wire.integer(getattr(turn.usage, name)) for name in usage.TOTALS}
        turn.usage = msgspec.structs.replace(turn.usage, **totals)
    try:
        msgspec.json.encode(turn)
        return turn
    except UnicodeEncodeError:
        return msgspec.convert(json_text.parse(json.dumps(msgspec.to_builtins(turn))), Turn)


def _time(unix_ns: int) -> int:
    return unix_ns if 0 < unix_ns < 1 << 63 else 0
