"""`backup` and `restore` as commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.executable import main
from tests.store.backup.homes import contents, make_home, shown


def test_there_and_back(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_home(home)
    file, other = tmp_path / "all.gdbackup", tmp_path / "a new home"
    assert main(["backup", str(file)]) == 0
    said = capsys.readouterr()
    assert "2 chats, 6 turns, 3 recordings" in said.out
    assert "Keys are not in it" in said.out
    assert said.err == ""
    assert main(["restore", str(file), "--into", str(other)]) == 0
    assert "2 chats came back, 0 beside one that differs" in capsys.readouterr().out
    assert shown(other) == shown(home)
    assert contents(other) == contents(home)
    assert main(["restore", str(file)]) == 0
    assert "2 chats here already" in capsys.readouterr().out


def test_what_cannot_be_done_is_said(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(tmp_path / "x"), "--home", str(tmp_path / "gone")]) == 2
    assert "There is nothing in" in capsys.readouterr().err
    (tmp_path / "bad").write_text("no backup")
    assert main(["restore", str(tmp_path / "bad")]) == 4
    said = capsys.readouterr().err
    assert "it is damaged, cut off or no backup. Nothing was changed." in said
    assert main(["restore", str(tmp_path / "gone")]) == 4
    assert "it is not there" in capsys.readouterr().err
    make_home(home)
    assert main(["backup", str(tmp_path / "no folder" / "x")]) == 4
    assert "Could not write the file" in capsys.readouterr().err
