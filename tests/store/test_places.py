"""Where the reader was outlives the program, and two programs keep both what they know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gemini_desktop.store import places
from gemini_desktop.store.places import Places, ReadingPlace

HERE = ReadingPlace("turn", 3, 0.25, "last")


def test_a_place_comes_back(tmp_path: Path) -> None:
    first = Places(tmp_path)
    assert first.get("c") is None
    first.set("c", HERE)
    first.save()
    assert Places(tmp_path).get("c") == HERE
    first.set("c", HERE)
    first.set("", HERE)
    first.set("never", None)
    assert not first.changed
    first.set("c", None)
    first.save()
    assert Places(tmp_path).get("c") is None


def test_two_windows_keep_both(tmp_path: Path) -> None:
    first, second = Places(tmp_path), Places(tmp_path)
    first.set("one", HERE)
    second.set("two", HERE)
    first.save()
    second.save()
    assert Places(tmp_path).get("one") == Places(tmp_path).get("two") == HERE


def test_only_the_last_ones_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MOST", 3)
    first = Places(tmp_path)
    for name in "abcda":
        first.set(name, ReadingPlace(name, 0, len(str(first.get(name))) / 10, name))
    first.save()
    assert list(json.loads((tmp_path / places.FILE).read_bytes())) == ["c", "d", "a"]


@pytest.mark.parametrize("data", [b"", b"{", b"[1]", b'{"a": 1}', b"\xff", b"[" * 100_000])
def test_what_cannot_be_read_is_forgotten(tmp_path: Path, data: bytes) -> None:
    (tmp_path / places.FILE).write_bytes(data)
    first = Places(tmp_path)
    assert first.get("c") is None
    first.set("c", HERE)
    first.save()
    assert Places(tmp_path).get("c") == HERE


def test_a_disk_that_does_not_take_it_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / places.FILE).mkdir()
    first = Places(tmp_path)
    first.set("c", HERE)
    first.save()
    assert first.get("c") == HERE
