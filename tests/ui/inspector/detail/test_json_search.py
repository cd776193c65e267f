"""Searching a JSON value: names and values, in the order of the text, in short turns."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.inspector.detail.json_search import MAX_HITS, JsonSearch, walk

_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("abcAB日", max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abcAB", max_size=3), inner, max_size=4)
    ),
    max_leaves=25,
)


def _hits(qtbot: QtBot, value: Any, words: str) -> list[tuple[str | int, ...]]:
    search = JsonSearch()
    search.look_for(value, words)
    qtbot.waitUntil(lambda: not search.searching)
    return search.hits


@given(_JSON)
def test_every_value_is_walked_once_in_order(value: Any) -> None:
    found = list(walk(value))
    for path, inner in found:
        at = value
        for key in path:
            at = at[key]
        assert at is inner
    if isinstance(value, dict | list):
        text = json.dumps(value, ensure_ascii=False)
        assert len(found) == len({path for path, _ in found})
        leaves = [
            json.dumps(inner, ensure_ascii=False)
            for _, inner in found
            if not isinstance(inner, dict | list)
        ]
        at_text = 0
        for leaf in leaves:
            at_text = text.index(leaf, at_text) + len(leaf)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(_JSON, st.text("abA日1", min_size=1, max_size=2))
def test_hits_are_names_and_values_with_the_words(qtbot: QtBot, value: Any, words: str) -> None:
    exact = words != words.lower()

    def holds(text: str) -> bool:
        return words in (text if exact else text.lower())

    wanted = []
    for path, inner in walk(value):
        leaf = (
            ""
            if isinstance(inner, dict | list)
            else inner
            if isinstance(inner, str)
            else json.dumps(inner)
        )
        key = path[-1] if path else ""
        if holds(leaf) or (isinstance(key, str) and holds(key)):
            wanted.append(path)
    assert _hits(qtbot, value, words) == wanted


def test_a_large_value_is_searched_in_turns(qtbot: QtBot) -> None:
    value = {"items": [{"n": n, "name": f"item {n}"} for n in range(60_000)]}
    search = JsonSearch()
    search.look_for(value, "item 59999")
    assert search.searching
    assert search.hits == []
    qtbot.waitUntil(lambda: not search.searching)
    assert search.hits == [("items", 59_999, "name")]
    search.look_for(value, "item")
    qtbot.waitUntil(lambda: not search.searching)
    assert len(search.hits) == MAX_HITS
    search.look_for(value, "item")
    search.stop()
    assert search.hits == []
    assert not search.searching


def test_case_counts_where_it_is_typed(qtbot: QtBot) -> None:
    value = {"finishReason": "STOP", "Other": "stop"}
    assert _hits(qtbot, value, "stop") == [("finishReason",), ("Other",)]
    assert _hits(qtbot, value, "STOP") == [("finishReason",)]
    assert _hits(qtbot, "just text", "text") == [()]
