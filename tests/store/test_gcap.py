"""Captures as files for sharing: they come back whole, and hostile ones do no harm."""

from __future__ import annotations

import hashlib
import random
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from gemini_desktop.core.capture import BytesReceived, Ended, Record, RequestSent
from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.transcript import prompt
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.context import CaptureContext
from gemini_desktop.store.gcap import export_gcap, import_gcap, read_gcap, write_gcap
from gemini_desktop.store.tape import TapeReader

PICTURE = b"iVBORw0KGgo" * 1000
RECORDS: tuple[Record, ...] = (
    RequestSent(
        t_ns=0, unix_ns=1, method="POST", url="u", headers=(), body=b'{"data":"' + PICTURE + b'"}'
    ),
    BytesReceived(t_ns=1, data=b"data: {}\n\n"),
    BytesReceived(t_ns=2, data=b"data: [DONE]\n\n"),
    Ended(t_ns=3, how="complete"),
)


def recorded(captures: Captures, records: tuple[Record, ...] = RECORDS) -> TapeReader:
    context = CaptureContext(conversation_id="c", answer_id="a", prompt=prompt("my own words"))
    with captures.create(context) as writer:
        for record in records:
            writer.append(record)
    return captures.open(writer.id)


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    export_gcap(recorded(Captures(tmp_path / "home")), tmp_path / "shared.gcap")
    return tmp_path / "shared.gcap"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Captures:
    return Captures(tmp_path / "elsewhere")


def refused(source: Path, captures: Captures) -> str:
    with pytest.raises(StoreError) as caught:
        import_gcap(source, captures)
    assert captures.ids() == []
    assert str(source) in caught.value.failure.message
    assert caught.value.failure.advice
    return caught.value.failure.message


def test_a_capture_comes_back_on_another_computer(exported: Path, elsewhere: Captures) -> None:
    tape = import_gcap(exported, elsewhere)
    assert tuple(tape.records()) == RECORDS
    assert elsewhere.ids() == [tape.id]
    assert not tape.interrupted
    for name in ("body", "records.jsonl"):
        assert stat.S_IMODE((tape.folder / name).stat().st_mode) == 0o600


def test_a_capture_is_read_without_a_home(exported: Path) -> None:
    assert read_gcap(exported).records == RECORDS


def test_any_zip_tool_shows_the_bytes(exported: Path) -> None:
    with zipfile.ZipFile(exported) as archive:
        assert archive.read("body") == b"data: {}\n\ndata: [DONE]\n\n"
        digest = hashlib.sha256(PICTURE).hexdigest()
        assert archive.namelist() == ["records.jsonl", "body", f"blobs/{digest}"]
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
    assert b"my own words" not in exported.read_bytes()


def test_the_same_capture_gives_the_same_file(tmp_path: Path) -> None:
    tape = recorded(Captures(tmp_path / "home"))
    for name in ("one.gcap", "two.gcap"):
        export_gcap(tape, tmp_path / name)
    assert (tmp_path / "one.gcap").read_bytes() == (tmp_path / "two.gcap").read_bytes()


def test_an_interrupted_capture_is_shared_as_far_as_it_is(
    tmp_path: Path, elsewhere: Captures
) -> None:
    tape = recorded(Captures(tmp_path / "home"), RECORDS[:2])
    export_gcap(tape, tmp_path / "cut.gcap")
    assert tuple(import_gcap(tmp_path / "cut.gcap", elsewhere).records()) == RECORDS[:2]


def test_a_capture_is_exported_while_it_is_recorded(tmp_path: Path) -> None:
    captures = Captures(tmp_path / "home")
    with captures.create() as writer:
        writer.append(RECORDS[1])
        export_gcap(captures.open(writer.id), tmp_path / "now.gcap")
        writer.append(RECORDS[2])
    assert read_gcap(tmp_path / "now.gcap").records == RECORDS[1:2]


def test_a_failed_export_keeps_the_file_that_was_there(tmp_path: Path) -> None:
    (tmp_path / "shared.gcap").write_bytes(b"old")
    gone = TapeReader(tmp_path / "gone", Captures(tmp_path).blobs)
    with pytest.raises(StoreError):
        export_gcap(gone, tmp_path / "shared.gcap")
    assert (tmp_path / "shared.gcap").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["shared.gcap"]


# --- files not to be trusted ---------------------------------------------------------------------


