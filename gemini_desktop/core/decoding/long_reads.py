"""Long reads in pieces: a saved body is a single read of any length, and decoding it whole would
hold up whoever waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from gemini_desktop.core.capture import BytesReceived, Record

PIECE_BYTES = 16 * 1024


def cut(records: Iterable[Record]) -> Iterator[Record]:
    """The same records, with each read of more than PIECE_BYTES as several of the same time."""
    for record in records:
        if isinstance(record, BytesReceived) and len(record.data) > PIECE_BYTES:
            for start in range(0, len(record.data), PIECE_BYTES):
                piece = record.data[start : start + PIECE_BYTES]
                yield msgspec.structs.replace(record, data=piece)
        else:
            yield record
