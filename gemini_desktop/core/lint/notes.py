"""Which rule a note of the decoder stands for, in the chunk that it came with."""

from __future__ import annotations

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.lint.table import NO_FINDING, OF_NOTES, OF_UNKNOWN

_OF_STREAMS = frozenset({"SSE03", "SSE04", "SSE06", "JSON08", "HTTP03", "HTTP08"})
"""What matters in a stream alone: a refusal need be none, and is not read to its end."""


def rule_of(
    id_: str, chunk: Chunk | None, protocol: str, *, refused: bool = False, stopped: bool = False
) -> str:
    """The rule's id; empty where the note is none of the server's doing.

    `chunk` is None for a note that only the end brings. `refused`: the status was no success.
    `stopped`: the user ended the exchange.
    """
    if id_ in ("unknown_event", "unknown_content"):
        return _unknown(id_, chunk, protocol)
    if id_ in NO_FINDING or (id_ == "finish_reason" and protocol == "interactions"):
        return ""  # an interaction's status is looked at as it comes
    rule = OF_NOTES.get(id_, "")
    if refused and rule in _OF_STREAMS:
        return ""
    if rule != "SSE03" or chunk is None:
        return rule
    if stopped:
        return ""  # who stops a stream cuts it
    # Of an event that had no end the chunk has only the first bytes.
    return "SSE12" if chunk.end - chunk.start > len(chunk.raw) else rule


def _unknown(id_: str, chunk: Chunk | None, protocol: str) -> str:
    if id_ == "unknown_event" and chunk is not None and chunk.data.strip() == "{}":
        return ""  # what a deletion is answered with
    known = OF_UNKNOWN.get(protocol)
    if known is not None:
        return known[id_ == "unknown_content"]
    # A body of JSON that is no stream (a list of models, say) is fine.
    bare = chunk is None or chunk.raw[:1] in (b"{", b"[")
    return "" if bare else "SSE13"
