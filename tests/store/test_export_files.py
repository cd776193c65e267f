"""Many files appear together, or nothing does."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gemini_desktop.core.errors import StoreError
from gemini_desktop.store.export_files import (
    Batch,
    FolderBatch,
    LinesBatch,
    ZipBatch,
    free_path,
    write_files_beside,
)

_DAY_NS = 1_790_000_000_000_000_000


def write(batch: Batch, *names: str) -> None:
    for name in names:
        with batch.file(name, _DAY_NS) as file:
            file.write(name.encode() + b"\n")


def test_a_folder_appears_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "chats"
    batch = FolderBatch(target)
    write(batch, "a.md", "a-files/01.png", "b.md")
    assert not target.exists()
    batch.finish()
    assert sorted(p.name for p in target.rglob("*")) == ["01.png", "a-files", "a.md", "b.md"]
    assert (target / "a.md").stat().st_mtime_ns == _DAY_NS
    assert list(tmp_path.iterdir()) == [target]


def test_an_empty_folder_may_be_there_a_full_one_not(tmp_path: Path) -> None:
    target = tmp_path / "chats"
    target.mkdir()
    batch = FolderBatch(target)
    write(batch, "a.md")
    batch.finish()
    for taken in (target, target / "a.md"):
        with pytest.raises(StoreError) as caught:
            FolderBatch(taken)
        assert caught.value.failure.kind == "not_empty"
    assert (target / "a.md").read_bytes() == b"a.md\n"


@pytest.mark.parametrize(
    ("make", "name"), [(FolderBatch, "chats"), (ZipBatch, "c.zip"), (LinesBatch, "c.jsonl")]
)
def test_what_is_given_up_leaves_nothing(
    tmp_path: Path, make: Callable[[Path], Batch], name: str
) -> None:
    batch = make(tmp_path / name)
    write(batch, "a", "b")
    batch.give_up()
    assert list(tmp_path.iterdir()) == []
    batch = make(tmp_path / name)
    with pytest.raises(RuntimeError), batch.file("a") as file:
        file.write(b"half")
        raise RuntimeError
    batch.give_up()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("make", "name"), [(ZipBatch, "c.zip"), (LinesBatch, "c.jsonl")])
def test_a_file_that_was_there_stays_until_the_new_one_is_whole(
    tmp_path: Path, make: Callable[[Path], Batch], name: str
) -> None:
    (tmp_path / name).write_bytes(b"before")
    batch = make(tmp_path / name)
    write(batch, "a")
    assert (tmp_path / name).read_bytes() == b"before"
    batch.give_up()
    assert (tmp_path / name).read_bytes() == b"before"
    batch = make(tmp_path / name)
    write(batch, "a", "b")
    batch.finish()
    assert (tmp_path / name).read_bytes() != b"before"
    assert len(list(tmp_path.iterdir())) == 1


def test_an_archive_is_one_that_others_read(tmp_path: Path) -> None:
    batch = ZipBatch(tmp_path / "c.zip")
    write(batch, "日本.md", "日本-files/01.png")
    with batch.file("old.md", 0) as file:
        file.write(b"x" * 100_000)
    batch.finish()
    with zipfile.ZipFile(tmp_path / "c.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["日本.md", "日本-files/01.png", "old.md"]
        assert archive.read("old.md") == b"x" * 100_000
        assert archive.getinfo("old.md").compress_size < 1000
        assert archive.getinfo("日本.md").date_time[0] == 2026


def test_lines_are_one_file(tmp_path: Path) -> None:
    batch = LinesBatch(tmp_path / "c.jsonl")
    write(batch, "a", "b")
    batch.finish()
    assert (tmp_path / "c.jsonl").read_bytes() == b"a\nb\n"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        FolderBatch(tmp_path / "gone" / "chats")
    assert caught.value.failure.kind == "not_found"


def test_files_beside_replace_their_own_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "a-files"
    write_files_beside(folder, {"01.png": b"1", "02.png": b"2"})
    (folder / "mine.txt").write_bytes(b"mine")
    write_files_beside(folder, {"01.png": b"new"})
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {
        "01.png": b"new",
        "02.png": b"2",
        "mine.txt": b"mine",
    }
    (tmp_path / "b-files").write_bytes(b"a file")
    with pytest.raises(StoreError):
        write_files_beside(tmp_path / "b-files", {"01.png": b"1"})
    assert (tmp_path / "b-files").read_bytes() == b"a file"


def test_a_free_path_is_numbered(tmp_path: Path) -> None:
    wanted = tmp_path / "Chats (old).zip"
    assert free_path(wanted) == wanted
    wanted.touch()
    (tmp_path / "Chats (old) (2).zip").touch()
    assert free_path(wanted).name == "Chats (old) (3).zip"
