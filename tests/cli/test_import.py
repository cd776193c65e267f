"""`import` as a command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gemini_desktop.store.home import prepare_home
from tests.executable import main

SAMPLES = Path(__file__).parents[1] / "core" / "importing" / "samples"


def test_a_table_tells_what_came(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(SAMPLES / "chatgpt.json"), str(SAMPLES / "takeout.json")]
    assert main(["import", "--home", str(tmp_path), *files]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split("  ")[0] == "FILE"
    assert lines[1].split() == ["chatgpt.json", "ChatGPT", "export", "2", "5", "0", "0"]
    assert any("left out “Gave feedback: Good response”. It is no prompt" in line for line in lines)
    assert main(["import", "--home", str(tmp_path), *files]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[-4:] == ["0", "0", "2", "0"]


def test_a_dry_run_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "home"
    command = ["import", "--dry-run", "--home", str(home), str(SAMPLES / "claude.json")]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "Claude export" in said
    assert said.endswith("Nothing was changed: this was a dry run.\n")
    assert not home.exists()


def test_what_was_not_taken_in_is_told_and_is_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a\x1b[31m.txt").write_text("no chat")
    files = [str(tmp_path / "a\x1b[31m.txt"), str(tmp_path / "gone"), str(SAMPLES / "claude.json")]
    assert main(["import", "--home", str(tmp_path / "home"), *files]) == 4
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "has no chats in a form that is known here. Nothing of it was taken in." in said
    assert "it is not there" in said
    assert "Claude export" in said


def test_json_for_programs(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    prepare_home(tmp_path)
    command = ["import", "--json", "--home", str(tmp_path), str(SAMPLES / "openai.jsonl")]
    assert main(command) == 0
    [file] = json.loads(capsysbinary.readouterr().out)["files"]
    assert (file["conversations"], file["turns"], file["error"]) == (3, 9, None)
    assert sum(file["notes"].values()) == 1


def test_no_file_is_a_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import"]) == 2
