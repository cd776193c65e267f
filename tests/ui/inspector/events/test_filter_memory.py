"""Used and saved filters: no doubles, a bound, and a restart that damage cannot spoil."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui.inspector.events.filter_memory import FilterMemory

_FILTERS = st.lists(st.text(st.characters(exclude_characters="\r\n"), max_size=8), max_size=60)


@given(_FILTERS)
def test_the_last_used_stands_first_and_none_twice(texts: list[str]) -> None:
    memory = FilterMemory()
    for text in texts:
        memory.used(text)
    known = [text.strip() for text in reversed(texts) if text.strip()]
    assert memory.recent == list(dict.fromkeys(known))[:20]


@given(_FILTERS)
def test_saving_twice_lets_go(texts: list[str]) -> None:
    memory = FilterMemory()
    for text in dict.fromkeys(text.strip() for text in texts):
        assert memory.toggle(text) == bool(text)
        assert memory.is_saved(text) == bool(text)
    for text in list(memory.saved):
        assert not memory.toggle(text)
    assert memory.saved == []


def test_all_is_remembered() -> None:
    memory, other = FilterMemory(), FilterMemory()
    for text in ("type:error", "bytes>10k or error:", "日本"):
        memory.used(text)
        memory.toggle(text)
    other.restore(memory.state())
    assert other.recent == memory.recent == ["日本", "bytes>10k or error:", "type:error"]
    assert other.saved == memory.saved


def test_what_was_written_by_hand_is_cleaned() -> None:
    memory = FilterMemory()
    memory.restore({"event_filters_saved": "\n a \na\n\nb", "event_filters_recent": "x\n" * 90})
    assert memory.saved == ["a", "b"]
    assert memory.recent == ["x"]
