"""Who uses a home: one alone, or several; from windows, commands and threads."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from gemini_desktop.cli import import_
from gemini_desktop.cli import main as command
from gemini_desktop.store import sharing as store_sharing
from gemini_desktop.store.sharing import Sharing, using
from tests.support import PATIENCE_S

SAMPLES = Path(__file__).parents[1] / "core" / "importing" / "samples"


def is_alone(sharing: Sharing) -> bool:
    with sharing.alone() as alone:
        return alone


def test_one_is_alone_until_another_joins(tmp_path: Path) -> None:
    first = Sharing(tmp_path)
    assert not is_alone(first)
    first.join()
    assert is_alone(first)
    with using(tmp_path):
        assert not is_alone(first)
    assert is_alone(first)
    first.leave()
    first.leave()
    assert not is_alone(first)


def test_of_two_threads_one_waits_for_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_sharing, "_PATIENCE_S", PATIENCE_S)
    sharing = Sharing(tmp_path)
    sharing.join()
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(is_alone(sharing)))
    with sharing.alone() as alone:
        assert alone
        thread.start()
        thread.join(0.05)
        assert found == []
    thread.join()
    assert found == [True]
    sharing.leave()


def test_a_window_is_not_alone_while_a_command_imports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = Sharing(tmp_path)
    window.join()
    seen: list[bool] = []
    monkeypatch.setattr(import_, "_tell", lambda _: seen.append(is_alone(window)))
    assert command(["import", "--home", str(tmp_path), str(SAMPLES / "chatgpt.json")]) == 0
    assert seen
    assert not any(seen)
    assert is_alone(window)
    window.leave()
