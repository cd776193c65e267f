"""Chats as files: they grow with the answer, are written anew at its end, and never hold it up."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from gemini_desktop.core.capture import Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import StepDelta, StepStarted, Text, ThoughtText
from gemini_desktop.core.export import document
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.session.saving import kept_files
from gemini_desktop.session.saving.exporting import Exporting
from gemini_desktop.session.saving.kept_files import KeptFiles
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.home import prepare_home
from gemini_desktop.store.settings import Settings
from gemini_desktop.store.transcripts import Library
from tests.support import PATIENCE_S

ID = "0123456789abcdef"


class Heard:
    """Whoever else listens."""

    def __init__(self) -> None:
        self.chunks: list[Chunk] = []

    def record(self, record: Record) -> None:
        raise AssertionError("no record was told")

    def chunk(self, chunk: Chunk) -> None:
        self.chunks.append(chunk)


def said(*contents: Text | ThoughtText, candidate: int = 0, index: int = 0) -> Chunk:
    start = StepStarted(index=index, kind="model_output", candidate=candidate)
    deltas = [StepDelta(index=index, content=content) for content in contents]
    return Chunk(number=0, kind="event", start=0, end=0, t_ns=0, raw=b"", events=(start, *deltas))


def answered(text: str) -> Turn:
    steps = [Step(index=0, kind="model_output", contents=[Text(text=text)])] if text else []
    return Turn(role="model", id="a", parent_id="p", steps=steps, model="gemini-3.8-flash")


async def talk(
    home: Path,
    settings: Settings,
    chunks: Sequence[Chunk],
    *,
    growing: str = "",
    files: KeptFiles | None = None,
) -> tuple[KeptFiles, str]:
    """An answer of these chunks to the question `Why?`; what the file said when it had grown to
    hold `growing`."""
    library = Library(prepare_home(home))
    await library.open()
    try:
        made = files or KeptFiles(Exporting(library, Captures(home)), settings)
        await library.save_turn(ID, prompt("Why?", id="p", created_unix_ns=1))
        await library.save_turn(ID, answered(""))
        heard = Heard()
        kept = made.beside(heard, ID)
        for chunk in chunks:
            kept.chunk(chunk)
        grown = ""
        async with asyncio.timeout(PATIENCE_S):
            while growing and growing not in grown:
                await asyncio.sleep(0.02)
                grown = "".join(path.read_text() for path in _files(settings))
        await library.save_turn(ID, answered("Because of it."))
        await kept.finish()
        assert heard.chunks == list(chunks)
        return made, grown
    finally:
        await library.close()


def _files(settings: Settings) -> list[Path]:
    return [path for path in Path(settings.keep_folder).iterdir() if path.is_file()]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    folder = tmp_path / "kept"
    folder.mkdir()
    return folder


def test_a_file_grows_and_is_whole_in_the_end(tmp_path: Path, kept: Path) -> None:
    settings = Settings(keep_folder=str(kept))
    chunks = [
        said(ThoughtText(text="First\nthen")),
        said(Text(text="Bec"), Text(text="ause")),
        said(Text(text="another"), candidate=1, index=1),
    ]
    _, grown = asyncio.run(talk(tmp_path / "home", settings, chunks, growing="Because"))
    assert grown.startswith("# Why?\n\n## Prompt\n\nWhy?\n\n## Answer · gemini-3.8-flash\n")
    assert grown.endswith("> **Thought**\n> \n> First\n> then\n\nBecause")
    [file] = kept.iterdir()
    assert file.name == "Why 89abcdef.md"
    assert file.read_text().endswith("## Answer · gemini-3.8-flash\n\nBecause of it.\n")


def test_what_is_just_being_appended_is_not_behind_the_whole_answer(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer ends while a thread of a busy computer has still to write its last words."""
    begun = threading.Event()
    append = kept_files._append

    def slowly(path: Path, text: str) -> None:
        begun.set()
        time.sleep(0.3)
        append(path, text)

    monkeypatch.setattr(kept_files, "_append", slowly)
    settings = Settings(keep_folder=str(kept))

    async def main() -> None:
        library = Library(prepare_home(tmp_path / "home"))
        await library.open()
        growing = KeptFiles(Exporting(library, Captures(tmp_path / "home")), settings)
        await library.save_turn(ID, prompt("Why?", id="p", created_unix_ns=1))
        await library.save_turn(ID, answered("Because of it."))
        one = growing.beside(Heard(), ID)
        one.chunk(said(Text(text="Because")))
        await asyncio.to_thread(begun.wait, PATIENCE_S)
        await one.finish()
        await library.close()
        await asyncio.sleep(0.4)

    asyncio.run(main())
    [file] = kept.glob("*.md")
    assert file.read_text().endswith("\n\nBecause of it.\n")


def test_the_next_answer_goes_into_the_same_file_whatever_it_is_called(
    tmp_path: Path, kept: Path
) -> None:
    settings = Settings(keep_folder=str(kept), keep_form="text")
    asyncio.run(talk(tmp_path / "home", settings, []))
    (kept / "Why 89abcdef.txt").rename(kept / "My own name 89abcdef.txt")
    asyncio.run(talk(tmp_path / "home", settings, [said(Text(text="x"))], growing="x"))
    assert [path.name for path in kept.iterdir()] == ["My own name 89abcdef.txt"]


def test_other_forms_are_written_when_a_turn_ends(tmp_path: Path, kept: Path) -> None:
    settings = Settings(keep_folder=str(kept), keep_form="json")
    asyncio.run(talk(tmp_path / "home", settings, [said(Text(text="x"))]))
    [file] = kept.iterdir()
    loaded = document.load(file.read_bytes())
    assert [turn.text for turn in loaded.path] == ["Why?", "Because of it."]


def test_where_it_cannot_be_written_that_is_told_once_and_when_it_is_over(tmp_path: Path) -> None:
    async def main() -> list[str]:
        gone = tmp_path / "gone"
        library = Library(prepare_home(tmp_path / "home"))
        await library.open()
        settings = Settings(keep_folder=str(gone))
        files = KeptFiles(Exporting(library, Captures(tmp_path / "home")), settings)
        told: list[str] = []
        files.changed = lambda: told.append(files.trouble)
        await library.save_turn(ID, prompt("Why?", id="p", created_unix_ns=1))
        for _ in range(3):
            assert await files.write(ID) is None
        await asyncio.to_thread(gone.mkdir)
        assert await files.write(ID) == gone / "Why 89abcdef.md"
        await library.close()
        return told

    told = asyncio.run(main())
    assert len(told) == 2
    assert "Could not keep the chat as a file" in told[0]
    assert "The answer goes on" in told[0]
    assert told[1] == ""


def test_off_it_writes_nothing_and_a_chat_that_is_not_kept_is_no_trouble(tmp_path: Path) -> None:
    files, _ = asyncio.run(talk(tmp_path / "home", Settings(), [said(Text(text="x"))]))
    assert files.folder is None
    files.keep_in(tmp_path, "hologram")
    assert files.form == "markdown"

    async def unknown() -> None:
        library = Library(prepare_home(tmp_path / "home"))
        await library.open()
        mine = KeptFiles(
            Exporting(library, Captures(tmp_path)), Settings(keep_folder=str(tmp_path))
        )
        assert await mine.write("nobody") is None
        assert mine.trouble == ""
        await library.close()

    asyncio.run(unknown())
