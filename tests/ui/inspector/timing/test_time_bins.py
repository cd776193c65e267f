"""The timeline's sums: bounded, and none is lost."""

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui.inspector.timing.time_bins import TONES, TimeBins

_EVENTS = st.lists(
    st.tuples(st.integers(0, 10**12), st.sampled_from(TONES), st.integers(1, 10**6)), max_size=40
)


@given(_EVENTS, st.integers(1, 200))
def test_bars_add_up_to_what_came(events: list[tuple[int, str, int]], count: int) -> None:
    bins = TimeBins()
    for t_ns, tone, size in events:
        bins.add(t_ns, tone, size)
    bars = list(bins.bars(count, bins.end_ns))
    assert len(bars) == count
    for place, tone in enumerate(TONES):
        assert sum(bar[place] for bar in bars) == sum(e[2] for e in events if e[1] == tone)


def test_an_hour_takes_no_more_bins_than_a_second() -> None:
    bins = TimeBins()
    for second in range(3600):
        bins.add(second * 10**9, "accent", 1)
    assert 3600 * 10**9 / bins.width_ns < 1024
    assert bins.first_ns == 0


def test_a_gap_stays_empty() -> None:
    bins = TimeBins()
    bins.add(0, "accent", 10)
    bins.add(10**9, "green", 10)
    bars = list(bins.bars(10, bins.end_ns))
    assert [sum(bar) for bar in bars] == [10, 0, 0, 0, 0, 0, 0, 0, 0, 10]


def test_waiting_makes_the_axis_longer_and_no_bar() -> None:
    bins = TimeBins()
    bins.reach(5 * 10**9)
    assert bins.end_ns == 5 * 10**9
    assert not any(any(bar) for bar in bins.bars(10, bins.end_ns))
