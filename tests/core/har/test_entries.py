"""The entries of an archive are found where they are, however its bytes are cut."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.har.entries import HarEntries

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUE = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=12,
)
ENTRY = st.dictionaries(TEXT, VALUE, max_size=4)


def found(data: bytes, piece: int = 1 << 20) -> HarEntries:
    entries = HarEntries()
    for start in range(0, len(data), piece):
        entries.feed(data[start : start + piece])
    return entries


def values(data: bytes, entries: HarEntries) -> list[Any]:
    return [json.loads(data[start:end]) for start, end in entries.ranges]


@given(
    st.lists(ENTRY, max_size=4),
    st.dictionaries(TEXT.filter(lambda t: t != "entries"), VALUE, max_size=3),
    st.dictionaries(TEXT.filter(lambda t: t != "log"), VALUE, max_size=2),
    st.integers(1, 40),
    st.booleans(),
)
def test_every_entry_is_found(
    entries: list[Any], beside: dict[str, Any], around: dict[str, Any], piece: int, escaped: bool
) -> None:
    archive = {**around, "log": {"version": "1.2", **beside, "entries": entries, "end": 1}}
    data = json.dumps(archive, ensure_ascii=escaped).encode()
    result = found(data, piece)
    assert result.found
    assert values(data, result) == entries


def test_names_elsewhere_do_not_count() -> None:
    for odd in (
        {"entries": [{"a": 1}]},
        {"log": {"pages": [{"entries": [{"a": 1}]}]}},
        {"log": [{"entries": [{"a": 1}]}]},
        {"x": {"log": {"entries": [{"a": 1}]}}},
        {"log": {"entries": {"a": {"b": 1}}}},
        [{"log": {"entries": [{"a": 1}]}}],
    ):
        assert found(json.dumps(odd).encode()).ranges == [], odd


def test_an_archive_that_was_cut_off_gives_the_entries_before_the_cut() -> None:
    data = json.dumps({"log": {"entries": [{"a": 1}, {"b": 2}]}}).encode()
    cut = data[: data.index(b'{"b"') + 4]
    assert values(cut, found(cut)) == [{"a": 1}]


@given(st.binary(max_size=200), st.integers(1, 20))
def test_nothing_is_too_odd(data: bytes, piece: int) -> None:
    for start, end in found(data, piece).ranges:
        assert 0 <= start < end <= len(data)
