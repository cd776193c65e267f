"""Which pixels hold an event, against looking at every one of them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui.inspector.events.columns import Columns
from gemini_desktop.ui.inspector.events.kinds import Kind
from gemini_desktop.ui.inspector.timing.lanes import TONES, Lanes, lane_name
from gemini_desktop.ui.inspector.timing.scale import TimeScale

KINDS = [Kind.TEXT, Kind.THOUGHT, Kind.IMAGE, Kind.COMMENT, Kind.USAGE, Kind.ERROR, Kind.STATUS]
EVENTS = st.lists(
    st.tuples(st.integers(0, 400), st.sampled_from(KINDS)), min_size=1, max_size=120
).map(lambda events: sorted(events, key=lambda event: event[0]))


def filled(events: list[tuple[int, Kind]]) -> tuple[Columns, Lanes]:
    """Columns of such events, times in milliseconds."""
    columns = Columns()
    for t_ms, kind in events:
        columns.starts.append(0)
        columns.ends.append(10)
        columns.times_ns.append(t_ms * 1_000_000)
        columns.kinds.append(kind)
    lanes = Lanes()
    lanes.catch_up(columns)
    return columns, lanes


def scale(width: int, begin_ms: float, end_ms: float) -> TimeScale:
    made = TimeScale()
    made.place(0, width)
    made.reach(1_000_000_000)
    made.begin_ns, made.end_ns = begin_ms * 1e6, end_ms * 1e6
    return made


@given(EVENTS, st.integers(1, 90), st.integers(0, 300), st.integers(1, 300))
def test_runs_hold_all_events_in_sight_and_nothing_else(
    events: list[tuple[int, Kind]], width: int, begin: int, span: int
) -> None:
    columns, lanes = filled(events)
    shown = scale(width, begin, begin + span)
    per_pixel = shown.span_ns / width
    for lane in range(len(TONES)):
        wanted = {
            min(width - 1, int((columns.times_ns[event] - shown.begin_ns) / per_pixel))
            for event in range(len(columns))
            if lanes.lane_of(event) == lane
            and shown.begin_ns <= columns.times_ns[event] <= shown.end_ns
        }
        runs = list(lanes.runs(lane, lanes.edges(shown)))
        found = {pixel for first, last in runs for pixel in range(first, last + 1)}
        assert found == wanted
        assert all(b[0] > a[1] + 1 for a, b in pairwise(runs)), "no two touch"


@given(EVENTS, st.integers(0, 400), st.integers(0, 60), st.sampled_from([None, 0, 1, 7]))
def test_the_nearest_is_the_nearest(
    events: list[tuple[int, Kind]], at: int, within: int, lane: int | None
) -> None:
    columns, lanes = filled(events)
    distances = [
        abs(columns.times_ns[event] - at * 1_000_000)
        for event in range(len(columns))
        if lane is None or lanes.lane_of(event) == lane
    ]
    least = min(distances, default=10**18)
    found = lanes.nearest(at * 1e6, within * 1e6, lane)
    if least > within * 1_000_000:
        assert found == -1
    else:
        assert abs(columns.times_ns[found] - at * 1_000_000) == least


def test_lanes_grow_with_their_columns() -> None:
    columns, lanes = filled([(1, Kind.TEXT)])
    assert [lane_name(lane) for lane in lanes.used] == ["Text"]
    columns.times_ns.append(2_000_000)
    columns.kinds.append(Kind.COMMENT)
    assert lanes.nearest(2e6, 1, None) == -1
    lanes.catch_up(columns)
    assert lanes.nearest(2e6, 1, None) == 1
    assert [lane_name(lane) for lane in lanes.used] == ["Text", "Comments"]


def test_other_columns_are_read_from_their_beginning() -> None:
    _, lanes = filled([(1, Kind.TEXT), (2, Kind.TEXT)])
    others, _ = filled([(5, Kind.COMMENT)])
    lanes.catch_up(others)
    assert [lane_name(lane) for lane in lanes.used] == ["Comments"]
    assert lanes.nearest(5e6, 1) == 0


def test_every_kind_has_a_lane() -> None:
    _, lanes = filled([(0, kind) for kind in Kind])
    names = {kind.name: lane_name(lanes.lane_of(event)) for event, kind in enumerate(Kind)}
    assert names["THOUGHT"] == names["SIGNATURE"] == "Thoughts"
    assert names["AUDIO"] == names["IMAGE"] == "Media"
    assert names["CALL"] == names["TOOL"] == "Calls"
    assert names["FINISH"] == "Usage, end"
    assert names["TAIL"] == names["BROKEN"] == "Errors"
    assert names["STEP"] == "Other"
    assert len(TONES) == 8


def test_events_of_one_read_are_counted() -> None:
    _, lanes = filled([(1, Kind.TEXT), (2, Kind.TEXT), (2, Kind.USAGE), (3, Kind.TEXT)])
    assert [lanes.together(event) for event in range(4)] == [1, 2, 2, 1]
