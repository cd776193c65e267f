"""From a path to bytes and back, whatever the JSON text and the lines around it look like."""

import json
import random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gemini_desktop.core import json_text
from gemini_desktop.core.json.spans import EventJson, Path, StringSpan, path_text

texts = st.text(max_size=30) | st.text(alphabet='a\\"\n\t\u2028é漢😀\ud83d\udca9u0/', max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def leaves(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    found: list[tuple[Path, Any]] = [(path, value)]
    if isinstance(value, dict):
        for key, item in value.items():
            found += leaves(item, (*path, key))
    if isinstance(value, list):
        for number, item in enumerate(value):
            found += leaves(item, (*path, number))
    return found


def written(value: Any, chance: random.Random) -> bytes:
    """As JSON, with escapes of one's own choice."""
    text = json.dumps(value, ensure_ascii=chance.random() < 0.5, indent=chance.choice([None, 1]))
    return text.encode("utf-8", "surrogatepass")


def framed(text: bytes, how: str) -> bytes:
    """An event with this text as its data."""
    end = {"lf": b"\n", "crlf": b"\r\n", "cr": b"\r"}.get(how, b"\n")
    if how == "bare":
        return text
    lines = text.split(b"\n")
    data = end.join(b"data: " + line if n % 2 else b"data:" + line for n, line in enumerate(lines))
    return b"event: message" + end + data + end + b": a comment" + end + b"id: 7" + end + end


@given(values, st.sampled_from(["lf", "crlf", "cr", "bare"]), st.randoms(use_true_random=False))
def test_the_span_of_each_value_holds_that_value(
    value: Any, how: str, chance: random.Random
) -> None:
    text = written(value, chance)
    if how == "bare" and not text.startswith((b"{", b"[", b'"')):
        return
    raw = framed(text, how)
    parsed = json_text.parse(text.decode("utf-8", "replace"))
    event = EventJson(raw)
    for path, item in leaves(parsed):
        span = event.span(path)
        assert span is not None, path
        start, end = span
        if not isinstance(item, dict | list):
            assert json_text.parse(raw[start:end].decode("utf-8", "replace")) == item
        else:
            assert raw[start : start + 1] in b"{["
            assert raw[end - 1 : end] in b"}]"
        string = event.string(path)
        assert (string is None) == (not isinstance(item, str))
        if string is not None:
            assert string.length == len(item)
            assert (string.start, string.end) == (start + 1, end - 1)


pieces = st.sampled_from(
    [
        b"a", b" words ", b"\\n", b'\\"', b"\\\\", b"\\/", b"\\u00e9", b"\\u6f22", b"\\ud83d\\ude00",
        b"\\uD83D\\uDE00", b"\\ud83d", b"\\ude00", b"\\udc00\\ud800", "é漢😀".encode(), b"\xff",
        b"\xe2\x82", b"\xf0\x9f\x98", b"\xed\xa0\x80", b"\xc3", b"\x80\x80",
    ]
)  # fmt: skip


@given(st.lists(pieces, max_size=12), st.data())
@example([b"\\ud83d", b"\\ud83d\\ude00"], None)
def test_each_character_has_bytes_that_say_it(made: list[bytes], data: Any) -> None:
    content = b"".join(made)
    decoded = content.decode("utf-8", "replace")
    said = json_text.parse(f'"{decoded}"')
    string = StringSpan(content, 100)
    assert string.length == len(said)
    assert string.bytes_of(0, len(said)) == (100, 100 + len(content))
    edges = [string.bytes_of(at, at)[0] for at in range(len(said) + 1)]
    assert edges == sorted(set(edges)), "each has bytes of its own"
    for at, character in enumerate(said):
        start, end = string.bytes_of(at, at + 1)
        assert string.characters_of(start, end) == (at, at + 1)
        for byte in range(start, end):
            assert string.characters_of(byte, byte + 1) == (at, at + 1)
        part = content[start - 100 : end - 100].decode("utf-8", "replace")
        assert json_text.parse(f'"{part}"') == character
    if data is not None and said:
        first = data.draw(st.integers(0, len(said)))
        last = data.draw(st.integers(first, len(said)))
        assert string.characters_of(*string.bytes_of(first, last)) == (first, last)


def test_of_a_name_that_comes_twice_the_last_counts() -> None:
    event = EventJson(b'data: {"a": "one", "a": {"b": 1}, "\\u0061": {"b": "two"}}\n\n')
    span = event.span(("a", "b"))
    assert span is not None
    assert event.text[span[0] - 6 : span[1] - 6] == b'"two"'


@given(values, st.sampled_from(["lf", "crlf", "bare"]), st.randoms(use_true_random=False))
def test_the_innermost_value_of_some_bytes(value: Any, how: str, chance: random.Random) -> None:
    raw = framed(written([value], chance), how)
    event = EventJson(raw)
    for path, item in leaves(json_text.parse(event.text.decode("utf-8", "replace"))):
        span = event.span(path)
        assert span is not None
        if not isinstance(item, dict | list):
            assert event.deepest((), *span) == path
            assert event.deepest(path, *span) == path
        else:
            deepest = event.deepest((), span[0], span[0] + 1)
            assert deepest == path, "a bracket is of the value itself"


def test_a_picture_of_megabytes_is_found_at_once() -> None:
    data = b"QUJD" * 1_000_000
    raw = b'data: {"candidates": [{"content": {"parts": [{"inlineData": {"data": "' + data
    raw += b'", "mimeType": "image/png"}}]}}], "more": "words"}\n\n'
    path: Path = ("candidates", 0, "content", "parts", 0, "inlineData", "data")
    string = EventJson(raw).string(path)
    assert string is not None
    assert raw[string.start : string.end] == data
    assert string.bytes_of(4, 7) == (string.start + 4, string.start + 7)
    after = EventJson(raw).string(("more",))
    assert after is not None
    assert raw[after.start : after.end] == b"words"


def test_a_megabyte_that_is_no_utf_8_is_measured_in_one_pass() -> None:
    string = StringSpan(b"\xff" * 1_000_000 + b"end", 0)
    assert string.length == 1_000_003
    assert string.bytes_of(1_000_000, 1_000_003) == (1_000_000, 1_000_003)


@pytest.mark.parametrize(
    "raw", [b"", b"data: {", b'data: {"a"', b'data: {"a": "b', b'{"a": [1, 2', b": comment\n\n"]
)
def test_a_text_that_is_cut_has_no_such_value(raw: bytes) -> None:
    event = EventJson(raw)
    assert event.span(("a",)) is None
    assert event.span(("a", 5)) is None
    assert event.string(("a",)) is None


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), "$"),
        (("candidates", 0, "content"), "$.candidates[0].content"),
        (("größe", "_x", "9"), "$.größe._x['9']"),
        (("it's", "a\\b", "a\nb", "\x01"), "$['it\\'s']['a\\\\b']['a\\nb']['\\u0001']"),
        (("",), "$['']"),
    ],
)
def test_paths_are_written_as_the_standard_writes_them(path: Path, text: str) -> None:
    assert path_text(path) == text


def test_lines_of_data_count_whatever_stands_before_them() -> None:
    """A stream that a server mixed: the event begins with the rest of another one."""
    event = EventJson(b'{\n  "id": "x",\ndata: {"a": "b"}\r\n\r\n')
    string = event.string(("a",))
    assert string is not None
    assert string.bytes_of(0, 1) == (28, 29)


def test_a_long_json_text_alone_has_lines_of_its_own() -> None:
    event = EventJson(b'{\n  "data": "b",\n  "event": 1\n}')
    assert event.span(("data",)) == (12, 15)
