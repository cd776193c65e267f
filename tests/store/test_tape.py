"""The tape: what came is on disk, as it came, whatever happens to the program."""

from __future__ import annotations

import itertools
import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
)
from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.tape import TapeReader, TapeWriter

REQUEST = RequestSent(
    t_ns=0,
    unix_ns=1_790_000_000_000_000_000,
    method="POST",
    url="https://example.test/v1beta/models/m:streamGenerateContent?alt=sse",
    headers=(("content-type", "application/json"), ("x-goog-api-key", "***")),
    body=b'{"contents":[{"parts":[{"text":"Hi"}]}]}',
    protocol="generate-content",
    profile="Main",
    model="m",
)
EXCHANGE: tuple[Record, ...] = (
    REQUEST,
    ResponseStarted(t_ns=5, status=503, headers=(("retry-after", "1"),)),
    BytesReceived(t_ns=6, data=b"busy"),
    RetryScheduled(t_ns=7, attempt=1, wait_s=0.5, reason="503"),
    ResponseStarted(t_ns=10, status=200),
    BytesReceived(t_ns=11, data=b"data: 1\n\n"),
    BytesReceived(t_ns=12, data=b"data: \x00\xff\xe2\x80\xa8\n\n"),
    Ended(t_ns=13, how="complete"),
)


def recorded(folder: Path, blobs: Blobs, records: tuple[Record, ...] = EXCHANGE) -> TapeReader:
    with TapeWriter(folder, blobs) as writer:
        for record in records:
            writer.append(record)
    return TapeReader(folder, blobs)


def test_an_exchange_comes_back_as_it_was(tmp_path: Path, blobs: Blobs) -> None:
    reader = recorded(tmp_path / "tape", blobs)
    assert tuple(reader.records()) == EXCHANGE
    assert reader.capture().id == reader.id == "tape"
    assert reader.capture().body == b"busydata: 1\n\ndata: \x00\xff\xe2\x80\xa8\n\n"


def test_body_holds_the_bytes_and_nothing_else(tmp_path: Path, blobs: Blobs) -> None:
    reader = recorded(tmp_path / "tape", blobs)
    assert (tmp_path / "tape" / "body").read_bytes() == reader.capture().body
    assert reader.size() == len(reader.capture().body)


def test_ranges_of_the_body_are_read_by_offset(tmp_path: Path, blobs: Blobs) -> None:
    reader = recorded(tmp_path / "tape", blobs)
    assert reader.read(4, 11) == b"data: 1"
    assert reader.read(0, 4) == b"busy"
    assert reader.read(reader.size() - 2, reader.size() + 1000) == b"\n\n"
    assert reader.read(8, 4) == b""


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_files_are_the_owners_alone_whatever_the_umask(
    tmp_path: Path, blobs: Blobs, umask: int
) -> None:
    blobs.folder.mkdir()
    before = os.umask(umask)
    try:
        recorded(tmp_path / "tape", blobs)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "tape").stat().st_mode) == 0o700
    for name in ("body", "records.jsonl"):
        assert stat.S_IMODE((tmp_path / "tape" / name).stat().st_mode) == 0o600


def test_a_folder_that_holds_a_tape_is_refused(tmp_path: Path, blobs: Blobs) -> None:
    recorded(tmp_path / "tape", blobs)
    before = (tmp_path / "tape" / "body").read_bytes()
    with pytest.raises(StoreError) as caught:
        TapeWriter(tmp_path / "tape", blobs)
    assert str(tmp_path / "tape") in caught.value.failure.message
    assert (tmp_path / "tape" / "body").read_bytes() == before


def test_each_record_can_be_read_as_soon_as_it_is_appended(tmp_path: Path, blobs: Blobs) -> None:
    reader = TapeReader(tmp_path / "tape", blobs)
    with TapeWriter(tmp_path / "tape", blobs) as writer:
        assert list(reader.records()) == []
        for count, record in enumerate(EXCHANGE, start=1):
            writer.append(record)
            assert tuple(reader.records()) == EXCHANGE[:count]
            assert reader.size() == writer.size


