"""A log on disk: appended to, private, begun anew when it is large, and never half a line."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.errors import StoreError
from gemini_desktop.store.rotated_file import KEPT, MAX_BYTES, RotatedFile


def contents(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in path.parent.iterdir()}


def test_it_appends_to_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"before\n")
    file = RotatedFile(path)
    file.append(b"one\n")
    file.append(b"two\n")
    file.close()
    file.append(b"three\n")
    file.close()
    assert path.read_bytes() == b"before\none\ntwo\nthree\n"


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    file = RotatedFile(tmp_path / "a.log", max_bytes=10)
    for _ in range(3):
        file.append(b"12345678\n")
    file.close()
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_large_file_gives_way_to_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    file = RotatedFile(path, max_bytes=10, kept=2)
    for number in range(5):
        file.append(b"line %d\n" % number)
    file.close()
    assert contents(path) == {"a.log": b"line 4\n", "a.log.1": b"line 3\n", "a.log.2": b"line 2\n"}


def test_one_line_larger_than_the_limit_stands_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    file = RotatedFile(path, max_bytes=10)
    file.append(b"x" * 100 + b"\n")
    file.append(b"y\n")
    file.close()
    assert contents(path) == {"a.log": b"y\n", "a.log.1": b"x" * 100 + b"\n"}


@given(st.lists(st.binary(min_size=1, max_size=12).map(lambda b: b.replace(b"\n", b"") + b"\n")))
def test_the_newest_lines_are_kept_in_their_order(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("log") / "a.log"
    file = RotatedFile(path, max_bytes=30, kept=3)
    for line in lines:
        file.append(line)
    file.close()
    names = [f"a.log.{n}" for n in (3, 2, 1)] + ["a.log"]
    whole = b"".join((path.with_name(n)).read_bytes() for n in names if path.with_name(n).exists())
    assert b"".join(lines).endswith(whole)
    assert all(each.stat().st_size <= 30 for each in path.parent.iterdir())


def test_a_file_taken_away_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    file = RotatedFile(path)
    file.append(b"one\n")
    path.rename(tmp_path / "moved.log")
    file.append(b"two\n")
    file.close()
    assert contents(path) == {"a.log": b"two\n", "moved.log": b"one\n"}


def test_two_programs_share_one_file(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    one, other = RotatedFile(path, max_bytes=20), RotatedFile(path, max_bytes=20)
    for number in range(4):
        one.append(b"one %d\n" % number)
        other.append(b"two %d\n" % number)
    one.close()
    other.close()
    whole = b"".join(
        path.with_name(n).read_bytes()
        for n in ("a.log.3", "a.log.2", "a.log.1", "a.log")
        if path.with_name(n).exists()
    )
    assert whole == b"".join(b"one %d\ntwo %d\n" % (n, n) for n in range(4))


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    file = RotatedFile(tmp_path / "gone" / "a.log")
    with pytest.raises(StoreError) as caught:
        file.append(b"x\n")
    assert "a.log" in caught.value.failure.message
    assert "recorded all the same" in caught.value.failure.message
    (tmp_path / "gone").mkdir()
    file.append(b"x\n")
    file.close()
    assert (tmp_path / "gone" / "a.log").read_bytes() == b"x\n"


@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_what_is_no_file_is_not_opened(kind: str, tmp_path: Path) -> None:
    """A pipe that nobody reads would hold the window for ever."""
    path = tmp_path / "a.log"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(StoreError):
        RotatedFile(path).append(b"x\n")


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.log"
    file = RotatedFile(path)
    file.append(b"one\n")
    real = os.write
    room = [3]

    def full(handle: int, data: bytes) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        count, room[0] = room[0], 0
        return real(handle, bytes(data)[:count])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(StoreError) as caught:
        file.append(b"two is long\n")
    assert caught.value.failure.kind == "disk_full"
    monkeypatch.undo()
    file.append(b"three\n")
    file.close()
    assert path.read_bytes() == b"one\nthree\n"


def test_how_much_is_kept() -> None:
    assert (MAX_BYTES, KEPT) == (10 * 1024 * 1024, 5)