def zipped(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in {"body": b"", "records.jsonl": b"", **entries}.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/evil",
        "blobs/../../evil",
        "blobs/" + "0" * 63,
        "sub/body",
        "body/",
        "context.json",
        "C:\\evil",
        "BODY",
    ],
)
def test_names_that_do_not_belong_are_refused(
    tmp_path: Path, elsewhere: Captures, name: str
) -> None:
    source = zipped(tmp_path / "x.gcap", **{name: b"evil"})
    assert "does not belong" in refused(source, elsewhere)
    assert not (tmp_path / "evil").exists()


def test_a_blob_under_a_wrong_name_is_refused(tmp_path: Path, elsewhere: Captures) -> None:
    digest = hashlib.sha256(b"right").hexdigest()
    source = zipped(tmp_path / "x.gcap", **{f"blobs/{digest}": b"wrong"})
    assert "not what its name says" in refused(source, elsewhere)
    assert elsewhere.blobs.get(digest) is None


@pytest.mark.parametrize("missing", ["body", "records.jsonl"])
def test_half_a_capture_is_refused(tmp_path: Path, elsewhere: Captures, missing: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.gcap", "w") as archive:
        archive.writestr("records.jsonl" if missing == "body" else "body", b"")
    assert f"it has no {missing}" in refused(tmp_path / "x.gcap", elsewhere)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_that_is_there_twice_is_refused(tmp_path: Path, elsewhere: Captures) -> None:
    source = zipped(tmp_path / "x.gcap")
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("body", b"another")
    assert "twice" in refused(source, elsewhere)


def test_a_bomb_is_refused_unread(tmp_path: Path, elsewhere: Captures) -> None:
    with zipfile.ZipFile(tmp_path / "x.gcap", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("records.jsonl", b"")
        archive.writestr("body", b"\0" * 50_000_000)
    assert "compressed" in refused(tmp_path / "x.gcap", elsewhere)


def test_a_size_that_the_file_cannot_hold_is_refused(exported: Path, elsewhere: Captures) -> None:
    data = bytearray(exported.read_bytes())
    entry = data.index(b"PK\x01\x02")  # the first of the central directory
    data[entry + 20 : entry + 28] = struct.pack("<II", 0x7FFF_FFFF, 0x7FFF_FFFF)
    exported.write_bytes(data)
    assert "more bytes than it has" in refused(exported, elsewhere)


def test_an_encrypted_entry_is_refused(exported: Path, elsewhere: Captures) -> None:
    data = bytearray(exported.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    exported.write_bytes(data)
    assert "encrypted" in refused(exported, elsewhere)


def test_too_many_entries_are_refused(tmp_path: Path, elsewhere: Captures) -> None:
    many = {f"blobs/{number:064x}": b"" for number in range(10_001)}
    assert "entries" in refused(zipped(tmp_path / "x.gcap", **many), elsewhere)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"data: not a zip\n\n", b"\x00" * 1000])
def test_what_is_no_zip_is_refused(tmp_path: Path, elsewhere: Captures, data: bytes) -> None:
    (tmp_path / "x.gcap").write_bytes(data)
    assert "no .gcap file" in refused(tmp_path / "x.gcap", elsewhere)


def test_a_file_that_is_not_there_is_said_plainly(tmp_path: Path, elsewhere: Captures) -> None:
    assert "it is not there" in refused(tmp_path / "x.gcap", elsewhere)


def test_flipped_bytes_are_either_refused_or_harmless(
    exported: Path, elsewhere: Captures, tmp_path: Path
) -> None:
    whole = exported.read_bytes()
    choose = random.Random(7)
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(choose.randint(1, 4)):
            # Mostly in the headers, which stand at the start and the end.
            place = choose.choice([choose.randrange(120), -1 - choose.randrange(350)])
            data[place] = choose.randrange(256)
        exported.write_bytes(data)
        try:
            tape = import_gcap(exported, elsewhere)
        except StoreError:
            continue
        assert tape.capture().body == b"data: {}\n\ndata: [DONE]\n\n"
    assert {path.name for path in tmp_path.iterdir()} <= {"home", "elsewhere", "shared.gcap"}


def test_records_in_memory_give_the_same_file(tmp_path: Path, exported: Path) -> None:
    target = tmp_path / "written.gcap"
    write_gcap(lambda: iter(RECORDS), target)
    assert target.read_bytes() == exported.read_bytes()
    assert read_gcap(target).records == RECORDS


def test_a_capture_that_grows_meanwhile_is_written_as_it_was(tmp_path: Path) -> None:
    growing = [list(RECORDS[:2]), list(RECORDS)]
    write_gcap(lambda: growing.pop(0), tmp_path / "written.gcap")
    assert read_gcap(tmp_path / "written.gcap").records == RECORDS[:2]
