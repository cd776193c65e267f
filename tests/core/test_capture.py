"""Records to lines and back, also where a crash or a later version left odd ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.capture import (
    BytesReceived,
    Capture,
    Ended,
    PhasePassed,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
    decode_lines,
    encode_line,
)
from gemini_desktop.core.errors import Failure

REQUEST = RequestSent(
    t_ns=0,
    unix_ns=7,
    method="POST",
    url="https://example.test/ü",
    headers=(("A", "b"),),
    body=b"\x00\xff{}",
    protocol="generate-content",
)
RECORDS: list[Record] = [
    REQUEST,
    ResponseStarted(t_ns=1, status=503, reason="Busy", headers=(("X", "é"),)),
    BytesReceived(t_ns=2, data=b"busy"),
    RetryScheduled(t_ns=3, attempt=1, wait_s=0.5, reason="503"),
    REQUEST,
    PhasePassed(t_ns=3, began_ns=3, name="connect", detail="127.0.0.1"),
    PhasePassed(t_ns=4, began_ns=3, name="tls", failed=True),
    ResponseStarted(t_ns=4, status=200),
    BytesReceived(t_ns=5, data=b"data: \n"),
    BytesReceived(t_ns=6, data=b"\xff\r\n"),
    Ended(t_ns=7, how="failed", failure=Failure(kind="reset", message="Reset.")),
]
BODY = b"busydata: \n\xff\r\n"


def lines(records: list[Record]) -> list[bytes]:
    return [encode_line(record) for record in records]


def test_records_survive_their_lines() -> None:
    encoded = lines(RECORDS)
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in encoded)
    assert list(decode_lines(encoded, BODY)) == RECORDS
    assert list(decode_lines(encoded, memoryview(BODY))) == RECORDS


def test_a_reads_bytes_are_in_the_body_alone() -> None:
    assert b"secret" not in encode_line(BytesReceived(t_ns=1, data=b"secret"))


@pytest.mark.parametrize("torn", [b'{"type":"re', b"", b"\n", b"null", b"[" * 5000, b"\xff"])
def test_lines_that_cannot_be_read_are_passed_over(torn: bytes) -> None:
    encoded = [*lines(RECORDS[:3]), torn]
    assert list(decode_lines(encoded, b"busy")) == RECORDS[:3]


def test_lines_of_a_later_version_are_passed_over_and_new_fields_too() -> None:
    later = b'{"type":"teleported","t_ns":9}\n'
    newer = encode_line(RECORDS[1]).replace(b'"t_ns":1', b'"t_ns":1,"colour":"red"')
    assert list(decode_lines([later, newer], b"")) == [RECORDS[1]]


def test_bytes_without_a_line_come_before_the_end() -> None:
    found = list(decode_lines(lines([*RECORDS[:3], RECORDS[-1]]), b"busy and more"))
    assert found == [*RECORDS[:3], BytesReceived(t_ns=2, data=b" and more"), RECORDS[-1]]


def test_a_read_whose_bytes_are_missing_comes_with_those_there() -> None:
    found = list(decode_lines(lines(RECORDS), BODY[:7]))
    assert [r.data for r in found if isinstance(r, BytesReceived)] == [b"busy", b"dat"]
    assert found[-1] == RECORDS[-1]


@pytest.mark.parametrize("time", [10**30, -(10**30), 1 << 63])
def test_a_time_beyond_any_is_no_time(time: int) -> None:
    """The columns of the table have 64 bits. Nothing is lost but when it came."""
    read = BytesReceived(t_ns=time, data=b"busy")
    assert list(decode_lines([encode_line(read)], b"busy")) == [BytesReceived(t_ns=0, data=b"busy")]
    assert list(decode_lines([encode_line(Ended(t_ns=time, how="complete"))], b"")) == []


def test_a_negative_length_is_no_read() -> None:
    torn = encode_line(RECORDS[2]).replace(b'"length":4', b'"length":-2')
    assert list(decode_lines([torn], b"busy")) == [BytesReceived(t_ns=0, data=b"busy")]


@given(st.lists(st.binary(min_size=1, max_size=9), max_size=6), st.data())
def test_every_byte_comes_back_whatever_lines_are_lost(
    reads: list[bytes], data: st.DataObject
) -> None:
    records: list[Record] = [BytesReceived(t_ns=n, data=r) for n, r in enumerate(reads)]
    kept = [line for line in lines(records) if data.draw(st.booleans())]
    found = decode_lines(kept, b"".join(reads))
    assert b"".join(r.data for r in found if isinstance(r, BytesReceived)) == b"".join(reads)


def test_a_capture_knows_its_ends() -> None:
    capture = Capture(records=tuple(RECORDS))
    assert capture.body == BODY
    assert capture.request is REQUEST
    assert capture.ended is RECORDS[-1]
    assert Capture(records=()).request is None
    assert Capture(records=tuple(RECORDS[:-1])).ended is None