def test_a_reader_beside_a_busy_writer_sees_whole_reads_in_order(
    tmp_path: Path, blobs: Blobs
) -> None:
    count = 3000
    writer = TapeWriter(tmp_path / "tape", blobs)

    def write() -> None:
        for number in range(count):
            writer.append(BytesReceived(t_ns=number, data=b"%06d\n" % number))

    expected = b"".join(b"%06d\n" % number for number in range(count))
    thread = threading.Thread(target=write)
    thread.start()
    reader = TapeReader(tmp_path / "tape", blobs)
    try:
        while thread.is_alive():
            reads = [r.data for r in reader.records() if isinstance(r, BytesReceived)]
            assert expected.startswith(b"".join(reads))
            assert {len(data) for data in reads[:-1]} <= {7}  # the last may be without its line
    finally:
        thread.join()
        writer.close()
    assert reader.capture().body == expected


def test_dropping_an_iterator_halfway_leaves_nothing_open(tmp_path: Path, blobs: Blobs) -> None:
    reader = recorded(tmp_path / "tape", blobs)
    assert list(itertools.islice(reader.records(), 3)) == list(EXCHANGE[:3])


# --- what a crash leaves -------------------------------------------------------------------------


def test_a_tape_without_an_end_was_interrupted(tmp_path: Path, blobs: Blobs) -> None:
    reader = recorded(tmp_path / "tape", blobs, EXCHANGE[:-1])
    assert reader.ended() is None
    assert reader.interrupted


def test_a_tape_with_an_end_was_not(tmp_path: Path, blobs: Blobs) -> None:
    failure = Failure(kind="reset", message="The connection broke.")
    ended = Ended(t_ns=20, how="failed", failure=failure)
    reader = recorded(tmp_path / "tape", blobs, (*EXCHANGE[:-1], ended))
    assert reader.ended() == ended
    assert not reader.interrupted


def test_the_end_is_found_behind_many_records(tmp_path: Path, blobs: Blobs) -> None:
    reads = tuple(BytesReceived(t_ns=n, data=b"x") for n in range(5000))
    reader = recorded(tmp_path / "tape", blobs, (REQUEST, *reads, EXCHANGE[-1]))
    assert reader.ended() == EXCHANGE[-1]


def test_a_tape_that_is_still_written_is_not_interrupted(tmp_path: Path, blobs: Blobs) -> None:
    reader = TapeReader(tmp_path / "tape", blobs)
    with TapeWriter(tmp_path / "tape", blobs) as writer:
        writer.append(REQUEST)
        assert reader.is_being_written()
        assert not reader.interrupted
    assert not reader.is_being_written()
    assert reader.interrupted


def test_a_torn_last_line_loses_no_byte(tmp_path: Path, blobs: Blobs) -> None:
    reader = recorded(tmp_path / "tape", blobs, EXCHANGE[:-1])
    lines = tmp_path / "tape" / "records.jsonl"
    whole = lines.read_bytes()
    last_line = len(whole.splitlines(keepends=True)[-1])
    for cut in range(1, last_line + 1):
        lines.write_bytes(whole[:-cut])
        assert reader.capture().body == b"".join(
            r.data for r in EXCHANGE if isinstance(r, BytesReceived)
        )
        assert reader.interrupted


def test_bytes_without_a_record_come_as_a_last_read(tmp_path: Path, blobs: Blobs) -> None:
    reader = recorded(tmp_path / "tape", blobs, EXCHANGE[:-1])
    with (tmp_path / "tape" / "body").open("ab") as body:
        body.write(b"data: late")
    assert list(reader.records())[-1] == BytesReceived(t_ns=12, data=b"data: late")


def test_a_record_without_its_bytes_gives_those_that_are_there(
    tmp_path: Path, blobs: Blobs
) -> None:
    reader = recorded(tmp_path / "tape", blobs, EXCHANGE[:-1])
    os.truncate(tmp_path / "tape" / "body", 10)
    assert reader.capture().body == b"busydata: "


def test_a_tape_that_is_gone_says_so(tmp_path: Path, blobs: Blobs) -> None:
    reader = TapeReader(tmp_path / "nowhere", blobs)
    for read in (reader.size, reader.ended, reader.capture, lambda: reader.read(0, 1)):
        with pytest.raises(StoreError) as caught:
            read()
        assert caught.value.failure.kind == "not_found"
        assert str(tmp_path / "nowhere") in str(caught.value)


