"""A backup that is damaged, or was made to do harm, is refused with a reason; nothing changes."""

from __future__ import annotations

import hashlib
import io
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gemini_desktop.core.errors import StoreError
from gemini_desktop.store.backup.manifest import Entry, Manifest
from gemini_desktop.store.backup.restoring import restore
from gemini_desktop.store.backup.writing import back_up
from tests.store.backup.homes import contents, make_home, shown

DAMAGED = "it is damaged, cut off or no backup"


def ignore(_: int) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    place = tmp_path_factory.mktemp("good")
    back_up(make_home(place / "home"), place / "all.gdbackup", ignore)
    return (place / "all.gdbackup").read_bytes()


def entries_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(
    entries: dict[str, bytes], change: Callable[[Manifest], Manifest] | None = None
) -> bytes:
    """A backup with these entries, and a manifest that is true but for `change`."""
    told = msgspec.json.decode(entries["manifest.json"], type=Manifest)
    files = {name: data for name, data in entries.items() if name != "manifest.json"}
    rows = tuple(
        Entry(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in files.items()
    )
    told = msgspec.structs.replace(told, entries=rows)
    told = change(told) if change else told
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.writestr("manifest.json", msgspec.json.encode(told))
    return out.getvalue()


def refusal(tmp_path: Path, data: bytes) -> str:
    """What is said of it; the home, and all around it, is as it was."""
    home, file = tmp_path / "home", tmp_path / "bad.gdbackup"
    if not home.exists():
        make_home(home, {"c1": ["Mine"]})
    file.write_bytes(data)
    before = contents(tmp_path), shown(home)
    with pytest.raises(StoreError) as caught:
        restore(file, home, ignore)
    assert (contents(tmp_path), shown(home)) == before
    message = caught.value.failure.message
    assert str(file) in message
    assert "Nothing was changed." in message
    assert caught.value.failure.advice
    return message


@pytest.mark.parametrize(
    "name",
    [
        "../outside.txt",
        "/etc/cron.d/outside",
        "captures/../../outside",
        "captures/20261121T033015.123456Z-7f3a9c/../body",
        "captures/20261121T033015.123456Z-7f3a9c/run.sh",
        "blobs/ab/" + "f" * 64,
        "drafts/../library.db.draft",
        "drafts/window-2/../../x.draft",
        "library.db-wal",
        "logs/gemini-desktop.log",
        "C:\\windows\\outside",
        "restore-1/ready",
    ],
)
def test_names_that_do_not_belong_there(tmp_path: Path, good: bytes, name: str) -> None:
    said = refusal(tmp_path, packed({**entries_of(good), name: b"harm"}))
    assert "does not belong" in said or "not true" in said
    assert not list(tmp_path.glob("**/outside*"))


def test_bytes_that_are_not_what_the_list_says(tmp_path: Path, good: bytes) -> None:
    entries = entries_of(good)
    body = next(name for name in entries if name.endswith("/body"))

    def lie(told: Manifest) -> Manifest:
        return msgspec.structs.replace(
            told,
            entries=tuple(
                Entry(e.name, e.size, "0" * 64) if e.name == body else e for e in told.entries
            ),
        )

    assert "is not what the list in it says" in refusal(tmp_path, packed(entries, lie))


def test_lists_that_are_not_true(tmp_path: Path, good: bytes) -> None:
    entries = entries_of(good)
    replace = msgspec.structs.replace
    for change in (
        lambda told: replace(told, entries=told.entries[1:]),
        lambda told: replace(told, entries=(*told.entries, Entry("library.json.", 1, "0" * 64))),
        lambda told: replace(told, entries=(*told.entries, told.entries[0])),
        lambda told: replace(
            told, entries=tuple(Entry(e.name, e.size + 1, e.sha256) for e in told.entries)
        ),
    ):
        said = refusal(tmp_path, packed(entries, change))
        assert "list of files is not true" in said or "twice" in said


def test_what_is_no_backup(tmp_path: Path, good: bytes) -> None:
    entries = entries_of(good)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", b"<xml/>")
    for data in (b"", b"no zip", good[: len(good) // 2], good[:-1], good[100:]):
        assert DAMAGED in refusal(tmp_path, data)
    assert "no backup of this program" in refusal(tmp_path, other.getvalue())
    for text in (b"{}", b"[" * 100_000, b'{"format": 1, "version": 1}', b"\xff"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("manifest.json", text)
        assert DAMAGED in refusal(tmp_path, out.getvalue())
    said = refusal(
        tmp_path, packed(entries, lambda told: msgspec.structs.replace(told, format="other"))
    )
    assert "no backup of this program" in said


def test_a_newer_version_is_told_as_such(tmp_path: Path, good: bytes) -> None:
    entries = entries_of(good)
    replace = msgspec.structs.replace
    for change in (
        lambda told: replace(told, version=2),
        lambda told: replace(told, database_version=99),
    ):
        assert "a newer version of this program" in refusal(tmp_path, packed(entries, change))
    assert "newer version" in refusal(
        tmp_path, packed({**entries, "library.db": edited(entries, "PRAGMA user_version = 99")})
    )


def edited(entries: dict[str, bytes], *statements: str) -> bytes:
    """The library after these statements."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(entries["library.db"])
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON turns BEGIN DELETE FROM conversations; END",
        "CREATE VIEW v AS SELECT load_extension('x')",
        "DROP TABLE captures",
        "ALTER TABLE turns ADD COLUMN extra TEXT",
        "PRAGMA user_version = 1",
        "PRAGMA user_version = -1",
    ],
)
def test_a_library_of_another_shape(tmp_path: Path, good: bytes, statement: str) -> None:
    entries = entries_of(good)
    changed = packed({**entries, "library.db": edited(entries, statement)})
    assert "its library is not one of this program's" in refusal(tmp_path, changed)


def test_a_library_that_is_none(tmp_path: Path, good: bytes) -> None:
    entries = entries_of(good)
    torn = bytearray(entries["library.db"])
    torn[4096 : 3 * 4096] = b"\xff" * (2 * 4096)
    for data in (b"no database" * 1000, bytes(torn)):
        said = refusal(tmp_path, packed({**entries, "library.db": data}))
        assert "its library is" in said


def test_bombs(tmp_path: Path, good: bytes) -> None:
    """Whatever a few bytes unpack to is bounded before any is unpacked."""
    entries = entries_of(good)
    body = next(name for name in entries if name.endswith("/body"))
    out = io.BytesIO()
    size, zeros = 3 << 30, b"\0" * (1 << 20)
    told = msgspec.json.decode(entries["manifest.json"], type=Manifest)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open(body, "w", force_zip64=True) as target:
            for _ in range(64):  # the rest is only claimed
                target.write(zeros)
        listed = (Entry(body, size, "0" * 64),)
        archive.writestr(
            "manifest.json", msgspec.json.encode(msgspec.structs.replace(told, entries=listed))
        )
        archive.getinfo(body).file_size = size
    assert "far more than a backup ever holds" in refusal(tmp_path, out.getvalue())


def test_an_entry_that_is_longer_than_announced(tmp_path: Path, good: bytes) -> None:
    entries = entries_of(good)
    data = packed(entries)
    told = msgspec.json.decode(entries["manifest.json"], type=Manifest)
    largest = max(told.entries, key=lambda entry: entry.size)
    short = msgspec.structs.replace(
        told,
        entries=tuple(
            Entry(e.name, 10, e.sha256) if e == largest else Entry(*msgspec.structs.astuple(e))
            for e in told.entries
        ),
    )
    assert "not true" in refusal(tmp_path, packed(entries, lambda _: short))
    assert data


def test_encrypted_or_oddly_compressed(tmp_path: Path, good: bytes) -> None:
    data = bytearray(good)
    where = data.find(b"PK\x01\x02")
    data[where + 8] |= 1
    assert "encrypted" in refusal(tmp_path, bytes(data))
    entries = entries_of(good)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    assert "never uses" in refusal(tmp_path, out.getvalue())


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(where=st.floats(0, 1), value=st.integers(0, 255))
def test_no_damaged_byte_is_fatal(
    good: bytes, tmp_path_factory: pytest.TempPathFactory, where: float, value: int
) -> None:
    """One byte is another: it is refused, or nothing that counts has changed."""
    place = tmp_path_factory.mktemp("byte")
    data = bytearray(good)
    data[int(where * (len(data) - 1))] = value
    (place / "all.gdbackup").write_bytes(data)
    try:
        restored = restore(place / "all.gdbackup", place / "home", ignore)
    except StoreError:
        assert not (place / "home" / "library.db").exists()
    else:
        assert restored.taken.added == 2
