"""Which read brought which byte, and where one ended and the next began."""

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.capture import BytesReceived, Ended, Record
from gemini_desktop.ui.inspector.part import Batch
from gemini_desktop.ui.inspector.raw.reads import Reads


def _reads(lengths: list[int]) -> Reads:
    reads = Reads()
    for number, length in enumerate(lengths):
        reads.append(number * 10, length)
    return reads


@given(st.lists(st.integers(1, 50), max_size=30), st.integers(-5, 1600))
def test_a_byte_has_one_read(lengths: list[int], offset: int) -> None:
    reads = _reads(lengths)
    assert len(reads) == len(lengths)
    read = reads.at(offset)
    if not 0 <= offset < sum(lengths):
        assert read is None
    else:
        assert read is not None
        assert read.start <= offset < read.end
        assert read.end - read.start == lengths[read.number]
        assert read.t_ns == read.number * 10


@given(
    st.lists(st.integers(1, 50), min_size=1, max_size=30), st.integers(0, 800), st.integers(0, 300)
)
def test_an_event_has_those_that_brought_a_byte_of_it(
    lengths: list[int], start: int, size: int
) -> None:
    reads, total = _reads(lengths), sum(lengths)
    start = min(start, total)
    end = min(total, start + size)
    each = {read.number for byte in range(start, end) if (read := reads.at(byte)) is not None}
    assert set(reads.covering(start, end)) == each


@given(st.lists(st.integers(1, 50), max_size=30), st.integers(0, 800), st.integers(0, 300))
def test_marks_stand_between_two_reads(lengths: list[int], start: int, size: int) -> None:
    reads = _reads(lengths)
    ends = [sum(lengths[: count + 1]) for count in range(len(lengths))]
    wanted = [end for end in ends[:-1] if start < end <= start + size]
    assert list(reads.boundaries(start, start + size)) == wanted


def test_parts_of_one_read_are_one_again() -> None:
    def batch(*records: Record) -> Batch:
        return Batch(records, 0, ())

    def read(t_ns: int, length: int) -> BytesReceived:
        return BytesReceived(t_ns=t_ns, data=bytes(length))

    reads = Reads()
    reads.take(batch(read(5, 100), read(5, 100)))
    reads.take(batch(read(5, 4), read(6, 4)))
    assert [reads.read(number).end for number in range(len(reads))] == [204, 208]
    reads.take(batch(read(9, 10), Ended(t_ns=9, how="complete")))
    reads.take(batch(read(9, 1)))
    assert len(reads) == 4
    reads.start(None)
    assert len(reads) == 0
    assert reads.at(0) is None
