"""Conversations to files: whole or not at all, and the lossless form comes back the same."""

from __future__ import annotations

import asyncio
import json
import threading
import time
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from gemini_desktop.core.capture import RequestSent
from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.export import document
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.export.wanted import CHAT_FORMS, ChatForm, Wanted
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.session.saving.exporting import Choice, Exporting, Job, Stopped, stem_of
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.home import prepare_home
from gemini_desktop.store.transcripts import Library
from tests.core.export.some_turns import conversation
from tests.core.export.strict_html import Page

T = TypeVar("T")
_WHOLE = Wanted(branches=True)


def with_library(
    home: Path, work: Callable[[Library, Exporting], Awaitable[T]], *made: Document
) -> T:
    """Do it in a library that has these conversations."""

    async def run() -> T:
        library = Library(prepare_home(home))
        await library.open()
        try:
            for each in made:
                for turn in each.turns:
                    await library.save_turn(each.id, turn)
                if each.own_title:
                    await library.rename(each.id, each.title)
                await library.change_tags([each.id], add=each.tags)
                await library.pin([each.id], pinned=each.pinned)
            return await work(library, Exporting(library, Captures(home)))
        finally:
            await library.close()

    return asyncio.run(run())


def talk(number: int, title: str = "Same title") -> Document:
    turns = [
        prompt(f"Question {number}?", id=f"q{number}", created_unix_ns=number * 10**18),
        Turn(
            role="model", id=f"a{number}", parent_id=f"q{number}", created_unix_ns=number * 10**18
        ),
    ]
    return Document(id=f"c{number}", title=title, own_title=True, turns=turns)


def test_what_was_exported_and_imported_is_exported_as_the_same_bytes(tmp_path: Path) -> None:
    made = conversation()
    made.own_title = made.pinned = True

    async def save(_: Library, exporting: Exporting) -> None:
        found = await exporting.document("c1")
        assert found.turns == made.turns
        assert (found.title, found.tags, found.pinned) == (made.title, made.tags, True)
        await exporting.save(
            found, tmp_path / "one.json", Choice(form="json", wanted=_WHOLE), Job()
        )

    with_library(tmp_path / "home", save, made)
    first = (tmp_path / "one.json").read_bytes()

    async def again(_: Library, exporting: Exporting) -> bytes:
        return document.encode(await exporting.document("c1"))

    assert with_library(tmp_path / "other", again, document.load(first)) == first


@pytest.mark.parametrize("form", [form for form in CHAT_FORMS if form != "pdf"])
@pytest.mark.parametrize("beside", [False, True])
def test_each_form_is_a_file(tmp_path: Path, form: ChatForm, beside: bool) -> None:
    choice = Choice(form=form, wanted=Wanted(beside=beside))
    target = tmp_path / f"My talk{choice.suffix}"

    async def save(_: Library, exporting: Exporting) -> None:
        job = Job()
        await exporting.save(await exporting.document("c1"), target, choice, job)
        assert (job.done, job.total) == (1, 1)

    with_library(tmp_path / "home", save, conversation())
    assert target.stat().st_size > 500
    apart = beside and form not in ("openai", "gemini")
    names = {path.name for path in tmp_path.iterdir()} - {"home"}
    assert names == ({target.name, "My talk-files"} if apart else {target.name})
    if apart and form != "json":  # a pixel is too small to be worth a file of its own there
        assert (tmp_path / "My talk-files" / "02-image.png").read_bytes()[:4] == b"\x89PNG"


def test_many_are_a_folder_with_names_of_their_own(tmp_path: Path) -> None:
    made = [talk(1), talk(2, "same TITLE"), talk(3, "a"), talk(5, "a/b")]
    target = tmp_path / "chats"

    async def save(library: Library, exporting: Exporting) -> int:
        await library.delete_conversations(["c3"])
        job = Job()
        ids = ["c1", "c2", "c3", "gone", "c5"]
        count = await exporting.save_many(ids, target, Choice(wanted=Wanted(beside=True)), job)
        assert (job.done, job.total) == (count, 5)
        return count

    count = with_library(tmp_path / "home", save, *made)
    assert count == 3
    assert {path.name for path in target.iterdir()} == {
        "Same title.md",
        "same TITLE (2).md",
        "a b.md",
    }


