"""Some events of a capture as a capture of their own: the same request and head, fewer bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gemini_desktop.core.capture import BytesReceived, Record

Span = tuple[int, int]
"""Offsets in the body, end exclusive."""


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same bytes in order, none of them twice: a comment may stand inside an event."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def of(records: Iterable[Record], spans: Iterable[Span]) -> Iterator[Record]:
    """The records with the bytes of these spans alone, each still in the read that brought it."""
    wanted = joined(spans)
    offset = at = 0
    for record in records:
        if not isinstance(record, BytesReceived):
            yield record
            continue
        end = offset + len(record.data)
        pieces: list[bytes] = []
        while at < len(wanted) and wanted[at][0] < end:
            start, stop = wanted[at]
            pieces.append(record.data[max(0, start - offset) : stop - offset])
            if stop > end:
                break
            at += 1
        if data := b"".join(pieces):
            yield BytesReceived(t_ns=record.t_ns, data=data)
        offset = end
