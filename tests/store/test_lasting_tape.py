"""A tape that outlasts its disk: whatever fails, and when, one whole capture can be read."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_desktop.core.capture import BytesReceived, Ended, Record, ResponseStarted
from gemini_desktop.core.errors import LimitExceeded, StoreError
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.lasting_tape import LastingTape
from gemini_desktop.store.overflow import Overflow, Room
from gemini_desktop.store.tape import TapeReader
from tests.store.limited import files_up_to
from tests.store.test_tape import EXCHANGE


def read(number: int, size: int = 100) -> BytesReceived:
    return BytesReceived(t_ns=number, data=bytes([number % 256]) * size)


def body_of(records: list[Record]) -> bytes:
    return b"".join(r.data for r in records if isinstance(r, BytesReceived))


def check_whole(tape: LastingTape, records: list[Record]) -> None:
    assert list(tape.records()) == records
    body = body_of(records)
    assert tape.size() == len(body)
    assert tape.read(0, len(body)) == body
    third = len(body) // 3
    assert tape.read(third, 2 * third) == body[third : 2 * third]
    assert tape.read(len(body) - 1, len(body) + 50) == body[-1:]


def test_on_a_good_disk_it_is_a_tape_like_any(tmp_path: Path) -> None:
    captures = Captures(tmp_path)
    with captures.lasting() as tape:
        for record in EXCHANGE:
            tape.append(record)
    assert tape.is_whole
    check_whole(tape, list(EXCHANGE))
    assert list(captures.open(tape.id).records()) == list(EXCHANGE)


def test_what_a_full_disk_does_not_take_is_held_and_written_later(tmp_path: Path) -> None:
    captures = Captures(tmp_path)
    heard: list[LastingTape] = []
    records: list[Record] = []
    with captures.lasting() as tape:
        tape.on_held = heard.append
        with files_up_to(450):
            for number in range(20):
                records.append(read(number))
                tape.append(records[-1])
                check_whole(tape, records)
            assert heard == [tape]
            assert tape.failure is not None
            assert tape.failure.kind == "file_too_large"
            records.append(Ended(t_ns=99, how="complete"))
            tape.append(records[-1])
            with pytest.raises(StoreError, match="Could not record the answer"):
                tape.catch_up()
            check_whole(tape, records)
    on_disk = captures.open(tape.id)
    assert on_disk.ended() is None  # it never claims to be complete while something is missing
    assert body_of(list(on_disk.records())) == body_of(records)[:450]  # as much as fitted
    tape.catch_up()
    assert tape.is_whole
    check_whole(tape, records)
    assert list(captures.open(tape.id).records()) == records
    assert captures.room.taken == 0
    assert not captures.open(tape.id).is_being_written()


def test_without_any_folder_all_is_held_until_there_is_one(tmp_path: Path) -> None:
    captures = Captures(tmp_path)
    captures.folder.write_text("a file in the place of the folder")
    records: list[Record] = list(EXCHANGE)
    with captures.lasting() as tape:
        for record in records:
            tape.append(record)
    check_whole(tape, records)
    with pytest.raises(StoreError, match="folder for the recording"):
        tape.catch_up()
    captures.folder.unlink()
    tape.catch_up()
    assert list(captures.open(tape.id).records()) == records


def test_it_goes_on_to_the_disk_once_that_is_mended(tmp_path: Path) -> None:
    captures = Captures(tmp_path)
    tape = captures.lasting()
    with files_up_to(150):
        tape.append(read(1))
        tape.append(read(2))
    assert tape.failure is not None
    tape.catch_up()
    tape.append(read(3))
    assert tape.is_whole
    tape.close()
    assert list(captures.open(tape.id).records()) == [read(1), read(2), read(3)]


def test_a_secret_is_masked_wherever_it_lies(tmp_path: Path) -> None:
    captures = Captures(tmp_path)
    tape = captures.lasting()
    with files_up_to(250):
        for number in range(4):
            tape.append(read(number))
        tape.overwrite(190, b"*" * 120)  # on the disk, half written, and held
        wanted = bytearray(body_of([read(n) for n in range(4)]))
        wanted[190:310] = b"*" * 120
        assert tape.read(0, 400) == bytes(wanted)
        body = (captures.folder / tape.id / "body").read_bytes()
        assert body == bytes(wanted)[:250]
    tape.catch_up()
    tape.close()
    assert (captures.folder / tape.id / "body").read_bytes() == bytes(wanted)


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 400), min_size=1, max_size=25),
    limits=st.lists(st.integers(0, 4000), min_size=1, max_size=4),
    memory=st.sampled_from([0, 1000, 1 << 20]),
)
def test_any_limits_at_any_time_lose_nothing(
    sizes: list[int], limits: list[int], memory: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        captures = Captures(Path(folder))
        captures.room.limit = memory
        tape = captures.lasting()
        records: list[Record] = []
        for number, size in enumerate(sizes):
            with files_up_to(limits[number % len(limits)] if memory > 1000 else 10_000):
                tape.append(ResponseStarted(t_ns=number, status=200))
                tape.append(read(number, size))
                if number % 7 == 6 and not tape.is_whole:
                    try:
                        tape.catch_up()
                    except StoreError:
                        assert not tape.is_whole
            records += [ResponseStarted(t_ns=number, status=200), read(number, size)]
            assert list(tape.records()) == records
        if not tape.is_whole:
            tape.catch_up()
        tape.close()
        check_whole(tape, records)
        assert list(captures.open(tape.id).records()) == records


def test_a_failing_disk_and_full_memory_go_on_in_a_temporary_file(tmp_path: Path) -> None:
    overflow = Overflow(Room(1000))
    records = [read(number, 300) for number in range(10)]
    for record in records:
        overflow.append(record)
    overflow.append(Ended(t_ns=11, how="complete"))
    assert list(overflow) == [*records, Ended(t_ns=11, how="complete")]
    overflow.overwrite(500, b"*" * 200)
    assert overflow.read(450, 300) == (body_of([*records])[450:500] + b"*" * 200 + b"\x02" * 50)
    overflow.close()


def test_where_nothing_can_be_held_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    overflow = Overflow(Room(1000))
    overflow.append(read(1))
    with pytest.raises(LimitExceeded, match="temporary folder cannot be written") as caught:
        overflow.append(read(2, 2000))
    assert caught.value.failure.advice
    overflow.append(Ended(t_ns=3, how="failed"))  # how it ended always finds room
    assert list(overflow) == [read(1), Ended(t_ns=3, how="failed")]


def handles() -> int:
    """Open ones of this process, where the system tells."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def test_no_handle_is_left_open(tmp_path: Path) -> None:
    before = handles()
    captures = Captures(tmp_path)
    tape = captures.lasting()
    with files_up_to(50):
        tape.append(read(1))
        tape.close()
    tape.catch_up()
    other = captures.lasting()
    with files_up_to(50):
        other.append(read(1))
    other.let_go()
    assert handles() == before
    assert isinstance(captures.open(tape.id), TapeReader)
