"""The tagged log goes to a file while streams come in, and never stands in their way."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import BytesReceived, Ended, Record, RequestSent
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.transcript import Turn
from gemini_desktop.session.saving.stream_log import Heard, StreamLog
from gemini_desktop.session.workspace import Session
from tests.session.test_workspace import ask
from tests.support import RunCoroutine

EVENT = b'data: {"candidates":[{"content":{"parts":[{"text":"word"}]}}]}\n\n'
RAW = "[RAW] " + EVENT.decode().strip()


class Nobody:
    def record(self, record: Record) -> None: ...

    def chunk(self, chunk: Chunk) -> None: ...


class Stream:
    """One exchange that goes on as long as the test wants."""

    def __init__(self, log: StreamLog, name: str = "m") -> None:
        self.heard: Heard = log.beside(Nobody())
        self.answer = Answer()
        self.take(
            RequestSent(
                t_ns=0,
                unix_ns=1_800_000_000_000_000_000,
                method="POST",
                url="https://example.test/v1?key=***",
                headers=(),
                profile="mine",
                model=name,
            )
        )

    def take(self, record: Record) -> None:
        chunks = self.answer.feed(record)
        self.heard.record(record)
        for chunk in chunks:
            self.heard.chunk(chunk)

    def event(self) -> None:
        self.take(BytesReceived(t_ns=1, data=EVENT))

    def end(self) -> Turn:
        self.take(Ended(t_ns=2, how="complete"))
        turn = self.answer.finish()
        self.heard.finish(turn)
        return turn


def title(name: str = "m") -> str:
    return f"--- 2027-01-15T08:00:00.000+00:00 POST https://example.test/v1?key=*** (mine, {name})"


def test_lines_stand_in_the_file_as_they_come(tmp_path: Path) -> None:
    log = StreamLog(str(tmp_path / "a.log"))
    stream = Stream(log)
    stream.event()
    assert (tmp_path / "a.log").read_text().splitlines() == [title(), RAW, "[CHUNK] word"]
    stream.event()
    stream.end()
    lines = (tmp_path / "a.log").read_text().splitlines()
    assert lines[3:5] == [RAW, "[CHUNK] word"]
    assert "[COMPLETE_RESPONSE]:" in lines
    assert lines[-1] == ""
    log.close()


def test_two_streams_at_once_are_told_apart(tmp_path: Path) -> None:
    log = StreamLog(str(tmp_path / "a.log"))
    one, two = Stream(log, "one"), Stream(log, "two")
    for stream in (one, one, two, one):
        stream.event()
    log.close()
    lines = (tmp_path / "a.log").read_text().splitlines()
    named = [line for line in lines if line.startswith("---")]
    assert named == [title("one"), title("two"), title("one")]
    assert lines.count("[CHUNK] word") == 4


def test_off_it_writes_nothing(tmp_path: Path) -> None:
    log = StreamLog()
    stream = Stream(log)
    stream.event()
    assert log.path is None
    log.write_to(tmp_path / "a.log")
    stream.event()
    log.write_to(None)
    stream.event()
    stream.end()
    text = (tmp_path / "a.log").read_text()
    assert text.splitlines() == [title(), RAW, "[CHUNK] word"]


def test_what_cannot_be_written_is_told_once_and_tried_again(tmp_path: Path) -> None:
    told: list[str] = []
    log = StreamLog(str(tmp_path / "gone" / "a.log"))
    log.changed = lambda: told.append(log.trouble)
    stream = Stream(log)
    stream.event()
    stream.event()
    assert len(told) == 1
    assert "a.log" in told[0]
    (tmp_path / "gone").mkdir()
    stream.event()
    assert told[1:] == [""]
    log.close()
    assert (tmp_path / "gone" / "a.log").read_text().startswith(title())


@pytest.mark.parametrize("path", ["{home}/gone/a.log", "/dev/full"])
def test_the_stream_goes_on_all_the_same(path: str, home: Path, run_async: RunCoroutine) -> None:
    async def main() -> None:
        session = Session(home, environ={}, demo_pace=0)
        await session.start()
        session.stream_log.write_to(Path(path.format(home=home)))
        exchange = await ask(session, "Hello there")
        assert exchange.turn.outcome is not None
        assert exchange.turn.outcome.kind == "complete"
        assert session.stream_log.trouble
        await session.close()

    run_async(main())


def test_it_survives_a_restart(home: Path, tmp_path: Path, run_async: RunCoroutine) -> None:
    path = tmp_path / "a.log"

    async def main(words: str) -> str:
        session = Session(home, environ={}, demo_pace=0)
        await session.start()
        if session.stream_log.path is None:
            session.stream_log.write_to(path)
            session.change(stream_log=str(path))
        text = (await ask(session, words)).turn.text
        await session.close()
        return text

    first = run_async(main("Hello there"))
    second = run_async(main("Say something else"))
    log = path.read_text()
    assert log.count("--- ") >= 2
    for text in (first, second):
        assert text.strip().splitlines()[0] in log
    assert "[COMPLETE_RESPONSE]:" in log


def test_what_could_not_be_sent_is_in_it_too(
    home: Path, tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def main() -> str:
        session = Session(home, environ={}, demo_pace=0)
        await session.start()
        session.change(current_profile="Gemini API")
        session.stream_log.write_to(tmp_path / "a.log")
        await ask(session, "Hello there")
        await session.close()
        await asyncio.sleep(0)
        return (tmp_path / "a.log").read_text()

    assert "[ERROR]" in run_async(main())
