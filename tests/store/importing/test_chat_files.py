"""An imported conversation's file holds its rows to the byte, and is refused where it is damaged."""

from __future__ import annotations

import contextlib
import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.errors import StoreError
from gemini_desktop.store import packing
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.importing import chat_files
from gemini_desktop.store.importing.chat_files import (
    TOGETHER,
    VERSION,
    ChatFiles,
    Kept,
    KeptChat,
    KeptTurn,
)

BATCH = "0123456789abcdef"
_WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_HASH = b"\x00" + b"a" * 64 + b"\x00"
_DATA = st.one_of(
    st.binary(max_size=40).filter(lambda data: b"\x00" not in data),
    st.just(packing.MARK + b'{"text":"' + _HASH + b'"}'),
)


def kept(data: list[bytes], chat_id: str = "c1", title: str = "") -> Kept:
    turns = [
        KeptTurn(f"t{number}", "", "user", number, "", "complete", 0, chat_files.size_in_file(each))
        for number, each in enumerate(data)
    ]
    return KeptChat(version=VERSION, id=chat_id, title=title, turns=tuple(turns)), data


def some(*ids: str) -> list[Kept]:
    return [kept([b'{"text":"of %b"}' % each.encode()], each) for each in ids]


def in_files(files: ChatFiles) -> list[str]:
    return sorted(chat.id for path in files.all() for chat, _ in chat_files.read(path))


@given(st.lists(st.tuples(st.lists(_DATA, max_size=5), _WORDS, _WORDS), max_size=3))
def test_rows_come_back_to_the_byte(found: list[tuple[list[bytes], str, str]]) -> None:
    chats = [kept(*each) for each in found]
    assert chat_files.decode(chat_files.encode(chats)) == chats


def test_it_names_its_blobs_like_any_packed_text(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    data = [packing.pack(b'{"text":"%b"}' % (letter * 5000), blobs) for letter in (b"x", b"y")]
    data.insert(1, b'{"text":"short"}')
    file = chat_files.encode([kept(data[:2]), kept(data[2:], "c2")])
    assert len(file) < 1000
    assert packing.references(file) == [*packing.references(data[0]), *packing.references(data[2])]


def test_of_a_file_that_is_cut_off_what_is_whole_comes_back(tmp_path: Path) -> None:
    files = ChatFiles(tmp_path)
    files.replace(BATCH, dict(zip(("c1", "c2"), some("c1", "c2"), strict=True)))
    [path] = files.all()
    whole = path.read_bytes()
    seen = []
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        with contextlib.suppress(StoreError):
            seen.append(len(chat_files.read(path)))
    assert {*seen} == {0, 1}
    assert len(seen) < len(whole)
    path.write_bytes(b"[" * 100_000)
    assert chat_files.count(path) == 0
    with pytest.raises(StoreError) as caught:
        chat_files.read(path)
    assert caught.value.failure.kind == "bad_chat_file"
    assert str(path) in caught.value.failure.message
    assert caught.value.failure.advice


def test_one_of_a_newer_version_is_left_to_it() -> None:
    newer = KeptChat(version=VERSION + 1, id="c1"), [b""]
    assert chat_files.decode(chat_files.encode([newer, *some("c2")])) == some("c2")


def test_what_is_staged_counts_when_it_is_revealed(tmp_path: Path) -> None:
    files = ChatFiles(tmp_path)
    many = [f"c{number:03}" for number in range(TOGETHER + 10)]
    files.stage(BATCH, some(*many))
    files.stage(BATCH, some("d1"))
    assert files.all() == []
    assert files.missing(["d1"]) == ["d1"]
    files.reveal(BATCH)
    assert len(files.all()) == 3
    assert in_files(files) == [*many, "d1"]
    assert sum(files.unknown(many).values()) == 1
    assert files.missing(["d1", "e1"]) == ["e1"]
    [path] = files.of("d1")
    assert chat_files.count(path) == 1


def test_one_goes_and_the_others_stay(tmp_path: Path) -> None:
    files = ChatFiles(tmp_path)
    files.stage(BATCH, some("c1", "c2", "c3"))
    files.reveal(BATCH)
    longer = kept([b"CANARY-more", b"words"], "c3")
    files.replace(BATCH, {"c1": None, "c3": longer, "c4": some("c4")[0], "c5": None})
    assert in_files(files) == ["c2", "c3", "c4"]
    [path] = files.of("c3")
    assert chat_files.read(path)[1] == longer
    assert b"of c1" not in path.read_bytes()
    files.replace(BATCH, dict.fromkeys(("c2", "c3", "c4")))
    assert list(files.folder.iterdir()) == []
    files.replace(BATCH, {"c2": None})


def test_what_is_to_go_goes_from_a_damaged_file_too(tmp_path: Path) -> None:
    """The others that were in it are in the database, and get a new file."""
    files = ChatFiles(tmp_path)
    files.stage(BATCH, some("c1", "c2", "c3"))
    files.reveal(BATCH)
    [path] = files.all()
    path.write_bytes(path.read_bytes()[:-1])
    files.replace(BATCH, {"c1": None})
    assert in_files(files) == ["c2"]
    assert files.missing(["c2", "c3"]) == ["c3"]
    path.write_bytes(b"CANARY of c2, and nothing that says so")
    files.replace(BATCH, {"c2": None})
    assert files.all() == []


def test_what_is_dropped_is_gone(tmp_path: Path) -> None:
    files = ChatFiles(tmp_path)
    files.stage(BATCH, some("c1"))
    files.drop(BATCH)
    files.reveal(BATCH)
    assert files.all() == []
    files.stage(BATCH, some("c1"))
    files.reveal(BATCH)
    files.drop(BATCH)
    assert list(files.folder.iterdir()) == []


@pytest.mark.parametrize("name", ["../../outside", "..", "/tmp/x", "CON", "a\x00b", "\ud800", ""])
def test_no_name_from_elsewhere_leads_anywhere(name: str, tmp_path: Path) -> None:
    files = ChatFiles(tmp_path)
    files.replace(name, {"c1": some("c1")[0]})
    [path] = files.all()
    assert path.parent.parent == files.folder
    assert path.parent.name.isalnum()


def test_empty_and_strange_files_are_not_ours(tmp_path: Path) -> None:
    files = ChatFiles(tmp_path)
    assert files.all() == []
    files.stage(BATCH, some("c1"))
    files.reveal(BATCH)
    (files.folder / BATCH / "notes.json").write_text("mine")
    (files.folder / "other").mkdir()
    (files.folder / "file").write_text("mine")
    [path] = files.all()
    path.write_bytes(b"")
    assert files.missing(["c1"]) == ["c1"]
    assert files.unknown([]) == {}


def test_a_disk_that_refuses_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = ChatFiles(tmp_path)
    files.stage(BATCH, some("c1", "c2"))
    files.reveal(BATCH)
    [path] = files.all()
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StoreError) as caught:
        files.replace(BATCH, {"c1": None})
    assert caught.value.failure.kind == "disk_full"
    assert list((files.folder / BATCH).iterdir()) == [path]
    assert path.read_bytes() == before
