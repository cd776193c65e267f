"""A recording grows beside its file, and is there whatever happens to the program."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from gemini_desktop.core.capture import BytesReceived
from gemini_desktop.core.errors import StoreError
from gemini_desktop.session.recording_to import recording_to
from gemini_desktop.store.gcap import read_gcap

READ = BytesReceived(t_ns=1, data=b"data: {}\n\n")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_becomes_the_file(tmp_path: Path) -> None:
    target = tmp_path / "talk.gcap"
    with recording_to(target) as tape:
        tape.append(READ)
        assert names(tmp_path) == ["talk.gcap.recording"]
        folder = tmp_path / "talk.gcap.recording"
        assert (folder / "capture" / "body").read_bytes() == READ.data
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert names(tmp_path) == ["talk.gcap"]
    assert read_gcap(target).body == READ.data


def test_it_becomes_the_file_also_where_the_exchange_fails(tmp_path: Path) -> None:
    with pytest.raises(KeyError), recording_to(tmp_path / "talk.gcap") as tape:
        tape.append(READ)
        raise KeyError
    assert read_gcap(tmp_path / "talk.gcap").body == READ.data


def test_what_a_killed_program_left_stays(tmp_path: Path) -> None:
    left = tmp_path / "talk.gcap.recording"
    left.mkdir()
    (left / "body").write_bytes(b"of before")
    with recording_to(tmp_path / "talk.gcap") as tape:
        tape.append(READ)
        assert "talk.gcap.recording-2" in names(tmp_path)
    assert names(tmp_path) == ["talk.gcap", "talk.gcap.recording"]
    assert (left / "body").read_bytes() == b"of before"


def test_where_the_file_cannot_be_written_the_folder_stays(tmp_path: Path) -> None:
    target = tmp_path / "talk.gcap"
    with (
        pytest.raises(StoreError, match=r"The recording is kept in .*talk\.gcap\.recording"),
        recording_to(target) as tape,
    ):
        tape.append(READ)
        target.mkdir()
    assert (tmp_path / "talk.gcap.recording" / "capture" / "body").read_bytes() == READ.data


def test_where_nothing_can_be_recorded_it_is_said_before(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreError, match="It was not sent"),
        recording_to(tmp_path / "missing" / "talk.gcap"),
    ):
        pytest.fail("it was sent")


def test_without_a_file_nothing_is_kept(tmp_path: Path) -> None:
    with recording_to(None) as tape:
        tape.append(READ)
    assert names(tmp_path) == []
