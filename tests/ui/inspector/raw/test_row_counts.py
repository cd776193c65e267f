"""Which block a row is in, as counting would tell."""

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui.inspector.raw.row_counts import RowCounts

_COUNTS = st.lists(st.integers(0, 5), min_size=1, max_size=40).map(lambda counts: counts * 20)


@given(_COUNTS, st.lists(st.tuples(st.integers(0, 10**4), st.integers(0, 9)), max_size=20))
def test_sums_and_places_are_those_of_counting(
    counts: list[int], changes: list[tuple[int, int]]
) -> None:
    rows = RowCounts(counts[:-1])
    rows.append(counts[-1])
    counts = list(counts)
    for number, count in changes:
        rows[number % len(counts)] = counts[number % len(counts)] = count
    assert len(rows) == len(counts)
    assert rows.total == sum(counts)
    row = 0
    for number, count in enumerate(counts):
        assert rows.first(number) == row
        assert rows[number] == count
        if count:
            assert rows.place(row) == (number, 0)
            assert rows.place(row + count - 1) == (number, count - 1)
        row += count
    last, within = rows.place(row + 3)
    assert rows.first(last) + within == row + 3


def test_none() -> None:
    assert RowCounts().total == 0
    assert len(RowCounts()) == 0