def test_many_are_one_file_where_that_is_wanted(tmp_path: Path) -> None:
    made = [talk(1), conversation()]
    made[1].id = "c2"

    async def save(_: Library, exporting: Exporting) -> None:
        html = Choice(form="html", wanted=Wanted(beside=True), as_one=True)
        await exporting.save_many(["c1", "c2"], tmp_path / "chats.zip", html, Job())
        lines = Choice(form="openai", as_one=True)
        await exporting.save_many(["c1", "c2"], tmp_path / "chats.jsonl", lines, Job())

    with_library(tmp_path / "home", save, *made)
    with zipfile.ZipFile(tmp_path / "chats.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names[:2] == ["Same title.html", "Why do rivers bend.html"]
        assert "Why do rivers bend-files/02-image.png" in names
        assert names[-1] == "index.html"
        index = Page(archive.read("index.html").decode(), pages=True)
        assert "2 chats" in index.text
    lines = (tmp_path / "chats.jsonl").read_bytes().splitlines()
    assert [len(json.loads(line)["messages"]) for line in lines] == [1, 4]


@pytest.mark.parametrize("as_one", [False, True])
def test_stopping_leaves_nothing(tmp_path: Path, as_one: bool) -> None:
    job = Job()

    async def save(_: Library, exporting: Exporting) -> None:
        async def stop() -> None:
            while not job.done:
                await asyncio.sleep(0)
            job.stop = True

        watcher = asyncio.create_task(stop())
        with pytest.raises(Stopped):
            ids = [f"c{number}" for number in range(1, 9)]
            await exporting.save_many(ids, tmp_path / "out.zip", Choice(as_one=as_one), job)
        await watcher

    with_library(tmp_path / "home", save, *(talk(number) for number in range(1, 9)))
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_cancelling_waits_for_the_thread_and_leaves_nothing(tmp_path: Path) -> None:
    begun, ended = threading.Event(), threading.Event()

    def slow(made: Document, wanted: Wanted) -> bytes:
        begun.set()
        time.sleep(0.2)
        ended.set()
        return b"%PDF"

    async def save(_: Library, exporting: Exporting) -> None:
        for work in (
            exporting.save_many(["c1"], tmp_path / "out", Choice(form="pdf"), Job(), slow),
            exporting.save(talk(1), tmp_path / "out.pdf", Choice(form="pdf"), Job(), slow),
        ):
            begun.clear()
            ended.clear()
            task = asyncio.ensure_future(work)
            while not begun.is_set():
                await asyncio.sleep(0.005)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert ended.is_set()

    with_library(tmp_path / "home", save, talk(1))
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "talk.md"
    target.write_text("before")
    (tmp_path / "talk-files").write_text("a file where the folder should be")

    async def save(_: Library, exporting: Exporting) -> None:
        with pytest.raises(StoreError):
            await exporting.save(conversation(), target, Choice(wanted=Wanted(beside=True)), Job())
        with pytest.raises(StoreError) as caught:
            await exporting.save(conversation(), target, Choice(form="pdf"), Job())
        assert caught.value.failure.kind == "no_printer"

    with_library(tmp_path / "home", save)
    assert target.read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 3


def test_a_printer_makes_the_pdf(tmp_path: Path) -> None:
    def printer(made: Document, wanted: Wanted) -> bytes:
        return f"%PDF {made.title} {wanted.thoughts}".encode()

    async def save(_: Library, exporting: Exporting) -> None:
        choice = Choice(form="pdf")
        await exporting.save(conversation(), tmp_path / "a.pdf", choice, Job(), printer)

    with_library(tmp_path / "home", save)
    assert (tmp_path / "a.pdf").read_bytes() == b"%PDF A talk on rivers True"


def test_a_request_has_the_instruction_that_the_answer_was_given_under(tmp_path: Path) -> None:
    body = b'{"systemInstruction": {"parts": [{"text": "Be brief."}]}, "contents": []}'

    async def save(_: Library, exporting: Exporting) -> bytes:
        captures = Captures(tmp_path / "home")
        with captures.create() as tape:
            tape.append(
                RequestSent(t_ns=0, unix_ns=1, method="POST", url="", headers=(), body=body)
            )
        made = conversation()
        made.turns[-1].capture_id = tape.id
        return b"".join(exporting.pieces(made, Choice(form="gemini")))

    value = json.loads(with_library(tmp_path / "home", save))
    assert value["systemInstruction"] == {"parts": [{"text": "Be brief."}]}


@pytest.mark.parametrize("form", CHAT_FORMS)
def test_a_preview_is_short_and_has_no_pictures(tmp_path: Path, form: ChatForm) -> None:
    async def preview(_: Library, exporting: Exporting) -> str:
        return exporting.preview(conversation(), Choice(form=form))

    text = with_library(tmp_path / "home", preview)
    assert 100 < len(text) <= 4000
    assert "Why do rivers bend?" in text
    assert "<html" not in text


def test_a_talk_without_title_is_named_by_its_first_words() -> None:
    made = talk(1, "")
    assert stem_of(made) == "Question 1"
    assert stem_of(Document(turns=[])) == "chat"
