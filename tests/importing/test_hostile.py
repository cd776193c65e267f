"""A folder of files that mean no good, or were only unlucky: each is answered with a sentence, and
none gets half of itself into the library."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from gemini_desktop.core.importing.conversation import Skipped
from gemini_desktop.session.importing.chats import FileReport, Importing, surveyed
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.home import prepare_home
from gemini_desktop.store.importing import archive as import_archive
from gemini_desktop.store.transcripts import Library
from tests.support import RunCoroutine, costs_less_than

HOSTILE = Path(__file__).parent / "hostile"
DAMAGED = "is damaged: not all of the archive can be read. Nothing of it was taken in."
NO_CHATS = "has no chats in a form that is known here. Nothing of it was taken in."
BEGIN = "branches begin there."

EXPECTED: dict[str, tuple[int, str]] = {
    "absolute.zip": (0, "has an entry that wants to lie at a place of its own"),
    "bad_base64.json": (1, "Files in it could not be read: only their names are kept."),
    "bomb.zip": (0, "has an entry that unpacks to 1,028 times its size"),
    "circle.json": (1, f"Messages in it follow themselves: {BEGIN}"),
    "cut.json": (0, "The file breaks off in it."),
    "cut.zip": (0, DAMAGED),
    "damaged.zip": (0, DAMAGED),
    "deep.json": (0, "It is nested too deeply to be read."),
    "deep_arguments.json": (1, ""),
    "drive.zip": (0, "has an entry that wants to lie at a place of its own"),
    "duplicate_keys.json": (1, ""),
    "empty.json": (0, NO_CHATS),
    "empty.zip": (0, NO_CHATS),
    "empty_chat.json": (0, "It is empty."),
    "encrypted.zip": (0, "is encrypted. Nothing of it was taken in."),
    "huge_number.json": (0, "It has a number that is too large to be read."),
    "infinite_time.json": (1, ""),
    "junk_between.json": (1, "4 bytes between its conversations are no JSON."),
    "later.json": (0, "Open it with a later version of this program."),
    "latin1.json": (1, "written in Windows-1252 (Latin-1), not in UTF-8; it was read as such."),
    "link.zip": (0, "has an entry that is a link to another file"),
    "link_to_a_file.json": (1, "Files that are named in it are not in the export"),
    "lone_surrogate.json": (1, ""),
    "lying_picture.json": (1, "Files in it are not what they say"),
    "method.zip": (0, DAMAGED),
    "nested.zip": (0, NO_CHATS),
    "no_chats.json": (0, NO_CHATS),
    "no_zip.zip": (0, DAMAGED),
    "nul.json": (1, ""),
    "one_bad.json": (1, "It has no messages (no “mapping”)."),
    "orphans.json": (1, f"Messages in it follow one that is missing: {BEGIN}"),
    "own_parent.json": (1, f"Messages in it follow themselves: {BEGIN}"),
    "picture.json": (0, NO_CHATS),
    "twice.zip": (1, ""),
    "two_roots.json": (1, ""),
    "unpacks_to_much.zip": (0, "would unpack to 11.7 GB; at most 8 GB are read."),
    "upwards.zip": (0, "has an entry that leads out of the archive"),
    "utf16.json": (1, "written in UTF-16, not in UTF-8; it was read as such."),
    "wrong_types.json": (0, "It is empty."),
}


def said(report: FileReport) -> str:
    failure = report.failure.message if report.failure else ""
    return "\n".join([failure, *report.notes, *(item.reason for item in report.skipped)])


def test_every_file_of_the_folder_is_expected() -> None:
    assert {path.name for path in HOSTILE.iterdir()} == EXPECTED.keys()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_is_answered_with_its_sentence(name: str) -> None:
    chats, sentence = EXPECTED[name]
    with costs_less_than(60):
        report = surveyed(HOSTILE / name)
    assert sentence in said(report)
    assert report.conversations == chats
    assert chats or said(report).strip()
    assert "Traceback" not in said(report)
    assert report.failure is None or report.failure.advice


def test_none_gets_half_of_itself_into_the_library(run_async: RunCoroutine, tmp_path: Path) -> None:
    home = prepare_home(tmp_path / "home")

    async def work() -> None:
        library = Library(home)
        await library.open()
        try:
            report = await Importing(library, Captures(home)).run(sorted(HOSTILE.iterdir()))
            listed = await library.conversations()
            assert len(listed) == report.conversations
            for entry in listed:
                assert (await library.load(entry.id)).turns
        finally:
            await library.close()

    run_async(work())
    with closing(sqlite3.connect(home / "library.db")) as connection:
        hidden = "SELECT count(*) FROM conversations WHERE deleted_unix_ns IS NOT NULL"
        assert connection.execute(hidden).fetchone() == (0,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not list((home / "captures").iterdir())
    outside = {path.name for path in tmp_path.iterdir()}
    assert outside == {"home"}  # nothing was unpacked anywhere


def test_an_archive_with_too_many_entries_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_archive, "MOST_ENTRIES", 10)
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as made:
        for number in range(11):
            made.writestr(f"{number}.json", "[]")
    report = surveyed(path)
    assert report.failure is not None
    assert "has 11 entries; at most 10 are read" in report.failure.message


def test_an_archive_with_too_much_of_anything_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gemini_desktop.store.importing.files.MOST_WASTED", 300)
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as made:
        for number in range(40):
            made.writestr(f"{number}.json", '{"no": "chat"}')
    report = surveyed(path)
    assert report.failure is not None
    assert "has too much in it that is no chat" in report.failure.message
    closed: list[Path] = []
    monkeypatch.setattr(import_archive.Archive, "close", lambda self: closed.append(self.path))
    assert surveyed(path).failure == report.failure
    assert closed == [path], "where it is open it cannot be deleted, on some systems"


def test_prompts_of_any_name_are_found_among_other_files(tmp_path: Path) -> None:
    path = tmp_path / "drive.zip"
    prompt = {"runSettings": {}, "chunkedPrompt": {"chunks": [{"role": "user", "text": "Hi"}]}}
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("Google AI Studio/Plan v1.5 (draft)", json.dumps(prompt))
        made.writestr("Google AI Studio/UTF-16", json.dumps(prompt).encode("utf-16"))
        made.writestr("file-a.dat", b"\x00\x01" * 1000)
        made.writestr("picture.png", b"{not looked at")
    report = surveyed(path)
    assert (report.words, report.conversations, report.here) == ("Google AI Studio prompt", 2, 0)


def test_names_after_a_long_text_are_found_in_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "late.zip"
    late = {"systemInstruction": {"parts": [{"text": "x" * 200_000}]}, "contents": ["Hello"]}
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("late.json", json.dumps(late))
    assert surveyed(path).words == "Gemini contents"


def test_pictures_of_an_archive_are_found_and_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("dalle-generations/file-AbC1-x.webp", b"RIFF....WEBPdata")
        made.writestr("user-1/file_00aa-99.png", b"\x89PNG\r\n\x1a\n")
        made.writestr("photo.png", b"large one" * 100)
    archive = import_archive.Archive(path)
    try:
        assert archive.find("file-AbC1") == ("file-AbC1-x.webp", b"RIFF....WEBPdata")
        assert archive.find("file_00aa") == ("file_00aa-99.png", b"\x89PNG\r\n\x1a\n")
        assert archive.find("nowhere/photo.png") is not None
        assert archive.find("file-none") is None
        monkeypatch.setattr(import_archive, "LARGEST_ASSET", 100)
        assert archive.find("photo.png") is None
    finally:
        archive.close()


def test_a_conversation_beyond_the_limit_refuses_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("elements", "reading"):
        monkeypatch.setattr(f"gemini_desktop.core.importing.{module}.LARGEST", 2 << 20)
    path = tmp_path / "long.json"
    path.write_bytes(b'[{"mapping": {}}, {"mapping": {"a": "' + b"x" * (3 << 20) + b'"}}]')
    report = surveyed(path)
    assert report.failure is not None
    words = "has a conversation (number 2) of more than 2 MB. Nothing of it was taken in."
    assert words in report.failure.message


def test_a_list_of_messages_beyond_the_limit_refuses_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is one conversation, in memory as a whole, however short each message is."""
    monkeypatch.setattr("gemini_desktop.core.importing.reading.LARGEST", 1 << 20)
    path = tmp_path / "long.json"
    message = b'{"role": "user", "content": "' + b"x" * 1000 + b'"}'
    path.write_bytes(b"[" + b", ".join([message] * 1100) + b"]")
    report = surveyed(path)
    assert report.failure is not None
    assert "is longer than 1 MB. Nothing of it was taken in." in report.failure.message


def test_many_are_no_matter(run_async: RunCoroutine, tmp_path: Path) -> None:
    """Conversations are read one by one, and each slice is short."""
    path = tmp_path / "many.jsonl"
    line = '{{"messages": [{{"role": "user", "content": "Prompt {}"}}]}}\n'
    with path.open("w") as file:
        file.writelines(line.format(number) for number in range(5_000))
    report = surveyed(path)
    assert (report.conversations, report.skipped) == (5_000, list[Skipped]())
