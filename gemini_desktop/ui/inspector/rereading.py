"""How the inspector reads one event out of a capture again.

The inspector keeps numbers, not chunks: the bytes stay on the tape, and an event is decoded again,
alone, when somebody looks at it.
"""

from __future__ import annotations

from gemini_desktop.core.capture import BytesReceived
from gemini_desktop.core.chunk import Chunk, Decoder


def decode_alone(raw: bytes, protocol: str, t_ns: int = 0) -> Chunk | None:
    """The event whose bytes these are, decoded without its neighbours. None where there is none.

    An event's bytes decoded alone end with the same event. What its parser only knows from earlier
    events (which step a delta belongs to) is missing: good for a look, not for a transcript.
    """
    decoder = Decoder(protocol)
    chunks = decoder.feed(BytesReceived(t_ns=t_ns, data=raw))
    chunks += decoder.close()
    return chunks[-1] if chunks else None
