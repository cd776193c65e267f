"""What leaves the library and comes into another one is the same, to the byte, when it leaves that."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from gemini_desktop.core.export import document
from gemini_desktop.core.export.apart import Apart
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.export.wanted import Wanted
from gemini_desktop.core.importing import ours
from gemini_desktop.core.importing.conversation import Context
from gemini_desktop.session.importing.chats import Importing, Report
from gemini_desktop.session.saving.exporting import Choice, Exporting
from gemini_desktop.session.saving.job import Job
from gemini_desktop.store import packing, turn_json
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.database import Database
from gemini_desktop.store.home import prepare_home
from gemini_desktop.store.importing.chat_files import ChatFiles
from gemini_desktop.store.importing.entering import Imports
from gemini_desktop.store.transcripts import Library
from tests.core.export.some_turns import conversation, documents
from tests.support import RunCoroutine


async def through(home: Path, *paths: Path) -> tuple[Report, list[bytes]]:
    """What came of importing these files into a home, and all its conversations as JSON."""
    library = Library(prepare_home(home))
    await library.open()
    try:
        report = await Importing(library, Captures(home)).run(paths)
        found = [await library.document(entry.id) for entry in await library.conversations()]
        return report, sorted(document.encode(each) for each in found)
    finally:
        await library.close()


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents())
def test_what_can_be_kept_at_all_is_kept_by_chance(found: Document) -> None:
    """Of any document; what a library cannot hold (half characters) is brought into bounds once,
    and then stays."""
    with tempfile.TemporaryDirectory() as folder:
        blobs = Blobs(Path(folder))
        once = kept(document.encode(found), blobs)
        assert len(once.turns) == len(found.turns)
        data = document.encode(once)
        assert document.encode(kept(data, blobs)) == data


def kept(data: bytes, blobs: Blobs) -> Document:
    """As it would come out of the library."""
    read = ours.read(data, Context())
    rows = Imports(Database(Path("unused")), blobs, ChatFiles(blobs.folder)).prepare(
        read, "", keep_ids=True
    )
    turns = [turn_json.decode(packing.unpack(row[-1], blobs)) for row in rows.turns]
    return Document(id=rows.id, title=read.title, head=read.head, turns=turns)


def test_one_with_everything_is_the_same(run_async: RunCoroutine, tmp_path: Path) -> None:
    data = document.encode(conversation())
    (tmp_path / "0.json").write_bytes(data)
    report, found = run_async(through(tmp_path / "home", tmp_path / "0.json"))
    assert report.files[0].notes == {}
    assert found == [data]


def test_all_of_a_library_by_a_zip_with_files_beside(
    run_async: RunCoroutine, tmp_path: Path
) -> None:
    for beside in (False, True):
        first = tmp_path / f"first-{beside}"
        (tmp_path / "0.json").write_bytes(document.encode(conversation()))
        _, before = run_async(through(first, tmp_path / "0.json"))
        target = tmp_path / f"all-{beside}.zip"

        async def export(home: Path = first, to: Path = target, apart: bool = beside) -> None:
            library = Library(home)
            await library.open()
            try:
                ids = [entry.id for entry in await library.conversations()]
                choice = Choice(
                    form="json", wanted=Wanted(beside=apart, branches=True), as_one=True
                )
                await Exporting(library, Captures(home)).save_many(ids, to, choice, Job())
            finally:
                await library.close()

        run_async(export())
        report, after = run_async(through(tmp_path / f"second-{beside}", target))
        assert report.conversations == 1
        assert after == before


def test_files_beside_are_read_from_the_folder_and_nowhere_else(
    run_async: RunCoroutine, tmp_path: Path
) -> None:
    apart = Apart("chat files")
    data = document.encode(conversation(), apart)
    assert apart.files
    folder = tmp_path / "there"
    (folder / "chat files").mkdir(parents=True)
    (folder / "chat.json").write_bytes(data)
    outside = tmp_path / "outside"
    for name, content in apart.files.items():
        (outside.with_name(name)).write_bytes(content)
        (folder / "chat files" / name).symlink_to(outside.with_name(name))
    report, found = run_async(through(tmp_path / "a", folder / "chat.json"))
    assert not found
    assert "beside this transcript cannot be read" in report.files[0].skipped[0].reason
    for name, content in apart.files.items():
        (folder / "chat files" / name).unlink()
        (folder / "chat files" / name).write_bytes(content)
    _, found = run_async(through(tmp_path / "b", folder / "chat.json"))
    assert found == [document.encode(conversation())]


def test_a_zip_holds_what_it_says(tmp_path: Path, run_async: RunCoroutine) -> None:
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a.json", document.encode(conversation()))
        made.writestr("sub/openai.jsonl", '{"messages":[{"role":"user","content":"x"}]}\n')
        made.writestr("notes.txt", "nothing")
    report, found = run_async(through(tmp_path / "home", path))
    assert report.files[0].words == "Gemini Desktop transcript, OpenAI messages"
    assert len(found) == 2
