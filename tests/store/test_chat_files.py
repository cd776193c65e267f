"""An imported conversation's file holds its rows to the byte, and is refused where it is damaged."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.errors import StoreError
from gemini_desktop.store import chat_files, packing
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.chat_files import VERSION, ChatFiles, KeptChat, KeptTurn

BATCH = "0123456789abcdef"
_WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_HASH = b"\x00" + b"a" * 64 + b"\x00"
_DATA = st.one_of(
    st.binary(max_size=40).filter(lambda data: b"\x00" not in data),
    st.just(packing.MARK + b'{"text":"' + _HASH + b'"}'),
)


def chat_of(data: list[bytes], chat_id: str = "c1", title: str = "") -> KeptChat:
    turns = [
        KeptTurn(f"t{number}", "", "user", number, "", "complete", 0, chat_files.size_in_file(each))
        for number, each in enumerate(data)
    ]
    return KeptChat(version=VERSION, id=chat_id, title=title, turns=tuple(turns))


@given(st.lists(_DATA, max_size=5), _WORDS, _WORDS)
def test_rows_come_back_to_the_byte(data: list[bytes], chat_id: str, title: str) -> None:
    chat = chat_of(data, chat_id, title)
    assert chat_files.decode(chat_files.encode(chat, data)) == (chat, data)


def test_it_names_its_blobs_like_any_packed_text(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    data = [packing.pack(b'{"text":"%b"}' % (letter * 5000), blobs) for letter in (b"x", b"y")]
    data.insert(1, b'{"text":"short"}')
    file = chat_files.encode(chat_of(data), data)
    assert len(file) < 1000
    assert packing.references(file) == [*packing.references(data[0]), *packing.references(data[2])]


def test_every_cut_and_every_other_file_is_refused_with_its_place(tmp_path: Path) -> None:
    files = ChatFiles(tmp_path)
    data = [b'{"text":"one"}', b'{"text":"two"}']
    whole = chat_files.encode(chat_of(data), data)
    path = files.path(BATCH, "c1")
    for damaged in (*(whole[:end] for end in range(len(whole))), whole + b"!", b"[" * 100_000):
        files.write(BATCH, "c1", damaged)
        with pytest.raises(StoreError) as caught:
            chat_files.read(path)
        assert caught.value.failure.kind == "bad_chat_file"
        assert str(path) in caught.value.failure.message
        assert caught.value.failure.advice
    files.write(BATCH, "c1", whole)
    assert chat_files.read(path) == (chat_of(data), data)


def test_one_under_anothers_name_or_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    files = ChatFiles(tmp_path)
    newer = KeptChat(version=VERSION + 1, id="c1")
    for chat in (chat_of([], "c2"), newer):
        files.write(BATCH, "c1", chat_files.encode(chat, []))
        with pytest.raises(StoreError) as caught:
            chat_files.read(files.path(BATCH, "c1"))
        assert caught.value.failure.kind == "bad_chat_file"


def test_what_is_staged_counts_when_it_is_revealed(tmp_path: Path) -> None:
    files = ChatFiles(tmp_path)
    files.stage(BATCH, [("c1", b"one")])
    files.stage(BATCH, [("c2", b"two")])
    assert files.all() == []
    assert files.of("c1") == []
    files.reveal(BATCH)
    assert {path.read_bytes() for path in files.all()} == {b"one", b"two"}
    assert files.of("c1") == [files.path(BATCH, "c1")]
    files.remove(BATCH, "c1")
    files.remove(BATCH, "c1")
    assert files.all() == [files.path(BATCH, "c2")]
    files.remove(BATCH, "c2")
    assert list(files.folder.iterdir()) == []


def test_what_is_dropped_is_gone(tmp_path: Path) -> None:
    files = ChatFiles(tmp_path)
    files.stage(BATCH, [("c1", b"one")])
    files.drop(BATCH)
    files.reveal(BATCH)
    assert files.all() == []
    files.stage(BATCH, [("c1", b"one")])
    files.reveal(BATCH)
    files.drop(BATCH)
    assert list(files.folder.iterdir()) == []


@pytest.mark.parametrize("name", ["../../outside", "..", "/tmp/x", "CON", "a\x00b", "\ud800", ""])
def test_no_id_of_a_foreign_file_leads_anywhere(name: str, tmp_path: Path) -> None:
    files = ChatFiles(tmp_path)
    for path in (files.path(BATCH, name), files.path(name, "c1")):
        assert path.parent.parent == files.folder
        assert path.name.isascii()
        assert path.parent.name.isalnum()


def test_empty_and_strange_files_are_not_ours(tmp_path: Path) -> None:
    files = ChatFiles(tmp_path)
    assert files.all() == []
    files.write(BATCH, "c1", b"")
    files.write(BATCH, "c2", b"two")
    (files.folder / BATCH / "notes.json").write_text("mine")
    (files.folder / "other").mkdir()
    (files.folder / "file").write_text("mine")
    assert files.all() == [files.path(BATCH, "c2")]


def test_a_disk_that_refuses_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = ChatFiles(tmp_path)
    files.write(BATCH, "c1", b"before")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StoreError) as caught:
        files.write(BATCH, "c1", b"after")
    assert caught.value.failure.kind == "disk_full"
    assert [path.name for path in (files.folder / BATCH).iterdir()] == [
        files.path(BATCH, "c1").name
    ]
    assert files.path(BATCH, "c1").read_bytes() == b"before"
