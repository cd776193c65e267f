"""A conversation as JSON: nothing is lost, the same bytes come again, and damage is told."""

from __future__ import annotations

import base64
import json
import math
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.core.events import Media, Text, UnknownContent
from gemini_desktop.core.export import document
from gemini_desktop.core.export.apart import Apart
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.transcript import Step, Transcript, Turn, prompt
from tests.core.export.some_turns import PIXEL, SOUND, conversation, documents


@settings(max_examples=50, deadline=None)
@given(documents())
def test_what_is_written_is_read_and_written_as_the_same_bytes(made: Document) -> None:
    data = document.encode(made)
    loaded = document.load(data)
    assert document.encode(loaded) == data
    assert repr(loaded) == repr(made)  # NaN is not equal to itself, but its words are


@settings(max_examples=20, deadline=None)
@given(documents())
def test_any_json_reader_reads_it(made: Document) -> None:
    def refused(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    value = json.loads(document.encode(made), parse_constant=refused)
    assert value["format"] == document.FORMAT
    assert len(value["turns"]) == len(made.turns)


@settings(max_examples=20, deadline=None)
@given(documents())
def test_with_files_beside_it_comes_back_as_well(made: Document) -> None:
    apart = Apart("talk-files")
    data = document.encode(made, apart)
    files = {f"talk-files/{name}": content for name, content in apart.files.items()}
    loaded = document.load(data, files.__getitem__)
    assert repr(loaded) == repr(made)


def test_everything_of_a_conversation_is_in_it() -> None:
    made = conversation()
    loaded = document.load(document.encode(made))
    assert loaded == made
    assert [turn.id for turn in loaded.path] == ["p1", "a1b", "p2", "a2"]
    assert loaded.turns[2].steps[0].parts == made.turns[2].steps[0].parts
    assert loaded.turns[2].first_token_ns == 820_000_000


def test_numbers_that_a_double_cannot_hold_come_back() -> None:
    raw = {"big": 1e308 * 10, "small": -math.inf, "deep": [{"x/y~z": math.nan}], "int": 10**39}
    made = Document(turns=[Turn(role="model", id="t", usage=None, steps=[_step(raw)])])
    data = document.encode(made)
    assert b'"big": null' in data
    loaded = document.load(data).turns[0].steps[0].raw
    assert loaded["big"] == math.inf
    assert loaded["small"] == -math.inf
    assert math.isnan(loaded["deep"][0]["x/y~z"])
    assert loaded["int"] == 10**39


def test_a_number_beyond_a_double_that_others_wrote_is_read() -> None:
    data = _changed({"raw": "HERE"}).replace(b'"HERE"', b"1e400")
    loaded = document.load(data)
    assert loaded.turns[0].steps[0].raw == math.inf
    assert document.load(document.encode(loaded)) == loaded


def test_half_a_character_comes_back() -> None:
    made = Document(title="\ud83c", turns=[prompt("a\udfffb\0", id="p")])
    data = document.encode(made)
    data.decode()  # it is UTF-8
    assert document.load(data) == made


def test_what_a_later_program_added_is_kept_through_a_turn() -> None:
    made = json.loads(document.encode(conversation()))
    made["weather"] = {"sky": "blue", "odd": 1.5}
    turn = made["turns"][2]
    turn["mood"] = ["calm"]
    turn["steps"][1]["colour"] = {"a/b": 1}
    turn["steps"][1]["contents"][0]["language"] = "en"
    turn["usage"]["watts"] = 12
    turn["outcome"]["shape"] = None
    turn["steps"][1]["contents"].append({"type": "smell", "of": "rain", "strength": 2})
    made["not_finite"] = {}
    loaded = document.load(json.dumps(made).encode())
    again = document.encode(loaded)
    written = json.loads(again)
    assert written["weather"] == made["weather"]
    assert written["turns"][2] == turn
    assert document.encode(document.load(again)) == again
    assert loaded.turns[2].steps[1].contents[-1] == UnknownContent(
        name="smell", value={"type": "smell", "of": "rain", "strength": 2}
    )
    # A turn carries it along wherever it is kept.
    kept = msgspec.json.decode(msgspec.json.encode(loaded.turns[2]), type=Turn)
    loaded.turns[2] = kept
    assert document.encode(loaded) == again


def test_pictures_beside_are_named_by_what_they_are_and_kept_once() -> None:
    made = conversation()
    media = Media(kind="image", mime_type="image/jpeg", data=_padded(PIXEL))
    made.turns[0].steps[0].contents.insert(0, media)
    made.turns[0].steps[0].parts = [{"inlineData": {"mimeType": "image/jpeg", "data": media.data}}]
    apart = Apart("A talk-files")
    data = document.encode(made, apart)
    assert list(apart.files) == ["01-image.png", "02-audio.pcm"]
    assert media.data.encode() not in data
    assert SOUND.encode() not in data
    table = json.loads(data)["beside"]
    assert table["/turns/0/steps/0/contents/0/data"]["file"] == "A talk-files/01-image.png"
    assert len(table) == 3
    files = {f"A talk-files/{name}": content for name, content in apart.files.items()}
    asked: list[str] = []

    def beside(name: str) -> bytes:
        asked.append(name)
        return files[name]

    loaded = document.load(data, beside)
    assert loaded == made
    assert sorted(asked) == sorted(files)  # each once, and each in memory once


def test_a_file_beside_that_is_missing_or_another_one_is_told() -> None:
    apart = Apart("f")
    data = document.encode(conversation(), apart)
    assert _failure(data).kind == "files_beside"

    def missing(name: str) -> bytes:
        raise FileNotFoundError(name)

    for reader in (missing, lambda _: b"another"):
        with pytest.raises(GeminiDesktopError) as caught:
            document.load(data, reader)
        assert caught.value.failure.kind == "files_beside"
        assert "01-" in caught.value.failure.message


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "a/../b", "a/b/c", "C:\\x", "", "a/", ".", "..", "a\0b"]
)
def test_no_file_outside_is_ever_asked_for(name: str) -> None:
    raw = json.loads(document.encode(conversation()))
    raw["beside"] = {"/turns/0/id": {"file": name, "sha256": ""}}

    def never(asked: str) -> bytes:
        raise AssertionError(asked)

    with pytest.raises(GeminiDesktopError) as caught:
        document.load(json.dumps(raw).encode(), never)
    assert caught.value.failure.kind == "bad_transcript"


