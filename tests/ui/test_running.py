"""An exchange that goes on: shown, it speaks over the bridge; unseen, its answer grows alone."""

from __future__ import annotations

import time

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from gemini_desktop.core.capture import BytesReceived, Ended, RequestSent, RetryScheduled
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import StepDelta, Text
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.session.live_exchange import LiveExchange
from gemini_desktop.ui.bridge import Bridge
from gemini_desktop.ui.chat import wording
from gemini_desktop.ui.chat.turns.blocks import Markdown, Status
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks
from gemini_desktop.ui.frames import Frame
from gemini_desktop.ui.running import Running

REQUEST = RequestSent(t_ns=0, unix_ns=1, method="POST", url="http://127.0.0.1/", headers=())
WAIT = RetryScheduled(t_ns=1, wait_s=30.0, reason="busy", attempt=1)


def running(bridge: Bridge) -> Running:
    path = [prompt("a", id="p1"), Turn(role="model", id="a1", parent_id="p1")]
    question = prompt("b", id="p2", parent_id="a1")
    exchange = LiveExchange("c", path, question, Turn(role="model", id="a2", parent_id="p2"))
    return Running(exchange, AnswerBlocks(exchange.turn, live=True), bridge)


def chunk(words: str) -> Chunk:
    event = StepDelta(index=0, content=Text(text=words))
    return Chunk(number=0, start=0, end=1, t_ns=5, kind="event", raw=b"", events=(event,))


def words(blocks: AnswerBlocks) -> str:
    blocks.refresh()
    return "".join(b.segment.source for b in blocks.blocks if isinstance(b, Markdown))


def test_what_is_shown_goes_over_the_bridge_alone(qtbot: QtBot) -> None:
    bridge = Bridge()
    heard: list[object] = []
    bridge.record_received.connect(heard.append)
    bridge.chunk_parsed.connect(heard.append)
    one = running(bridge)
    one.record(REQUEST)
    one.chunk(chunk("shown "))
    assert len(heard) == 2
    assert words(one.blocks) == ""  # the chat puts it in, once a frame
    one.shown = False
    one.record(BytesReceived(t_ns=2, data=b"x"))
    one.chunk(chunk("unseen"))
    assert len(heard) == 2
    assert words(one.blocks) == "unseen"
    assert (one.records, one.chunks) == (2, 2)
    bridge.flush()
    with qtbot.assertNotEmitted(bridge.frame, wait=60):
        one.chunk(chunk(" more"))


def test_a_wait_has_what_is_left_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    one = running(Bridge())
    one.record(WAIT)
    lefts = []
    for now[0] in (112.0, 500.0):
        left = one.wait
        assert left is not None
        lefts.append(left.wait_s)
    assert lefts == [18.0, 0.0]
    one.record(REQUEST)
    assert one.wait is None


def test_it_knows_the_paths_that_lead_to_it() -> None:
    one = running(Bridge())
    assert one.ends(["p1", "a1", "p2", "a2"])
    assert one.ends(["p1", "a1", "p2"])
    assert one.ends(["p1", "a1"])  # nothing of it is in the library yet
    assert not one.ends(["p1", "a1", "p2", "other"])
    assert not one.ends(["p1"])
    assert not one.ends([])
    one.exchange.turn.capture_id = "c"
    assert not one.ends(["p1", "a1"])


def test_it_tells_when_the_exchange_began(qtbot: QtBot) -> None:
    """On the monotonic clock, also when it is shown again after a while."""
    bridge = Bridge()
    frames: list[Frame] = []
    bridge.frames.painted.connect(frames.append)
    one = running(bridge)
    hour_ns = 3600 * 10**9
    began = time.monotonic_ns() - 5 * hour_ns
    asked = msgspec.structs.replace(REQUEST, t_ns=3 * hour_ns, unix_ns=time.time_ns() - 2 * hour_ns)
    one.record(asked)
    one.record(BytesReceived(t_ns=4 * hour_ns, data=b"x"))
    now = time.monotonic_ns()
    bridge.frames.worked(now, now)
    bridge.frames._tell(now, now)
    bridge._timer.stop()
    (frame,) = frames
    assert abs(frame.t_ns - (now - began)) < hour_ns // 2
    assert frame.late_ns == frame.t_ns - 4 * hour_ns


def test_between_two_attempts_the_answer_says_so() -> None:
    one = running(Bridge())
    one.chunk(chunk("of the first attempt"))
    said = []
    for record in (REQUEST, WAIT, REQUEST, WAIT, Ended(t_ns=9, how="cancelled")):
        one.record(record)
        one.blocks.arriving(0)
        one.blocks.refresh()
        status = one.blocks.blocks[-1]
        assert isinstance(status, Status)
        said.append(wording.status(status))
    held = [words.startswith("Waiting to try again") for words in said]
    assert held == [False, True, False, True, False]
