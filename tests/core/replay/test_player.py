"""A replay shows at each moment what was there at that moment, however one got there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.answer import Answer, read
from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
)
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.decoding.decoder import decode
from gemini_desktop.core.decoding.long_reads import PIECE_BYTES, cut
from gemini_desktop.core.replay.player import Player, score_of
from gemini_desktop.core.replay.score import EVENT_NS, LONG_NS, SHORT_NS, START, Position, Step
from tests.core.reading import CAPTURES, body, records

NAMES = sorted(path.name.partition("_")[0] for path in CAPTURES.iterdir() if path.suffix != ".md")
STEPS: tuple[Step, ...] = ("read", "event", "chunk")
SECOND = 1_000_000_000


class Audience:
    """Keeps what a listener would have been told since the beginning."""

    def __init__(self, played: list[Record]) -> None:
        self.player = Player(score_of(iter(played)), lambda: iter(played))
        self.records: list[Record] = []
        self.chunks: list[Chunk] = []

    def watch(self) -> None:
        while (played := self.player.pull()) is not None:
            if played.again:
                self.records, self.chunks = [], []
            if played.record is not None:
                self.records.append(played.record)
            self.chunks += played.chunks

    @property
    def seen(self) -> tuple[list[Record], list[Chunk]]:
        return self.records, self.chunks


def fed(played: list[Record], until_ns: int) -> tuple[list[Record], list[Chunk]]:
    """What had come and been read by this time."""
    answer, came, chunks = Answer(), list[Record](), list[Chunk]()
    for record in cut(played):
        if record.t_ns <= until_ns:
            came.append(record)
            chunks += answer.feed(record)
    if len(came) == len(list(cut(played))):
        chunks += answer.close()
    return came, chunks


def spread(name: str, seed: int) -> list[Record]:
    """A capture in random reads, a tenth of a second apart."""
    return [
        msgspec.structs.replace(record, t_ns=number * SECOND // 10)
        for number, record in enumerate(records(body(name), seed=seed))
    ]


moves = st.lists(
    st.one_of(
        st.tuples(st.just("seek"), st.integers(-SECOND, 2 * SECOND)),
        st.tuples(st.just("advance"), st.integers(0, SECOND)),
        st.tuples(st.sampled_from(STEPS), st.booleans()),
        st.tuples(st.sampled_from(("to_start", "to_end", "watch")), st.none()),
    ),
    max_size=12,
)


def moved(audience: Audience, plan: list[tuple[str, int | bool | None]]) -> None:
    player = audience.player
    for move, how in plan:
        match move, how:
            case "seek", int(now_ns):
                player.seek(now_ns)
            case "advance", int(passed_ns):
                player.advance(passed_ns)
            case "read" | "event" | "chunk" as step, bool(back):
                player.step(step, back=back)
            case "to_start", _:
                player.to_start()
            case "to_end", _:
                player.to_end()
            case _:
                audience.watch()


@given(st.sampled_from(NAMES), st.integers(0, 3), moves, st.integers(0, 2 * SECOND), st.booleans())
def test_after_a_seek_all_is_as_it_was_then(
    name: str,
    seed: int,
    plan: list[tuple[str, int | bool | None]],
    until_ns: int,
    skip: bool,
) -> None:
    """Whatever was sought, stepped and played before, and whether or not it was watched."""
    played = spread(name, seed)
    audience = Audience(played)
    audience.player.skip_waits = skip
    moved(audience, plan)
    audience.player.seek(until_ns)
    audience.watch()
    assert audience.seen == fed(played, min(until_ns, audience.player.score.duration_ns))
    assert audience.player.settled


@given(st.sampled_from(NAMES), st.integers(0, 3), moves)
def test_what_is_shown_is_always_a_beginning(
    name: str, seed: int, plan: list[tuple[str, int | bool | None]]
) -> None:
    """At every position: the first records, and the first events, of the whole capture."""
    played = spread(name, seed)
    whole, chunks = fed(played, 10**18)
    audience = Audience(played)
    for number in range(len(plan)):
        moved(audience, plan[number : number + 1])
        audience.watch()
        position = audience.player.position
        assert position == audience.player.target
        assert audience.records == whole[: position.records]
        assert audience.chunks == chunks[: position.chunks]


@pytest.mark.parametrize("name", NAMES)
def test_played_to_the_end_it_is_the_stored_turn(name: str) -> None:
    played = spread(name, seed=1)
    audience = Audience(played)
    audience.player.step("event")
    audience.watch()
    audience.player.to_end()
    audience.watch()
    assert audience.player.at_end
    assert audience.player.turn() == read(played)
    assert audience.chunks == list(decode(played))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", ["01", "02", "19b", "22", "25", "31", "34", "39"])
def test_steps_back_are_the_steps_on_in_reverse(name: str, step: Step) -> None:
    """From the start to the end and back, one sees the same positions."""
    score = score_of(iter(spread(name, seed=2)))
    forth = [START]
    while forth[-1] != score.end:
        forth.append(score.after(forth[-1], step))
        assert forth[-1] > forth[-2]
    back = [score.end]
    while back[-1] != START:
        back.append(score.before(back[-1], step))
        assert back[-1] < back[-2]
    assert back[::-1] == forth


def test_a_step_by_event_shows_one_event_more() -> None:
    """Though a read brought several: the read has come, its other events wait."""
    played: list[Record] = [
        BytesReceived(t_ns=5, data=b"data: 1\n\ndata: 2\n\n: c\n\ndata: 3\n\n"),
        Ended(t_ns=9, how="complete"),
    ]
    audience = Audience(played)
    for count in (1, 2, 3, 4):
        audience.player.step("event")
        audience.watch()
        assert len(audience.chunks) == count
        assert audience.records == played[:1]
    audience.player.step("event")
    audience.watch()
    assert audience.records == played
    audience.player.step("event", back=True)
    audience.player.step("event", back=True)
    audience.watch()
    assert [chunk.data for chunk in audience.chunks] == ["1", "2", " c"]
    assert audience.player.position == Position(1, 3)


def test_the_rest_of_an_open_read_comes_when_time_passes_or_by_a_step_of_a_read() -> None:
    played: list[Record] = [
        BytesReceived(t_ns=5, data=b"data: 1\n\ndata: 2\n\n"),
        BytesReceived(t_ns=8, data=b"data: 3\n\n"),
    ]
    for go_on in ("step", "advance"):
        audience = Audience(played)
        audience.player.step("event")
        audience.watch()
        if go_on == "step":
            audience.player.step("read")
        else:
            audience.player.advance(0)
        audience.watch()
        assert [chunk.data for chunk in audience.chunks] == ["1", "2"]
        assert audience.player.position == Position(1, 2)


def test_parts_of_one_read_are_one_step() -> None:
    """What came at once out of a compressed read, or was cut because it is long."""
    played: list[Record] = [
        BytesReceived(t_ns=5, data=b"data: 1\n\n"),
        BytesReceived(t_ns=5, data=b"data: 2\n\n"),
        BytesReceived(t_ns=8, data=b"data: 3\n\n"),
    ]
    audience = Audience(played)
    counts = []
    for back in (False, False, True, True):
        audience.player.step("read", back=back)
        audience.watch()
        counts.append(len(audience.chunks))
    assert counts == [2, 3, 2, 0]


def test_a_step_by_chunk_goes_to_the_next_words() -> None:
    """Over comments, signatures, usage and the end mark."""
    audience = Audience(spread("19b", seed=0))
    texts = []
    while not audience.player.at_end:
        audience.player.step("chunk")
        audience.watch()
        texts.append(len(audience.chunks))
    said = [n for n, c in enumerate(decode(spread("19b", seed=0)), 1) if says(c)]
    assert texts == [*said, audience.player.score.events]


def says(chunk: Chunk) -> bool:
    return any(type(event).__name__ == "StepDelta" for event in chunk.events)


# --- time ---------------------------------------------------------------------------------------


def timed(*times_ns: int) -> list[Record]:
    """A request, so many reads of one event, and the end with the last of them."""
    reads = [BytesReceived(t_ns=t, data=b"data: {}\n\n") for t in times_ns]
    sent = RequestSent(t_ns=0, unix_ns=0, method="POST", url="", headers=())
    return [
        sent, ResponseStarted(t_ns=0, status=200), *reads, Ended(t_ns=times_ns[-1], how="complete")
    ]  # fmt: skip


def test_time_passes_at_the_callers_pace() -> None:
    audience = Audience(timed(SECOND, 2 * SECOND, 3 * SECOND))
    counts = []
    for _ in range(7):
        audience.player.advance(SECOND // 2)
        audience.watch()
        counts.append(len(audience.chunks))
    assert counts == [0, 1, 1, 2, 2, 3, 3]
    assert audience.player.at_end
    assert audience.player.now_ns == 3 * SECOND


def test_a_long_wait_is_shortened_where_that_is_wanted() -> None:
    long_ns = 40 * SECOND
    audience = Audience(timed(SECOND, SECOND + long_ns))
    player = audience.player
    player.skip_waits = True
    player.advance(SECOND)
    player.advance(1)
    assert player.now_ns == SECOND + long_ns - SHORT_NS + 1
    assert player.skipped_ns == long_ns - SHORT_NS
    player.advance(SHORT_NS)
    audience.watch()
    assert len(audience.chunks) == 2
    assert player.skipped_ns == 0
    player.skip_waits = False
    player.seek(SECOND)
    player.advance(SHORT_NS)
    assert player.now_ns == SECOND + SHORT_NS


def test_a_silence_that_is_not_long_is_played_whole() -> None:
    player = Audience(timed(SECOND, SECOND + LONG_NS)).player
    player.skip_waits = True
    player.seek(SECOND)
    player.advance(SECOND)
    assert player.now_ns == 2 * SECOND
    assert player.skipped_ns == 0


def test_waits_between_attempts_are_silences_too() -> None:
    first, *rest = timed(SECOND)
    retry = RetryScheduled(t_ns=10, attempt=1, wait_s=30)
    again = [msgspec.structs.replace(r, t_ns=r.t_ns + 30 * SECOND) for r in (first, *rest)]
    audience = Audience([first, retry, *again])
    audience.player.skip_waits = True
    audience.player.advance(20)
    audience.player.advance(SHORT_NS)
    audience.watch()
    assert isinstance(audience.records[-1], ResponseStarted)


def test_what_has_no_times_is_played_event_by_event() -> None:
    """A body saved by `curl -N` is one read at the time 0."""
    played: list[Record] = [
        BytesReceived(t_ns=0, data=b"data: 1\n\ndata: 2\n\ndata: 3\n\n"),
        Ended(t_ns=0, how="complete"),
    ]
    audience = Audience(played)
    assert not audience.player.score.timed
    assert audience.player.score.duration_ns == 3 * EVENT_NS
    counts = []
    for _ in range(4):
        audience.player.advance(EVENT_NS)
        audience.watch()
        counts.append((len(audience.chunks), len(audience.records)))
    assert counts == [(1, 1), (2, 1), (3, 2), (3, 2)]
    audience.player.seek(EVENT_NS * 2)
    audience.watch()
    assert len(audience.chunks) == 2


def test_times_that_go_back_are_played_in_the_order_of_the_file() -> None:
    audience = Audience(timed(3 * SECOND, SECOND, 4 * SECOND))
    audience.player.seek(2 * SECOND)
    audience.watch()
    assert len(audience.chunks) == 0
    audience.player.seek(3 * SECOND)
    audience.watch()
    assert len(audience.chunks) == 2


def test_the_start_is_before_everything_and_can_be_come_back_to() -> None:
    audience = Audience(timed(SECOND))
    audience.player.to_end()
    audience.watch()
    audience.player.to_start()
    audience.watch()
    assert audience.seen == ([], [])
    assert audience.player.now_ns == 0
    audience.player.step("read", back=True)
    audience.watch()
    assert audience.player.position == START


def test_nothing_can_be_played_of_nothing() -> None:
    audience = Audience([])
    audience.player.advance(SECOND)
    audience.player.step("event")
    audience.watch()
    assert audience.player.at_end
    assert audience.seen == ([], [])


def test_a_capture_without_end_is_closed_at_its_last_record() -> None:
    """What only the end completes is an event of that record."""
    played: list[Record] = [BytesReceived(t_ns=SECOND, data=b"data: {}\n\ndata: {")]
    audience = Audience(played)
    audience.player.step("event")
    audience.watch()
    assert [chunk.kind for chunk in audience.chunks] == ["event"]
    audience.player.to_end()
    audience.watch()
    assert [chunk.kind for chunk in audience.chunks] == ["event", "tail"]


def test_a_file_that_became_shorter_ends_early() -> None:
    played = timed(SECOND, 2 * SECOND)
    given = iter([played, played[:3]])
    player = Player(score_of(iter(next(given))), lambda: iter(played[:3]))
    player.to_end()
    pulled = list(iter(player.pull, None))
    assert [p.record for p in pulled if p.record] == played[:3]
    assert player.settled


def test_a_long_read_is_played_in_pieces() -> None:
    data = b"".join(b"data: %d\n\n" % n for n in range(5000))

    def reads() -> Iterator[Record]:
        yield BytesReceived(t_ns=1, data=data)

    pieces = list(cut(reads()))
    assert max(len(p.data) for p in pieces if isinstance(p, BytesReceived)) == PIECE_BYTES
    player = Player(score_of(reads()), reads)
    assert player.score.events == 5000
    player.step("event")
    first = player.pull()
    assert first is not None
    assert first.record == pieces[0]
    assert [chunk.data for chunk in first.chunks] == ["0"]


@given(st.lists(st.integers(0, 100), max_size=30), st.integers(0, 120))
def test_a_time_is_found_again(times: list[int], now_ns: int) -> None:
    """`time_of` of a position leads back to it, or past records of the same time."""
    played = [BytesReceived(t_ns=t, data=b"data: 1\n\n") for t in itertools.accumulate(times)]
    score = score_of(iter(played))
    position = score.at(now_ns)
    assert score.time_of(position) <= max(now_ns, 0)
    assert score.at(score.time_of(position)) == position
