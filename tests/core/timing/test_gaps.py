"""Percentiles of silences against the standard library's, exact while there are few."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.timing.gaps import Gap, Gaps

LENGTHS = st.lists(st.integers(min_value=1, max_value=10**12), min_size=2, max_size=200)


def filled(lengths: list[int]) -> Gaps:
    gaps, at = Gaps(), 0
    for event, length in enumerate(lengths):
        gaps.add(at, at + length, event)
        at += length
    return gaps


def test_without_gaps_there_are_no_percentiles() -> None:
    assert Gaps().percentiles(0.5) == ()
    assert Gaps().longest() == []


def test_one_gap_is_every_percentile() -> None:
    assert filled([7]).percentiles(0.0, 0.5, 0.99, 1.0) == (7, 7, 7, 7)


@given(LENGTHS)
def test_they_are_those_of_the_standard_library(lengths: list[int]) -> None:
    cuts = statistics.quantiles(lengths, n=100, method="inclusive")
    median, p90, p99 = filled(lengths).percentiles(0.5, 0.9, 0.99)
    assert (median, p90, p99) == pytest.approx((cuts[49], cuts[89], cuts[98]), rel=1e-9)
    assert median == pytest.approx(statistics.median(lengths), rel=1e-9)


@given(LENGTHS)
def test_the_ends_are_the_shortest_and_the_longest(lengths: list[int]) -> None:
    assert filled(lengths).percentiles(0, 1) == (min(lengths), max(lengths))


@given(st.lists(st.integers(min_value=1, max_value=100), min_size=1, max_size=300))
def test_the_longest_know_where_they_are(lengths: list[int]) -> None:
    gaps = filled(lengths)
    longest = gaps.longest()
    assert [gap.length_ns for gap in longest] == sorted(lengths, reverse=True)[:64]
    for gap in longest:
        assert lengths[gap.event] == gap.length_ns
        assert gap.begin_ns == sum(lengths[: gap.event])
        assert gap.end_ns == gap.begin_ns + gap.length_ns


def test_of_very_many_lengths_they_are_nearly_right_and_memory_is_bounded() -> None:
    lengths = [1_000 + n * 7_919 % 100_000_007 for n in range(100_000)]
    gaps = filled(lengths)
    assert len(gaps._counts) <= 4096
    cuts = statistics.quantiles(lengths, n=100, method="inclusive")
    found = gaps.percentiles(0.5, 0.9, 0.99)
    assert found == pytest.approx((cuts[49], cuts[89], cuts[98]), rel=0.002)
    assert gaps.longest()[0] == Gap(
        max(lengths), lengths.index(max(lengths)), sum(lengths[: lengths.index(max(lengths))])
    )


@given(st.lists(st.integers(min_value=1, max_value=2**62), min_size=1, max_size=60))
def test_rounding_is_never_far_off(lengths: list[int]) -> None:
    gaps = Gaps()
    gaps._bits = 9
    for length in lengths:
        assert gaps._rounded(length) == pytest.approx(length, rel=1 / 500) or length < 512
