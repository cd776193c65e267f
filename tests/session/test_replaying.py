"""A capture as it stood, and records at their pace."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.capture import BytesReceived, Capture, Ended, Record
from gemini_desktop.core.decoding.long_reads import PIECE_BYTES
from gemini_desktop.core.replay.player import Player, score_of
from gemini_desktop.session.opening import InMemory
from gemini_desktop.session.replaying import AsItStood, at_pace, request_of
from tests.core.reading import body, records
from tests.support import RunCoroutine

DATA = body("22")


@given(st.lists(st.integers(0, 110), min_size=1, max_size=5))
def test_nothing_is_read_that_had_not_come(times_ns: list[int]) -> None:
    played = records(DATA, seed=1)
    source = AsItStood(InMemory(Capture(records=tuple(played), id="it")))
    player = Player(score_of(iter(played)), source.whole.records)
    for now_ns in times_ns:
        player.seek(now_ns)
        while (pulled := player.pull()) is not None:
            source.take(pulled)
    came = [record for record in played if record.t_ns <= now_ns]
    received = b"".join(r.data for r in came if isinstance(r, BytesReceived))
    assert list(source.records()) == came
    assert source.size() == len(received)
    assert source.read(0, len(DATA)) == received
    assert source.id == "it"
    source.begin()
    assert source.size() == 0
    assert not list(source.records())


def test_long_reads_are_counted_in_their_pieces() -> None:
    whole = InMemory(Capture(records=(BytesReceived(t_ns=1, data=b"x" * (PIECE_BYTES + 1)),)))
    source = AsItStood(whole)
    player = Player(score_of(whole.records()), whole.records)
    player.to_end()
    first = player.pull()
    assert first is not None
    source.take(first)
    assert source.size() == PIECE_BYTES
    assert [r.t_ns for r in source.records()] == [1]


def test_the_first_request_is_found() -> None:
    played = records(b"")
    assert request_of(played) is played[0]
    assert request_of(played[1:]) is None


def paced(
    run_async: RunCoroutine, played: list[Record], speed: float | None, *, skip_waits: bool = False
) -> tuple[list[float], list[float]]:
    """When each record came, in seconds; and what was left out."""
    skipped: list[float] = []

    async def main() -> list[float]:
        clock = asyncio.get_running_loop().time
        began = clock()
        paced = at_pace(played, speed, skip_waits=skip_waits, skipped=skipped.append)
        return [clock() - began async for _ in paced]

    return run_async(main()), skipped


def reads(*times_s: float) -> list[Record]:
    return [
        *(BytesReceived(t_ns=round(t * 1e9), data=b"x") for t in times_s),
        Ended(t_ns=round(times_s[-1] * 1e9), how="complete"),
    ]


def test_a_record_comes_when_its_time_has(run_async: RunCoroutine) -> None:
    came, skipped = paced(run_async, reads(0.0, 2.0, 4.0), 20)
    assert came[1] >= 0.1
    assert came[2] >= 0.2
    assert skipped == []


def test_a_long_silence_takes_a_second_where_that_is_wanted(run_async: RunCoroutine) -> None:
    came, skipped = paced(run_async, reads(0.0, 1000.0, 1001.0), 20, skip_waits=True)
    assert skipped == [999.0]
    assert 0.1 <= came[2] < 9


def test_at_once_waits_for_nothing(run_async: RunCoroutine) -> None:
    came, skipped = paced(run_async, reads(0.0, 1000.0), None, skip_waits=True)
    assert len(came) == 3
    assert skipped == []


def test_times_that_go_back_wait_for_nothing_twice(run_async: RunCoroutine) -> None:
    came, _ = paced(run_async, reads(2.0, 1.0, 2.0), 40)
    assert len(came) == 4
    assert came[-1] < 5
