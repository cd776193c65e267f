"""The words of an exchange are found again, with the events that brought them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.answer import Answer, read
from gemini_desktop.core.capture import BytesReceived, Ended, Record, RequestSent
from gemini_desktop.core.decoding.decoder import decode
from gemini_desktop.core.decoding.long_reads import cut
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.events import StepDelta, Text
from gemini_desktop.core.text import passages as module
from gemini_desktop.core.text.passages import OVERLAP, PASSAGE, Passage, Passages, passages

SAVED = sorted((Path(__file__).parents[2] / "captures").glob("[0-9]*"))


def all_of(records: list[Record]) -> list[Passage]:
    *before, last = passages(records)
    assert before == [[]] * len(records)
    return last


def records(body: bytes, prompt: str = "") -> list[Record]:
    asked = b'{"input": "%s"}' % prompt.encode()
    sent = RequestSent(t_ns=0, unix_ns=0, method="POST", url="u", headers=(), body=asked)
    return [sent, BytesReceived(t_ns=1, data=body), Ended(t_ns=2, how="complete")]


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.name)
def test_every_piece_of_text_leads_to_its_event(path: Path) -> None:
    """A text delta of every capture stands in a passage, at a place that names its event."""
    made = list(cut(records(path.read_bytes(), "Why?")))
    found = all_of(made)
    assert found[-1].text == "Why?" or any(p.text == "Why?" for p in found)
    by_event: dict[int, str] = {}
    for passage in found:
        ends = (*passage.starts[1:], len(passage.text))
        for start, end, event in zip(passage.starts, ends, passage.events, strict=True):
            by_event[event] = by_event.get(event, "") + passage.text[start:end]
    for event, chunk in enumerate(decode(made)):
        for each in chunk.events:
            match each:
                case StepDelta(content=Text(text=text)):
                    assert text[:40] in by_event[event]


def test_the_answer_of_a_capture_is_found_as_it_reads() -> None:
    made = records(SAVED[0].read_bytes())
    answer = read(made).text
    [passage] = [p for p in all_of(made) if p.kind == "answer"]
    assert passage.text == answer
    chunks = [c for r in made for c in Answer().feed(r)]
    assert len(chunks) >= len(passage.events)


def test_a_prompt_that_is_tried_again_is_there_once() -> None:
    sent = records(b"", "Only once")[0]
    found = all_of([sent, sent, Ended(t_ns=1, how="complete")])
    assert [(p.kind, p.text, p.events) for p in found] == [("prompt", "Only once", (-1,))]


def test_what_went_wrong_is_found() -> None:
    failure = Failure(kind="refused", message="Nobody listens at that port.")
    made: list[Record] = [*records(b"")[:1], Ended(t_ns=1, how="failed", failure=failure)]
    assert [p.text for p in all_of(made)] == ["Nobody listens at that port."]
    body = b'data: {"error":{"code":503,"status":"UNAVAILABLE","message":"Overloaded"}}\n\n'
    [passage] = all_of(records(body))
    assert (passage.kind, passage.text) == ("error", "503 UNAVAILABLE Overloaded")
    [page] = all_of(records(b"<html><body>Bad gateway</body></html>"))
    assert page.kind == "error"
    assert "Bad gateway" in page.text


def test_without_an_end_the_last_words_are_read() -> None:
    made = records(b'data: {"candidates":[{"content":{"parts":[{"text":"cut"}]}}]}\n\n')[:-1]
    assert [p.text for p in all_of(made)] == ["cut"]


@given(
    st.lists(
        st.tuples(st.sampled_from(["answer", "thought"]), st.text("ab é日", max_size=3 * OVERLAP)),
        max_size=60,
    )
)
def test_nothing_is_lost_between_passages(pieces: list[tuple[module.Kind, str]]) -> None:
    """However the text is cut: any stretch as long as the overlap stands whole in a passage, and
    each character is attributed to the event that brought it."""
    found = Passages()
    for event, (kind, text) in enumerate(pieces):
        found.add(kind, event, text * 4)
    done = found.finish()
    for kind in ("answer", "thought"):
        whole = "".join(text * 4 for k, text in pieces if k == kind)
        owners = [n for n, (k, text) in enumerate(pieces) if k == kind for _ in text * 4]
        position = 0
        for passage in (p for p in done if p.kind == kind):
            assert len(passage.text) <= PASSAGE
            start = max(0, position - OVERLAP) if position else 0
            assert whole[start : start + len(passage.text)] == passage.text
            assert [passage.event_at(n) for n in range(len(passage.text))] == owners[
                start : start + len(passage.text)
            ]
            position = start + len(passage.text)
        assert position == len(whole)


def test_one_that_never_ends_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CHARACTERS", 10_000)
    found = Passages()
    for event in range(100):
        found.add("answer", event, "x" * 1_000)
    total = sum(len(p.text) for p in found.finish())
    assert 10_000 <= total <= 10_000 + 3 * OVERLAP
