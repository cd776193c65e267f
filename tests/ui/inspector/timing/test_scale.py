"""Time to pixels and back, and never out of what there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui.inspector.timing.scale import TimeScale, length_text, step_ns, unit_of

S = 1_000_000_000
WHOLE = st.integers(min_value=1_000_000, max_value=3600 * S)
ACTS = st.lists(
    st.tuples(st.sampled_from(["zoom", "pan", "bring", "reach"]), st.floats(-2, 2)), max_size=12
)


def scale(whole_ns: int = 10 * S, width: float = 400) -> TimeScale:
    made = TimeScale()
    made.place(100, width)
    made.reach(whole_ns)
    return made


def test_all_is_shown_at_first_and_as_time_goes_on() -> None:
    made = scale()
    assert (made.x(0), made.x(10 * S)) == (100, 500)
    made.reach(20 * S)
    assert made.is_whole
    assert made.x(20 * S) == 500


def test_a_closer_look_stays_where_it_is_as_time_goes_on() -> None:
    made = scale()
    made.zoom(4, made.x(5 * S))
    before = (made.begin_ns, made.end_ns)
    made.reach(90 * S)
    assert (made.begin_ns, made.end_ns) == before


def test_zooming_keeps_the_moment_under_the_pointer() -> None:
    made = scale()
    x = made.x(7 * S)
    assert made.zoom(3, x)
    assert made.t_ns(x) == pytest.approx(7 * S)
    assert made.span_ns == pytest.approx(10 * S / 3)


def test_nothing_is_further_away_than_all() -> None:
    made = scale()
    assert not made.zoom(0.5, 200)
    assert made.is_whole


def test_a_moment_out_of_sight_is_brought_into_it() -> None:
    made = scale()
    made.zoom(10, made.x(0))
    made.bring(8 * S)
    assert made.begin_ns < 8 * S < made.end_ns
    assert made.x(8 * S) == pytest.approx(300)
    before = made.begin_ns
    made.bring(8.1 * S)
    assert made.begin_ns == before, "what is in sight stays"


@given(WHOLE, ACTS)
def test_it_never_leaves_what_there_is(whole_ns: int, acts: list[tuple[str, float]]) -> None:
    made = scale(whole_ns)
    for act, amount in acts:
        match act:
            case "zoom":
                made.zoom(2**amount, 100 + 200 * abs(amount))
            case "pan":
                made.pan(amount * 300)
            case "bring":
                made.bring(abs(amount) / 2 * whole_ns)
            case _:
                made.reach(made.whole_ns + round(abs(amount) * S))
        assert -1 <= made.begin_ns < made.end_ns <= made.whole_ns + 1
        middle = (made.begin_ns + made.end_ns) / 2
        assert made.t_ns(made.x(middle)) == pytest.approx(middle)


@given(st.integers(min_value=20_000, max_value=10**13), st.integers(min_value=1, max_value=20))
def test_steps_are_round_and_not_too_many(span_ns: int, at_most: int) -> None:
    step = step_ns(span_ns, at_most)
    assert span_ns / step <= at_most
    assert str(step).rstrip("0") in ("1", "2", "5")


@given(WHOLE, st.floats(0, 6), st.floats(0, 1))
def test_ticks_lie_in_sight_and_the_last_names_the_unit(
    whole_ns: int, closer: float, where: float
) -> None:
    made = scale(whole_ns)
    made.zoom(2**closer, 100 + 400 * where)
    ticks = list(made.ticks(6))
    assert len(ticks) <= 7
    for t_ns, words in ticks:
        assert made.begin_ns - 1 <= t_ns <= made.end_ns + 1
        assert (" " in words) == (t_ns == ticks[-1][0])
    assert len({words for _, words in ticks}) == len(ticks), "no two read the same"


def test_ticks_of_ten_seconds() -> None:
    assert [words for _, words in scale().ticks(6)] == ["0", "2", "4", "6", "8", "10 s"]


@pytest.mark.parametrize(
    ("ns", "words"),
    [
        (0, "0 µs"),
        (412_000, "412 µs"),
        (8_340_000, "8.3 ms"),
        (9_960_000, "10 ms"),
        (771_000_000, "771 ms"),
        (1_240_000_000, "1.24 s"),
        (12_340_000_000, "12.3 s"),
        (125_000_000_000, "2 min 5 s"),
    ],
)
def test_lengths_read_well(ns: float, words: str) -> None:
    assert length_text(ns) == words


def test_units() -> None:
    assert unit_of(500_000)[1] == "µs"
    assert unit_of(5_000_000)[1] == "ms"
    assert unit_of(5 * S)[1] == "s"
