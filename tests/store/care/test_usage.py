"""What a home takes on the disk is told by what it is."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from gemini_desktop.store.care import usage

NOW, DAY_S = 1_795_289_195.0, 24 * 3600
FILES = {
    "captures": ("captures/20261121T033015.123456Z-7f3a9c/body", "captures/x/records.jsonl"),
    "media": ("blobs/ab/abcdef",),
    "library": ("library.db", "library.db-wal", "library.json"),
    "search": ("search.db", "search.db-shm"),
    "logs": ("logs/gemini-desktop.log", "logs/stream.log.1"),
    "spare": (
        "library.db.before-4",
        "library.db.damaged-20261121T033015.123456",
        "library.db.damaged-20261121T033015.123456-wal",
        "settings.json.damaged-0123456789ab",
    ),
    "other": ("settings.json", "drafts/new-chat.draft", "drafts/window-2/a.draft"),
}


def used(home: Path, size: int = 20_000) -> None:
    for names in FILES.values():
        for name in names:
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x" * size)


def taken(path: Path) -> int:
    found = path.stat()
    return getattr(found, "st_blocks", 0) * 512 or found.st_size


def test_each_file_counts_once_and_where_it_belongs(tmp_path: Path) -> None:
    used(tmp_path)
    found = usage.measure(tmp_path)
    for part, names in FILES.items():
        assert getattr(found, part) == sum(taken(tmp_path / name) for name in names), part
    assert found.total == sum(msgspec.structs.astuple(found))
    assert found.total >= 20_000 * sum(len(names) for names in FILES.values())


def test_a_home_that_is_not_there_takes_nothing(tmp_path: Path) -> None:
    assert usage.measure(tmp_path / "missing") == usage.Usage()
    assert usage.spare_files(tmp_path / "missing") == []


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    home.mkdir()
    elsewhere.mkdir()
    (elsewhere / "large").write_bytes(b"x" * 1_000_000)
    os.symlink(elsewhere, home / "link")  # noqa: PTH211 - as a user would
    assert usage.measure(home).total < 100_000


def test_only_spare_files_are_removed(tmp_path: Path) -> None:
    used(tmp_path)
    names = {spare.path.name for spare in usage.spare_files(tmp_path)}
    assert names == set(FILES["spare"])
    assert usage.remove_spare(tmp_path) >= 20_000 * len(names)
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {name for part, names in FILES.items() if part != "spare" for name in names}
    assert usage.remove_spare(tmp_path) == 0


def copies(home: Path, age_s: float, *names: str) -> None:
    for name in names:
        (home / name).write_bytes(b"old words")
        os.utime(home / name, (NOW - age_s, NOW - age_s))


@pytest.mark.parametrize(
    ("age_days", "others", "gone"),
    [
        (8, (), 2),
        (6, (), 0),
        (-8, (), 0),  # a clock that was put back
        (400, ("library.db.damaged-20261121T033015.123456",), 0),
        (400, ("library.db.damaged-20261121T033015.123456.before.4",), 0),
        (400, ("settings.json.damaged-0123456789ab", "search.db.before-2"), 2),
    ],
)
def test_copies_go_a_week_after_the_migration(
    age_days: float, others: tuple[str, ...], gone: int, tmp_path: Path
) -> None:
    """Unless a library was lost or damaged: then they may be the only good ones."""
    ours = ("library.db.before-4", "library.db.before-5")
    copies(tmp_path, age_days * DAY_S, *ours, *others, "library.db", "library.db.before-x")
    assert usage.remove_old_copies(tmp_path, NOW) == gone
    left = {path.name for path in tmp_path.iterdir()}
    assert left >= {"library.db", "library.db.before-x", *others}
    assert len(left & {*ours}) == 2 - gone


def test_the_size_of_one_capture(tmp_path: Path) -> None:
    used(tmp_path)
    folder = tmp_path / "captures" / "x"
    assert usage.size_of_capture(folder) == taken(folder / "records.jsonl")