# --- secrets and large values --------------------------------------------------------------------


def test_a_secret_is_overwritten_in_place(tmp_path: Path, blobs: Blobs) -> None:
    with TapeWriter(tmp_path / "tape", blobs) as writer:
        writer.append(BytesReceived(t_ns=1, data=b"data: CANARY-not-"))
        writer.append(BytesReceived(t_ns=2, data=b"a-real-key\n\n"))
        writer.overwrite(6, b"*" * 21)
        writer.append(BytesReceived(t_ns=3, data=b"data: next\n\n"))
    reader = TapeReader(tmp_path / "tape", blobs)
    assert [r.data for r in reader.records() if isinstance(r, BytesReceived)] == [
        b"data: ***********",
        b"**********\n\n",
        b"data: next\n\n",
    ]


@pytest.mark.parametrize(("offset", "length"), [(-1, 1), (0, 5), (4, 1), (3, 2)])
def test_only_what_was_recorded_can_be_overwritten(
    tmp_path: Path, blobs: Blobs, offset: int, length: int
) -> None:
    with TapeWriter(tmp_path / "tape", blobs) as writer:
        writer.append(BytesReceived(t_ns=1, data=b"abcd"))
        with pytest.raises(ValueError, match="not on this tape"):
            writer.overwrite(offset, b"*" * length)
    assert (tmp_path / "tape" / "body").read_bytes() == b"abcd"


def test_a_picture_sent_ten_times_is_kept_once(tmp_path: Path, blobs: Blobs) -> None:
    picture = b"iVBORw0KGgo" * 20_000
    body = (
        b'{"contents":[{"parts":[{"inlineData":{"data":"' + picture + b'"}},{"text":"a \\" b"}]}]}'
    )
    request = RequestSent(t_ns=0, unix_ns=1, method="POST", url="u", headers=(), body=body)
    for number in range(10):
        reader = recorded(tmp_path / f"tape{number}", blobs, (request,))
        assert reader.capture().request == request
        assert (tmp_path / f"tape{number}" / "records.jsonl").stat().st_size < 1000
    kept = [path for path in blobs.folder.rglob("*") if path.is_file()]
    assert [path.stat().st_size for path in kept] == [len(picture)]


# --- what must hold for any exchange -------------------------------------------------------------

_text = st.text(max_size=40)  # any but lone surrogates
_headers = st.lists(st.tuples(_text, _text), max_size=3).map(tuple)
_ns = st.integers(0, 2**62)
_records = st.one_of(
    st.builds(
        RequestSent,
        t_ns=_ns,
        unix_ns=_ns,
        method=_text,
        url=_text,
        headers=_headers,
        body=st.binary(max_size=200) | st.binary(max_size=20).map(lambda b: b'"%b"' % (b * 500)),
        attempt=st.integers(1, 9),
        protocol=_text,
        profile=_text,
        model=_text,
    ),
    st.builds(
        ResponseStarted, t_ns=_ns, status=st.integers(100, 599), reason=_text, headers=_headers
    ),
    st.builds(BytesReceived, t_ns=_ns, data=st.binary(min_size=1, max_size=300)),
    st.builds(
        RetryScheduled, t_ns=_ns, attempt=st.integers(1, 9), wait_s=st.floats(0, 1e6), reason=_text
    ),
)
_ended = st.builds(
    Ended,
    t_ns=_ns,
    how=st.sampled_from(["complete", "cancelled", "failed"]),
    failure=st.none() | st.builds(Failure, kind=_text, message=_text, detail=_text),
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(records=st.lists(_records, max_size=12), ended=st.none() | _ended)
def test_any_records_survive_the_tape(
    tmp_path_factory: pytest.TempPathFactory, records: list[Record], ended: Ended | None
) -> None:
    home = tmp_path_factory.mktemp("any")
    expected = (*records, ended) if ended is not None else tuple(records)
    reader = recorded(home / "tape", Blobs(home / "blobs"), expected)
    assert tuple(reader.records()) == expected
    assert reader.ended() == ended
