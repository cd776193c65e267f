"""Our own transcripts in JSON, taken in to the letter."""

from __future__ import annotations

from gemini_desktop.core.export import document
from gemini_desktop.core.importing.conversation import Context, ImportedConversation
from gemini_desktop.core.importing.tree import mend
from gemini_desktop.core.importing.values import one_line

FORMAT = "gemini-desktop"
WORDS = "Gemini Desktop transcript"


def read(data: bytes, context: Context) -> ImportedConversation:
    """The transcript. Raises GeminiDesktopError where it is none, or a later version's."""
    found = document.load(data)
    turns = found.turns
    if not any(turn.id for turn in turns):  # as they were never kept: the list is the order
        before = ""
        for number, turn in enumerate(turns):
            turn.id, turn.parent_id, before = f"#{number}", before, f"#{number}"
    tree = mend([(turn.id, turn.parent_id) for turn in turns])
    for number, turn in enumerate(turns):
        turn.id = tree.ids[number]
        if turn.parent_id != tree.parents[number] and (tree.circles or number):
            turn.parent_id = tree.parents[number]
    times = [turn.created_unix_ns for turn in turns if turn.created_unix_ns > 0]
    ordered = [turns[number] for number in tree.order]
    return ImportedConversation(
        format=FORMAT,
        title=one_line(found.title) or one_line(context.name),
        created_unix_ns=min(times, default=0),
        updated_unix_ns=max(times, default=0),
        turns=ordered,
        head=ordered[-1].id if ordered else "",
        notes=tree.notes if tree.circles or tree.twice else (),
    )