def test_a_first_version_is_read() -> None:
    old = {
        "format": "gemini-desktop transcript",
        "version": 1,
        "title": "Old",
        "turns": [
            {"role": "user", "steps": [{"index": 0, "kind": "user_input"}]},
            {"role": "model"},
        ],
    }
    loaded = document.load(json.dumps(old).encode())
    assert loaded.title == "Old"
    assert [turn.role for turn in loaded.path] == ["user", "model"]


def test_a_path_alone_is_a_conversation_too() -> None:
    turns = [prompt("Why?", id="p"), Turn(role="model", id="a", parent_id="p")]
    loaded = document.load(document.render(Transcript(turns=turns), "T"))
    assert (loaded.title, loaded.head, loaded.path) == ("T", "a", turns)


def test_a_path_with_a_gap_is_one_path() -> None:
    turns = [prompt("Why?", id="p"), Turn(role="model", id="a", parent_id="deleted")]
    loaded = document.load(document.render(Transcript(turns=turns)))
    assert [turn.id for turn in loaded.path] == ["p", "a"]
    assert turns[1].parent_id == "deleted"


def test_a_tree_without_its_head_shows_the_last_turn() -> None:
    made = conversation()
    made.head = "gone"
    assert [turn.id for turn in made.path] == ["p1", "a1b", "p2", "a2"]
    assert Document(turns=[]).path == []


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b'{"a": ', "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[1]", "no transcript"),
        (b"{}", "no transcript"),
        (b'{"format": "other", "version": 1, "turns": []}', "no transcript"),
        (b'{"format": "gemini-desktop transcript", "turns": []}', "version"),
        (b'{"format": "gemini-desktop transcript", "version": true, "turns": []}', "version"),
        (b'{"format": "gemini-desktop transcript", "version": 2}', "turns"),
        (b'{"format": "gemini-desktop transcript", "version": 2, "turns": 1}', "turns"),
        (b'{"format": "gemini-desktop transcript", "version": 2, "turns": [1]}', "turn 1"),
        (
            b'{"format": "gemini-desktop transcript", "version": 2, "turns": [{"role": "cat"}]}',
            "turn 1",
        ),
        (
            b'{"format": "gemini-desktop transcript", "version": 2, "turns": [], "title": 3}',
            "title",
        ),
        (
            b'{"format": "gemini-desktop transcript", "version": 2, "turns": [], "pinned": "\\ud800"}',
            "damaged",
        ),
        (
            b'{"format": "gemini-desktop transcript", "version": 2, "turns": [], "beside": 3}',
            "beside",
        ),
        (
            (
                b'{"format": "gemini-desktop transcript", "version": 2, "turns": [],'
                b' "not_finite": {"/turns/7": "inf"}}'
            ),
            "not_finite",
        ),
        (
            (
                b'{"format": "gemini-desktop transcript", "version": 2, "turns": [],'
                b' "not_finite": {"/title": "12"}}'
            ),
            "not_finite",
        ),
    ],
)
def test_what_is_no_transcript_is_refused_and_told_why(data: bytes, word: str) -> None:
    failure = _failure(data)
    assert failure.kind == "bad_transcript"
    assert failure.advice
    assert word in failure.message


def test_two_turns_of_one_id_are_refused() -> None:
    made = conversation()
    made.turns[1].id = "p1"
    assert "turn 2" in _failure(document.encode(made)).message


def test_a_later_version_is_not_guessed_at() -> None:
    later = b'{"format": "gemini-desktop transcript", "version": 99, "turns": "a forest"}'
    assert _failure(later).kind == "later_transcript"


def test_a_turn_nested_too_deep_is_told() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(GeminiDesktopError) as caught:
        document.encode(Document(turns=[Turn(role="model", steps=[_step(deep)])]))
    assert caught.value.failure.kind == "too_deep"
    assert "Turn 1" in caught.value.failure.message
    with pytest.raises(GeminiDesktopError) as caught:
        document.encode(Document(turns=[], beyond={"novel": deep}))
    assert caught.value.failure.message.startswith("The conversation holds data")
    while deep:
        deep = deep[0]  # freed here: freeing it at once would overflow older interpreters


def _failure(data: bytes) -> Any:
    with pytest.raises(GeminiDesktopError) as caught:
        document.load(data)
    return caught.value.failure


def _step(raw: Any) -> Step:
    return Step(index=0, kind="model_output", contents=[Text(text="x")], raw=raw)


def _changed(step: dict[str, Any]) -> bytes:
    value = json.loads(document.encode(Document(turns=[Turn(role="model", steps=[_step(1)])])))
    value["turns"][0]["steps"][0] |= step
    return json.dumps(value).encode()


def _padded(base64_text: str) -> str:
    """The picture with bytes after its end, which readers pass over: long enough for a file."""
    return base64.b64encode(base64.b64decode(base64_text) + b"\0" * 1200).decode()
