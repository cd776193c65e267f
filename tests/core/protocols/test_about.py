"""What chunks repeat is told once, and again when it changes."""

from __future__ import annotations

from gemini_desktop.core.events import InteractionStarted, Unknown
from gemini_desktop.core.protocols.about import About, Extras

NAMES = ("responseId", "modelVersion", "createTime", "promptFeedback")


def test_what_is_known_already_is_not_told_again() -> None:
    about = About(NAMES, 3)
    first = about.learnt({"responseId": "r", "modelVersion": "m", "candidates": []})
    raw = {"responseId": "r", "modelVersion": "m"}
    assert first == [InteractionStarted(id="r", model="m", created="", raw=raw)]
    assert about.learnt({"responseId": "r"}) == []
    assert about.learnt({}) == []


def test_what_comes_later_is_told_with_all_that_is_known() -> None:
    about = About(NAMES, 3)
    about.learnt({"responseId": "r"})
    (told,) = about.learnt({"modelVersion": "m", "createTime": "2026-01-01T00:00:00Z"})
    assert isinstance(told, InteractionStarted)
    assert (told.id, told.model, told.created) == ("r", "m", "2026-01-01T00:00:00Z")
    assert told.raw == {"modelVersion": "m", "createTime": "2026-01-01T00:00:00Z"}


def test_the_other_spelling_is_the_same_field() -> None:
    about = About(NAMES, 3)
    about.learnt({"responseId": "r"})
    assert about.learnt({"response_id": "r"}) == []


def test_the_chunk_before_is_known_by_its_plain_fields() -> None:
    about = About(NAMES, 2)
    assert not about.last
    about.learnt({"responseId": "r", "createTime": "now"})
    assert about.last == ("r", None)


def test_another_answer_is_told_from_its_beginning() -> None:
    about = About(NAMES, 3)
    once = about.learnt({"responseId": "r"})
    about.forget()
    assert not about.last
    assert about.learnt({"responseId": "r"}) == once


def test_extras_are_told_once_for_each_value() -> None:
    extras = Extras()
    assert extras.unknown({"new": 1, "other": None}) == [Unknown(name="new", raw=1)]
    assert extras.unknown({"new": 1}) == []
    assert extras.unknown({"new": [1]}) == [Unknown(name="new", raw=[1])]
    assert extras.is_new("status", "ready")
    assert not extras.is_new("status", "ready")
