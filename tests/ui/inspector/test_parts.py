"""The filter field, the notes and the loader, each alone."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from gemini_desktop.core.capture import BytesReceived
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.outcome import Note, Outcome
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.inspector.events.filter_edit import FilterEdit
from gemini_desktop.ui.inspector.events.filter_memory import FilterMemory
from gemini_desktop.ui.inspector.events.query import Query
from gemini_desktop.ui.inspector.findings.notes_strip import NotesStrip
from gemini_desktop.ui.inspector.loader import Loader
from tests.ui.inspector.sources import MemorySource, capture, from_body, text_events


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[FilterEdit]:
    widget = FilterEdit(FilterMemory())
    qtbot.addWidget(widget)
    widget.show()
    yield widget
    widget.close()


@pytest.fixture
def notes(qtbot: QtBot) -> Iterator[NotesStrip]:
    widget = NotesStrip()
    qtbot.addWidget(widget)
    widget.resize(400, 80)
    yield widget
    widget.close()


def test_each_key_gives_a_query(field: FilterEdit) -> None:
    queries: list[Query] = []
    field.query_changed.connect(queries.append)
    QTest.keyClicks(field, "ab")
    assert len(queries) == 2
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert [query.empty for query in queries] == [False, False, True]
    assert field.text() == ""


def test_no_query_while_it_cannot_be_read(field: FilterEdit) -> None:
    queries: list[Query] = []
    field.query_changed.connect(queries.append)
    field.setText("size:huge")
    assert queries == []
    assert "10k" in field.problem
    assert field.accessibleDescription() == field.problem
    field.grab()
    field.setText("size:>1k")
    assert len(queries) == 1
    assert field.problem == ""


def test_the_count_goes_with_the_filter(field: FilterEdit) -> None:
    field.setText("x")
    field.show_count("3 / 10")
    assert field.accessibleDescription() == "3 / 10"
    field.grab()
    field.clear()
    assert field.accessibleDescription() == ""


def test_nothing_odd_says_nothing(notes: NotesStrip) -> None:
    notes.show_outcome(Outcome(kind="complete", message="Complete."))
    assert notes.texts() == []
    assert notes.isHidden()
    notes.show_outcome(None)
    assert notes.isHidden()


def test_notes_come_with_their_byte_and_lead_there(notes: NotesStrip) -> None:
    far = 5_000_000_000  # beyond a C int
    outcome = Outcome(
        kind="complete",
        notes=(
            Note(id="a", message="Odd.", start=far, end=far + 1),
            Note(id="b", message="No place"),
        ),
    )
    notes.show_outcome(outcome)
    texts = notes.texts()
    assert texts[0].startswith("Odd (byte 5")
    assert texts[1] == "No place"
    chosen: list[int] = []
    notes.note_chosen.connect(chosen.append)
    for button in notes.findChildren(QAbstractButton):
        button.click()
    assert chosen == [far]
    notes.grab()
    notes.clear()
    assert notes.texts() == []


def test_many_notes_are_counted(notes: NotesStrip) -> None:
    many = tuple(Note(id=str(n), message=f"note {n}") for n in range(10))
    notes.show_outcome(Outcome(kind="complete", notes=many))
    assert notes.texts() == ["note 0", "… and 9 more"]
    assert "note 9" in notes.findChildren(QAbstractButton)[-1].toolTip()


def test_the_outcome_stands_first_and_two_lines_are_all(notes: NotesStrip) -> None:
    odd = tuple(Note(id=str(n), message=f"note {n}") for n in range(3))
    failed = Outcome(kind="failed", message="It broke.", notes=odd)
    notes.show_outcome(failed)
    assert notes.texts() == ["It broke.", "… and 3 more"]
    notes.show_outcome(Outcome(kind="failed", message="It broke.", notes=odd[:1]))
    assert notes.texts() == ["It broke.", "note 0"]


def _loaded(qtbot: QtBot, source: MemorySource) -> tuple[bytes, list[Chunk], Turn, int]:
    loader = Loader()
    chunks: list[Chunk] = []
    turns: list[Turn] = []
    body, turns_taken = b"", 0

    def take(records: list[object], more: list[Chunk]) -> None:
        nonlocal body, turns_taken
        turns_taken += 1
        body += b"".join(r.data for r in records if isinstance(r, BytesReceived))
        chunks.extend(more)

    loader.loaded.connect(take)
    loader.finished.connect(turns.append)
    loader.start(source)
    qtbot.waitUntil(lambda: bool(turns))
    return body, chunks, turns[0], turns_taken


def test_a_single_huge_read_is_decoded_in_turns(qtbot: QtBot) -> None:
    source = from_body(text_events(5000), read_bytes=10**9)
    body, chunks, turn, turns_taken = _loaded(qtbot, source)
    assert body == source.body
    assert [c.raw for c in chunks] == [c.raw for c in source.decoded()[0]]
    assert turns_taken > 2
    assert turn.outcome is not None


def test_the_tail_of_a_capture_without_an_end_is_loaded(qtbot: QtBot) -> None:
    """A program that was killed wrote no `Ended`: what it had received is shown nevertheless."""
    records = list(capture("31_dev_truncated_mid_event.sse").records())[:-1]
    _body, chunks, turn, _ = _loaded(qtbot, MemorySource(records))
    assert chunks[-1].kind == "tail"
    assert turn.outcome is not None
    assert turn.outcome.reason == "interrupted"


def test_a_stopped_loader_says_nothing_more(qtbot: QtBot) -> None:
    loader = Loader()
    finished: list[Turn] = []
    loader.finished.connect(finished.append)
    loader.start(from_body(text_events(5000), read_bytes=10**9))
    loader.stop()
    qtbot.wait(30)
    assert finished == []
    assert not loader.running
