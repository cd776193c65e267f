"""The record of one exchange with a server: the truth from which everything shown is computed.

The records of a capture, in the order in which they happened:

    (RequestSent PhasePassed* [ResponseStarted BytesReceived*] [RetryScheduled])+ Ended

On disk (`store.tape`) the bytes of all reads lie one after the other in `body`, and the rest, one
JSON line a record, in `records.jsonl`; a read's line has its length instead of its bytes. This
module turns records into such lines and back, and forgives what a crash leaves: a torn last line,
bytes without a line, no `Ended`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, TypeAlias

import msgspec

from gemini_desktop.core.errors import Failure

FORMAT_VERSION = 1
Nanoseconds: TypeAlias = Annotated[int, msgspec.Meta(ge=-(1 << 62), le=1 << 62)]
"""A line of a tape that tells of another time, longer than any calendar, cannot be read."""


class RequestSent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="request"):
    """A request as it was sent, its secrets masked.

    `t_ns` counts nanoseconds on a monotonic clock since the exchange began (here and below);
    `unix_ns` is the wall clock at that moment. `attempt` counts from 1.
    """

    t_ns: Nanoseconds
    unix_ns: Nanoseconds
    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    attempt: int = 1
    protocol: str = ""
    profile: str = ""
    model: str = ""
    version: int = FORMAT_VERSION


class PhasePassed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="phase"):
    """A part of the way to an answer, from `began_ns` to `t_ns`: done, or `failed`.

    `lookup` is finding the addresses of a name, `connect` opening the connection, `tunnel` asking a
    proxy for the way on, `tls` agreeing on encryption, `send` handing the request to the system.
    `detail` is the address that answered, or the version of TLS. An attempt that sends without
    having connected went over a connection that was open already; one without any of these was
    recorded by a version that did not look.
    """

    t_ns: Nanoseconds
    began_ns: Nanoseconds
    name: Literal["lookup", "connect", "tunnel", "tls", "send"]
    detail: str = ""
    failed: bool = False


class ResponseStarted(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="response"
):
    """The response head."""

    t_ns: Nanoseconds
    status: int
    reason: str = ""
    http_version: str = "HTTP/1.1"
    headers: tuple[tuple[str, str], ...] = ()


class BytesReceived(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of one network read, after decompression, as they came otherwise.

    `t_ns` is when they were taken from the connection, before anything looked at them; where the
    system knows that they had been waiting there, when they came. Records in a row with the same
    `t_ns` are parts of one read.
    """

    t_ns: Nanoseconds
    data: bytes


class RetryScheduled(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="retry"):
    """The attempt failed and another will follow after `wait_s` seconds."""

    t_ns: Nanoseconds
    attempt: int
    wait_s: float
    reason: str = ""


class Ended(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="end"):
    """How the exchange ended on the wire: by itself, by the user, or by a failure."""

    t_ns: Nanoseconds
    how: Literal["complete", "cancelled", "failed"]
    failure: Failure | None = None


class _ReadLine(msgspec.Struct, frozen=True, kw_only=True, tag="read"):
    t_ns: Nanoseconds
    length: Annotated[int, msgspec.Meta(ge=0)]


Record: TypeAlias = (
    RequestSent | PhasePassed | ResponseStarted | BytesReceived | RetryScheduled | Ended
)
_Line: TypeAlias = RequestSent | PhasePassed | ResponseStarted | _ReadLine | RetryScheduled | Ended

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[_Line] = msgspec.json.Decoder(_Line)


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """A whole exchange in memory. `id` names its tape; empty where it has none."""

    records: tuple[Record, ...]
    id: str = ""

    @property
    def body(self) -> bytes:
        """All bytes received, of all attempts, one after the other."""
        return b"".join(r.data for r in self.records if isinstance(r, BytesReceived))

    @property
    def request(self) -> RequestSent | None:
        """The first request, None where the capture starts in the middle."""
        return next((r for r in self.records if isinstance(r, RequestSent)), None)

    @property
    def ended(self) -> Ended | None:
        """How it ended; None where the program died first."""
        return next((r for r in reversed(self.records) if isinstance(r, Ended)), None)


def encode_line(record: Record) -> bytes:
    """One line of `records.jsonl`, with its LF. A read's bytes are not in it, only their length."""
    if isinstance(record, BytesReceived):
        return _encoder.encode(_ReadLine(t_ns=record.t_ns, length=len(record.data))) + b"\n"
    return _encoder.encode(record) + b"\n"


def decode_lines(lines: Iterable[bytes], body: bytes | memoryview) -> Iterator[Record]:
    """The records of a tape, in order.

    Lines that cannot be read (a torn last one after a crash, or one of a later version) are passed
    over; bytes of `body` that no line accounts for come as one more read at the end, before
    `Ended`; a read whose bytes are missing comes with those that are there.
    """
    offset, t_ns = 0, 0
    ended: Ended | None = None
    for line in lines:
        record = _decode_line(line)
        match record:
            case None:
                continue
            case _ReadLine():
                data = bytes(body[offset : offset + record.length])
                offset += len(data)
                t_ns = record.t_ns
                if data:
                    yield BytesReceived(t_ns=t_ns, data=data)
            case Ended():
                ended = record
            case _:
                t_ns = record.t_ns
                yield record
    if offset < len(body):
        yield BytesReceived(t_ns=t_ns, data=bytes(body[offset:]))
    if ended is not None:
        yield ended


def _decode_line(line: bytes) -> _Line | None:
    if not line.strip():
        return None
    try:
        return _decoder.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return None
