"""`chats` as a command: the list, and conversations to files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.cli.chats import short_ids
from gemini_desktop.core.export import document
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.transcript import prompt
from tests.core.export.some_turns import conversation
from tests.executable import main
from tests.session.saving.test_exporting import with_library
from tests.support import costs_less_than


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    first, second = (
        conversation(),
        Document(id="d2", turns=[prompt("Short\x1b[2J one", id="q")]),
    )

    async def nothing(*_: object) -> None:
        return None

    with_library(folder, nothing, first, second)
    return folder


def test_the_list_tells_ids_times_and_titles(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["chats", "--home", str(home)]) == 0
    said = capsys.readouterr().out
    assert "\x1b" not in said
    lines = said.splitlines()
    assert len(lines) == 2
    assert any(line.startswith("c1  2026-") and "Why do rivers bend?" in line for line in lines)
    assert main(["chats", "--json", "--home", str(home)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["turn_count"] for row in rows} == {1, 5}


def test_one_goes_to_stdout_in_any_form(
    home: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    command = ["chats", "--home", str(home), "export", "c1", "--without", "thoughts"]
    assert main(command) == 0
    text = capsysbinary.readouterr().out.decode()
    assert "## Answer · gemini-3.8-flash" in text
    assert "Meanders" not in text
    assert main(["chats", "export", "c", "--as", "json", "--home", str(home)]) == 0
    loaded = document.load(capsysbinary.readouterr().out)
    assert len(loaded.turns) == 5


def test_all_go_into_a_folder_or_an_archive(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = ["chats", "export", "--all", "--home", str(home), "--as", "html", "--out"]
    assert main([*command, str(out)]) == 0
    assert {path.name for path in out.iterdir()} == {
        "Why do rivers bend.html",
        "Short [2J one.html",
        "index.html",
    }
    assert main([*command, str(tmp_path / "out.zip")]) == 0
    assert (tmp_path / "out.zip").read_bytes()[:2] == b"PK"
    assert main([*command, str(out)]) == 4  # it has something in it by now


def test_files_may_lie_beside(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "talk.md"
    command = ["chats", "export", "c1", "--home", str(home), "--beside", "--out", str(target)]
    assert main([*command, "--with", "times"]) == 0
    assert (tmp_path / "talk-files" / "01-audio.wav").exists()
    assert "UTC" in target.read_text()


@pytest.mark.parametrize("how", [[], ["--beside"]])
def test_what_is_imported_elsewhere_is_exported_as_the_same_bytes(
    home: Path, tmp_path: Path, how: list[str]
) -> None:
    first, second, other = tmp_path / "first", tmp_path / "second", tmp_path / "other"
    first.mkdir()
    second.mkdir()
    export = ["chats", "export", "c1", "--as", "json", *how]
    assert main([*export, "--home", str(home), "--out", str(first / "a.json")]) == 0
    assert main(["import", "--home", str(other), str(first / "a.json")]) == 0
    assert main([*export, "--home", str(other), "--out", str(second / "a.json")]) == 0
    before, after = contents(first), contents(second)
    assert before == after
    assert len(before) == (2 if how else 1)


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["export", "zzz"], "No chat has an id that begins with 'zzz'"),
        (["export", ""], "No chat"),
        (["export"], "Which chats?"),
        (["export", "--all"], "need a place"),
        (["export", "c1", "--beside"], "nothing can lie beside"),
    ],
)
def test_misuse_is_told(
    home: Path, capsys: pytest.CaptureFixture[str], command: list[str], words: str
) -> None:
    assert main(["chats", "--home", str(home), *command]) == 2
    assert words in capsys.readouterr().err


def test_a_home_without_conversations_is_told_and_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["chats", "--home", str(tmp_path / "none")]) == 2
    assert "There are no chats in" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


@given(st.sets(st.text(alphabet="ab", min_size=8, max_size=14)))
def test_an_id_is_told_as_far_as_it_begins_no_other(ids: set[str]) -> None:
    short = short_ids([*ids])
    assert short.keys() == ids
    for each, start in short.items():
        assert each.startswith(start)
        others = [other for other in ids if other != each]
        assert start == each or not any(other.startswith(start) for other in others)
        assert len(start) == 8 or any(other.startswith(start[:-1]) for other in others)


def test_ten_thousand_ids_take_a_moment() -> None:
    with costs_less_than(5):
        short = short_ids([f"{number * 7919:032x}" for number in range(10_000)])
    assert len(set(short.values())) == 10_000
