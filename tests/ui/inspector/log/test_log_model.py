"""The log's rows are exactly the lines of the tagged text log, whatever is hidden."""

import pytest

from gemini_desktop.core.text_log import TAGS, TextLog
from gemini_desktop.ui.inspector.events.events_model import EventsModel
from gemini_desktop.ui.inspector.events.summary import one_line
from gemini_desktop.ui.inspector.log.log_model import LogModel
from gemini_desktop.ui.inspector.part import Batch
from tests.ui.inspector.sources import (
    MemorySource,
    capture,
    from_body,
    picture_event,
    text_events,
)

NAMES = (
    "01_dev_plain_text.sse",
    "02_dev_thoughts_text.sse",
    "03_dev_multi_candidate.sse",
    "14_dev_midstream_error.sse",
    "18_openai_vertex_text.sse",
    "20_ix_text.sse",
    "31_dev_truncated_mid_event.sse",
)


def _filled(source: MemorySource) -> tuple[LogModel, EventsModel, list[str]]:
    events = EventsModel()
    events.reset(source)
    log = LogModel(events.chunk)
    chunks, turn = source.decoded()
    events.append(chunks)
    log.take(Batch([], 0, chunks))
    log.finish(turn)
    text = TextLog()
    lines = [line for chunk in chunks for line in text.chunk(chunk)] + text.finish(turn)
    return log, events, lines


@pytest.mark.parametrize("name", NAMES)
def test_lines_are_those_of_the_text_log(qapp: object, name: str) -> None:
    log, _events, lines = _filled(capture(name))
    assert [log.line(row) for row in range(log.rowCount())] == lines
    assert log.data(log.index(0, 0)) == one_line(lines[0], 1000)


def test_tags_are_counted(qapp: object) -> None:
    log, _, lines = _filled(capture("14_dev_midstream_error.sse"))
    for tag in TAGS:
        assert log.counts()[tag] == sum(line.startswith(f"[{tag}]") for line in lines)
    assert log.counts()["ERROR"] == 1


def test_hidden_tags_hide_their_lines_and_what_goes_on_from_them(qapp: object) -> None:
    log, _, lines = _filled(capture("31_dev_truncated_mid_event.sse"))
    log.set_hidden(["RAW", "COMPLETE_RESPONSE"])
    shown = [log.line(row) for row in range(log.rowCount())]
    assert shown
    assert not any(line.startswith("[RAW]") for line in shown)
    assert {log.tag_at(row) for row in range(log.rowCount())} <= {"CHUNK", "ERROR", "JSON_ERROR"}
    log.set_hidden([])
    assert log.rowCount() == len(lines)


def test_new_lines_are_hidden_too(qapp: object) -> None:
    source = from_body(text_events(300))
    chunks, _ = source.decoded()
    events = EventsModel()
    events.reset(source)
    log = LogModel(events.chunk)
    log.set_hidden(["RAW"])
    for at in range(0, 300, 100):
        events.append(chunks[at : at + 100])
        log.take(Batch([], at, chunks[at : at + 100]))
    assert log.rowCount() == 297  # no [CHUNK] for the three thoughts
    assert log.line(296) == "[CHUNK] piece 298"


def test_lines_and_events_lead_to_each_other(qapp: object) -> None:
    log, events, _ = _filled(capture("01_dev_plain_text.sse"))
    for number in range(len(events.columns)):
        row = log.row_of(number)
        assert log.event_at(row) == number
        assert row == 0 or log.event_at(row - 1) == number - 1
    assert log.row_of(1000) == -1


def test_a_long_line_is_shown_cut_and_copied_whole(qapp: object) -> None:
    log, _, _ = _filled(from_body(picture_event(4_000_000), read_bytes=65_536))
    assert len(log.shown_line(0)) < 1100
    assert len(log.line(0)) > 4_000_000


def test_an_empty_answer_has_its_end_only(qapp: object) -> None:
    log, _, lines = _filled(from_body(b""))
    assert [log.line(row) for row in range(log.rowCount())] == lines
    assert log.row_of(0) == -1
    log.start(None)
    assert log.rowCount() == 0
