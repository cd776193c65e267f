"""Imports reach the library wholly or not at all, come only once, and can be undone."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gemini_desktop.core.events import Media
from gemini_desktop.core.export import document
from gemini_desktop.core.importing.conversation import Skipped
from gemini_desktop.core.transcript import Transcript, Turn, prompt
from gemini_desktop.session.importing import report as importing_report
from gemini_desktop.session.importing.captures import Recorded, copy
from gemini_desktop.session.importing.chats import Progress, Report, surveyed
from gemini_desktop.session.workspace import Session
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.failures import store_error
from gemini_desktop.store.gcap import export_gcap
from gemini_desktop.store.home import prepare_home
from gemini_desktop.store.queries import CaptureNote
from tests.support import RunCoroutine

SAMPLES = Path(__file__).parents[2] / "core" / "importing" / "samples"
SAVED = Path(__file__).parents[2] / "captures"


def chat(number: int, words: str = "Hello") -> dict[str, Any]:
    messages = [
        {"uuid": f"{number}-1", "sender": "human", "text": f"{words} {number}"},
        {"uuid": f"{number}-2", "sender": "assistant", "text": "Hello yourself"},
    ]
    return {"uuid": str(number), "name": f"Chat {number}", "chat_messages": messages}


def write(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value))
    return path


def in_session(
    run_async: RunCoroutine, home: Path, work: Callable[[Session], Awaitable[None]]
) -> None:
    async def whole() -> None:
        session = Session(prepare_home(home))
        await session.start()
        try:
            await work(session)
        finally:
            await session.close()

    run_async(whole())


def rows(home: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(home / "library.db")) as connection:
        return connection.execute(sql).fetchall()


def test_all_samples_come_in_and_come_once(run_async: RunCoroutine, tmp_path: Path) -> None:
    paths = sorted(SAMPLES.iterdir())

    async def work(session: Session) -> None:
        report = await session.importing.run(paths)
        assert [file.failure for file in report.files] == [None] * len(paths)
        assert report.conversations == 12
        listed = await session.chats.listed()
        assert len(listed) == 12
        assert {entry.origin for entry in listed} == {
            "ai-studio", "chatgpt", "claude", "gemini", "openai", "takeout",
        }  # fmt: skip
        for entry in listed:
            shown = await session.chats.load(entry.id)
            assert shown.turns
            assert all(turn.outcome for turn in shown.turns if turn.role == "model")
        again = await session.importing.run(paths)
        assert (again.conversations, again.here) == (0, 12)
        assert len(await session.chats.listed()) == 12

    in_session(run_async, tmp_path, work)

    async def after(session: Session) -> None:
        assert len(await session.chats.listed()) == 12
        assert not session.notices

    in_session(run_async, tmp_path, after)


def test_branches_are_there_to_switch_to(run_async: RunCoroutine, tmp_path: Path) -> None:
    async def work(session: Session) -> None:
        await session.importing.run([SAMPLES / "chatgpt.json"])
        listed = await session.chats.listed()
        bridges = next(entry for entry in listed if entry.title.startswith("Bridges"))
        assert bridges.pinned
        shown = await session.chats.load(bridges.id)
        [family] = shown.variants.values()
        assert len(family) == 2
        assert shown.turns[-1].text == "The new one has two arches."
        other = await session.chats.choose(bridges.id, family[0])
        assert other.turns[-1].text == "The old one."

    in_session(run_async, tmp_path, work)


def test_new_ones_come_to_those_that_are_here(run_async: RunCoroutine, tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", [chat(n) for n in range(3)])
    more = write(tmp_path / "b.json", [chat(n) for n in range(5)] + [chat(0, "Changed")])

    async def work(session: Session) -> None:
        await session.importing.run([path])
        report = await session.importing.run([more])
        [file] = report.files
        assert (file.conversations, file.here, file.changed) == (2, 4, 0)

    in_session(run_async, tmp_path / "home", work)


def longer(number: int, *more: str) -> dict[str, Any]:
    """The chat as a later export has it."""
    found = chat(number)
    for place, words in enumerate(more, 3):
        sender = "human" if place % 2 else "assistant"
        message = {"uuid": f"{number}-{place}", "sender": sender, "text": words}
        found["chat_messages"].append(message)
    return found


class TestWhatWentOn:
    def test_new_turns_are_added_to_what_is_here(
        self, run_async: RunCoroutine, tmp_path: Path
    ) -> None:
        first = write(tmp_path / "a.json", [chat(1), chat(2)])
        second = write(tmp_path / "b.json", [longer(1, "More?", "More!"), chat(2)])

        async def work(session: Session) -> None:
            await session.importing.run([first])
            report = await session.importing.run([second])
            assert (report.conversations, report.here, report.grown) == (0, 1, 1)
            listed = await session.chats.listed()
            assert len(listed) == 2
            grown = next(entry for entry in listed if entry.title == "Chat 1")
            shown = await session.chats.load(grown.id)
            texts = [turn.text for turn in shown.turns]
            assert texts == ["Hello 1", "Hello yourself", "More?", "More!"]
            again = await session.importing.run([second])
            assert (again.here, again.grown) == (2, 0)
            await session.importing.undo(report)
            shown = await session.chats.load(grown.id)
            assert [turn.text for turn in shown.turns] == ["Hello 1", "Hello yourself"]
            once_more = await session.importing.run([second])
            assert once_more.grown == 1
            assert len((await session.chats.load(grown.id)).turns) == 4

        in_session(run_async, tmp_path / "home", work)

    def test_one_who_has_gone_on_stays_where_he_is(
        self, run_async: RunCoroutine, tmp_path: Path
    ) -> None:
        async def work(session: Session) -> None:
            await session.importing.run([write(tmp_path / "a.json", [chat(1)])])
            [entry] = await session.chats.listed()
            end = (await session.chats.load(entry.id)).turns[-1].id
            library = session.importing._library
            await library.save_turn(entry.id, prompt("My own", id="mine", parent_id=end))
            await library.rename(entry.id, "My title")
            report = await session.importing.run(
                [write(tmp_path / "b.json", [longer(1, "More?", "More!")])]
            )
            assert report.grown == 1
            shown = await session.chats.load(entry.id)
            assert shown.turns[-1].text == "My own"
            assert shown.title == "My title"
            assert len(shown.variants["mine"]) == 2

        in_session(run_async, tmp_path / "home", work)

    def test_another_tree_stands_beside(self, run_async: RunCoroutine, tmp_path: Path) -> None:
        other = chat(1)
        for message in other["chat_messages"]:
            message["uuid"] = "x" + message["uuid"]

        async def work(session: Session) -> None:
            await session.importing.run([write(tmp_path / "a.json", [chat(1)])])
            report = await session.importing.run([write(tmp_path / "b.json", [other])])
            assert (report.conversations, report.files[0].changed) == (1, 1)
            assert len(await session.chats.listed()) == 2

        in_session(run_async, tmp_path / "home", work)

    def test_a_file_that_fails_adds_nothing(
        self, run_async: RunCoroutine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("gemini_desktop.core.importing.reading.MOST", 2)

        async def work(session: Session) -> None:
            await session.importing.run([write(tmp_path / "a.json", [chat(1)])])
            many = [longer(1, "More?"), chat(2), chat(3)]
            report = await session.importing.run([write(tmp_path / "b.json", many)])
            assert report.files[0].failure is not None
            assert report.grown == 0
            [entry] = await session.chats.listed()
            assert len((await session.chats.load(entry.id)).turns) == 2

        in_session(run_async, tmp_path / "home", work)


def test_undo_takes_out_what_came_and_nothing_else(run_async: RunCoroutine, tmp_path: Path) -> None:
    async def work(session: Session) -> None:
        await session.importing.run([write(tmp_path / "a.json", [chat(1)])])
        report = await session.importing.run([write(tmp_path / "b.json", [chat(2), chat(3)])])
        await session.importing.undo(report)
        assert [entry.title for entry in await session.chats.listed()] == ["Chat 1"]
        again = await session.importing.run([tmp_path / "b.json"])
        assert again.conversations == 2

    in_session(run_async, tmp_path / "home", work)
    assert rows(tmp_path / "home", "SELECT count(*) FROM conversations") == [(3,)]
    assert rows(tmp_path / "home", "SELECT count(*) FROM imported") == [(3,)]


def test_what_has_no_time_is_of_the_files_and_in_its_order(
    run_async: RunCoroutine, tmp_path: Path
) -> None:
    path = tmp_path / "lines.jsonl"
    line = '{{"messages": [{{"role": "user", "content": "Line {}"}}]}}\n'
    path.write_text("".join(line.format(number) for number in range(30)))
    os.utime(path, ns=(10**18, 10**18))

    async def work(session: Session) -> None:
        await session.importing.run([path])
        listed = await session.chats.listed()
        assert [entry.title for entry in listed] == [f"Line {number}" for number in range(30)]
        assert all(10**18 - 10**6 < entry.created_unix_ns < 10**18 for entry in listed)

    in_session(run_async, tmp_path / "home", work)


def test_one_bad_conversation_does_not_lose_the_others(
    run_async: RunCoroutine, tmp_path: Path
) -> None:
    chats = [chat(n) for n in range(250)]
    chats[100] = {"uuid": "x", "name": "Broken", "chat_messages": "none"}

    async def work(session: Session) -> None:
        report = await session.importing.run([write(tmp_path / "a.json", chats)])
        [file] = report.files
        assert file.conversations == 249
        [left] = file.skipped
        assert left.name == "“Broken”"
        assert len(await session.chats.listed()) == 249

    in_session(run_async, tmp_path / "home", work)


def test_long_texts_and_pictures_lie_in_the_blobs(run_async: RunCoroutine, tmp_path: Path) -> None:
    words = "Words, \u201eand more\u201c\n" * 40_000
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(20_000)).decode()
    image = {"type": "image", "source": {"type": "base64", "data": picture}}
    messages = [
        {"uuid": "q", "sender": "human", "content": [image, {"type": "text", "text": "See?"}]},
        {"uuid": "a", "sender": "assistant", "text": words},
    ]
    path = write(tmp_path / "a.json", [{"uuid": "1", "name": "Long", "chat_messages": messages}])

    async def work(session: Session) -> None:
        await session.importing.run([path])
        [entry] = await session.chats.listed()
        asked, answer = (await session.chats.load(entry.id)).turns
        assert answer.text == words
        [shown] = [c for step in asked.steps for c in step.contents if isinstance(c, Media)]
        assert (shown.data, shown.mime_type) == (picture, "image/png")

    in_session(run_async, tmp_path / "home", work)
    assert rows(tmp_path / "home", "SELECT max(length(data)) FROM turns")[0][0] < 5000


def test_a_file_that_fails_in_the_middle_leaves_nothing(
    run_async: RunCoroutine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gemini_desktop.core.importing.reading.MOST", 220)
    path = write(tmp_path / "a.json", [chat(n) for n in range(300)])
    good = write(tmp_path / "b.json", [chat(1)])

    async def work(session: Session) -> None:
        report = await session.importing.run([path, good])
        first, second = report.files
        assert first.failure is not None
        assert "more than 220 conversations" in first.failure.message
        assert first.conversations == 0
        assert second.conversations == 1
        assert len(await session.chats.listed()) == 1

    in_session(run_async, tmp_path / "home", work)
    assert rows(tmp_path / "home", "SELECT count(*) FROM turns") == [(2,)]


def test_stopping_takes_nothing_in_of_the_file_it_was_at(
    run_async: RunCoroutine, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.json", [chat(n) for n in range(2000)])

    async def work(session: Session) -> None:
        heard: list[Progress] = []
        first = asyncio.Event()

        def hear(progress: Progress) -> None:
            heard.append(progress)
            first.set()

        task = asyncio.create_task(session.importing.run([path], hear))
        await first.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert 0 < heard[0].conversations < 2000
        assert await session.chats.listed() == []

    in_session(run_async, tmp_path / "home", work)
    assert rows(tmp_path / "home", "SELECT count(*) FROM turns") == [(0,)]


def test_a_program_that_dies_meanwhile_leaves_nothing_to_be_seen(
    run_async: RunCoroutine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after kill -9: what was put in is neither revealed nor dropped."""
    path = write(tmp_path / "a.json", [chat(n) for n in range(5)])

    async def killed(session: Session) -> None:
        imports = session.importing._library.imports
        monkeypatch.setattr(imports, "reveal", _stuck)
        monkeypatch.setattr(imports, "drop", _nothing)
        task = asyncio.create_task(session.importing.run([path]))
        await asyncio.sleep(0.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        hidden = await imports._database.read(
            lambda c: c.execute("SELECT count(*) FROM conversations").fetchone()
        )
        assert hidden == (5,)
        assert await session.chats.listed() == []

    in_session(run_async, tmp_path / "home", killed)

    async def after(session: Session) -> None:
        assert await session.chats.listed() == []
        report = await session.importing.run([path])
        assert report.conversations == 5

    in_session(run_async, tmp_path / "home", after)


async def _stuck(*_: Any) -> None:
    await asyncio.sleep(60)


async def _nothing(*_: Any) -> None:
    """Nobody is left to clean up."""


class TestOurs:
    DATA = document.render(
        Transcript(turns=[prompt("Hi", id="t1"), Turn(role="model", id="t2", parent_id="t1")]), "T"
    )

    def test_what_is_exported_again_is_the_same(
        self, run_async: RunCoroutine, tmp_path: Path
    ) -> None:
        path = tmp_path / "t.json"
        path.write_bytes(self.DATA)

        async def work(session: Session) -> None:
            await session.importing.run([path])
            [entry] = await session.chats.listed()
            shown = await session.chats.load(entry.id)
            assert document.render(Transcript(turns=shown.turns), shown.title) == self.DATA

        in_session(run_async, tmp_path / "home", work)

    def test_what_is_here_anyway_does_not_come_again(
        self, run_async: RunCoroutine, tmp_path: Path
    ) -> None:
        path = tmp_path / "t.json"
        path.write_bytes(self.DATA)

        async def work(session: Session) -> None:
            library = session.importing._library
            for turn in document.load(self.DATA).turns:
                await library.save_turn("own", turn)
            report = await session.importing.run([path])
            assert (report.conversations, report.here) == (0, 1)

        in_session(run_async, tmp_path / "home", work)

    def test_ids_of_others_are_never_taken(self, run_async: RunCoroutine, tmp_path: Path) -> None:
        path = tmp_path / "t.json"
        path.write_bytes(self.DATA)

        async def work(session: Session) -> None:
            library = session.importing._library
            await library.save_turn("own", prompt("Mine", id="t1"))
            report = await session.importing.run([path])
            assert report.conversations == 1
            assert (await library.load("own")).turns[0].text == "Mine"

        in_session(run_async, tmp_path / "home", work)

    def test_a_file_has_no_hold_on_a_recording_that_is_here(
        self, run_async: RunCoroutine, tmp_path: Path
    ) -> None:
        """Else deleting what came would delete somebody else's recording."""
        captures = Captures(tmp_path / "home")
        with captures.create() as tape:
            mine = tape.id
        turns = [Turn(role="model", id="x", capture_id=mine)]
        path = tmp_path / "t.json"
        path.write_bytes(document.render(Transcript(turns=turns)))

        async def work(session: Session) -> None:
            report = await session.importing.run([path])
            [entry] = await session.chats.listed()
            assert (await session.chats.load(entry.id)).turns[0].capture_id == ""
            await session.importing.undo(report)

        in_session(run_async, tmp_path / "home", work)
        assert captures.ids() == [mine]


class TestCaptures:
    def test_a_saved_stream_becomes_a_conversation_with_its_recording(
        self, run_async: RunCoroutine, tmp_path: Path
    ) -> None:
        path = SAVED / "01_dev_plain_text.sse"

        async def work(session: Session) -> None:
            report = await session.importing.run([path])
            assert report.files[0].words == "Recorded stream"
            [entry] = await session.chats.listed()
            [turn] = (await session.chats.load(entry.id)).turns
            tape = session.capture(turn.capture_id)
            assert tape.read(0, tape.size()) == path.read_bytes()
            [noted] = await session.exchanges.listed()
            assert (noted.conversation_id, noted.turn_id) == (entry.id, turn.id)
            again = await session.importing.run([path])
            assert (again.conversations, again.here) == (0, 1)

        in_session(run_async, tmp_path, work)

    def test_a_gcap_comes_with_its_prompt_and_goes_when_it_is_undone(
        self, run_async: RunCoroutine, tmp_path: Path
    ) -> None:
        async def work(session: Session) -> None:
            report = await session.importing.run([har(tmp_path), SAVED / "39_empty_200.sse"])
            assert report.files[0].conversations == 1
            assert report.files[1].failure is not None
            [entry] = await session.chats.listed()
            asked, answer = (await session.chats.load(entry.id)).turns
            assert asked.text == "What is it?"
            assert entry.title == "What is it?"
            target = tmp_path / "x.gcap"
            tape = session._captures.open(answer.capture_id)
            await asyncio.to_thread(export_gcap, tape, target)
            same = await session.importing.run([target])
            assert (same.conversations, same.here) == (0, 1)
            await session.importing.undo(report)

        in_session(run_async, tmp_path / "home", work)
        assert Captures(tmp_path / "home").ids() == []

    def test_one_that_fails_leaves_no_recording(
        self, run_async: RunCoroutine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(*_: Any) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("gemini_desktop.store.tape.TapeWriter.append", fails)

        async def work(session: Session) -> None:
            with pytest.raises(OSError):
                await session.importing.run([SAVED / "01_dev_plain_text.sse"])
            assert await session.chats.listed() == []

        in_session(run_async, tmp_path, work)
        assert Captures(tmp_path).ids() == []

    def test_one_of_several_that_fails_leaves_none_of_them_in_the_list(
        self, run_async: RunCoroutine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        archive = json.loads(har(tmp_path).read_bytes())
        [entry] = archive["log"]["entries"]
        archive["log"]["entries"].append({**entry, "time": 9.0})
        two = write(tmp_path / "two.har", archive)
        copied: list[str] = []

        def fails(each: Recorded, folder: Path, *more: Any) -> CaptureNote:
            copied.append(folder.name)
            if len(copied) > 1:
                raise store_error(OSError(28, "No space left on device"), "record", folder)
            return copy(each, folder, *more)

        monkeypatch.setattr("gemini_desktop.session.importing.captures.copy", fails)

        async def work(session: Session) -> None:
            [file] = (await session.importing.run([two])).files
            assert file.failure is not None
            assert len(copied) == 2
            assert await session.chats.listed() == []
            assert await session.exchanges.listed() == []

        in_session(run_async, tmp_path / "home", work)
        assert Captures(tmp_path / "home").ids() == []


def har(folder: Path) -> Path:
    question = json.dumps({"contents": [{"parts": [{"text": "What is it?"}]}]})
    body = (SAVED / "01_dev_plain_text.sse").read_text()
    entry = {
        "startedDateTime": "2026-01-02T03:04:05.678Z",
        "time": 1500.0,
        "request": {
            "method": "POST",
            "url": "https://example.test/v1beta/models/m:streamGenerateContent",
            "headers": [],
            "postData": {"text": question},
        },
        "response": {
            "status": 200,
            "headers": [{"name": "Content-Type", "value": "text/event-stream"}],
            "content": {"mimeType": "text/event-stream", "text": body},
        },
    }
    return write(folder / "one.har", {"log": {"version": "1.2", "entries": [entry]}})


def test_a_survey_tells_the_same_and_changes_nothing(tmp_path: Path) -> None:
    found = surveyed(SAMPLES / "takeout.json")
    assert (found.words, found.conversations, found.skipped_count) == (
        "Google Takeout, Gemini Apps",
        1,
        1,
    )
    none = surveyed(tmp_path / "gone.json")
    assert none.failure is not None
    assert "it is not there" in none.failure.message


def test_the_page_of_an_export_leads_to_its_json(tmp_path: Path) -> None:
    page = tmp_path / "chat.html"
    page.write_text("<html><body>Chats</body></html>")
    found = surveyed(page)
    assert found.failure is not None
    assert "conversations.json" in found.failure.advice


def test_of_very_many_left_out_the_first_are_named() -> None:
    report = importing_report.FileReport(path=Path("x"))
    for number in range(2000):
        importing_report.skip(report, Skipped(name=str(number), reason="r"))
    assert report.skipped_count == 2000
    assert len(report.skipped) == 1000
    assert Report(files=[report]).conversations == 0
