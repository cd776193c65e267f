"""A saved capture is named by what was asked, and when."""

from __future__ import annotations

from pathlib import Path

import msgspec

from gemini_desktop.core.capture import Capture, Ended, RequestSent
from gemini_desktop.session.opening import InMemory
from gemini_desktop.session.roles import CaptureSource
from gemini_desktop.session.saving.naming import name_of
from gemini_desktop.store.captures import Captures
from tests.session.saving.test_copying import records

HI = b'{"contents":[{"role":"user","parts":[{"text":"Why is\\n the sky blue, and %s?"}]}]}'


def taped(home: Path, **changes: object) -> CaptureSource:
    store = Captures(home)
    with store.create() as tape:
        for record in records(b"data: {}\n\n"):
            if isinstance(record, RequestSent):
                record = msgspec.structs.replace(record, **changes)
            tape.append(record)
    return store.open(tape.id)


def test_by_the_prompt_and_the_time(tmp_path: Path) -> None:
    name = name_of(taped(tmp_path, body=HI % (b"not green " * 20)))
    words, date, time = name.rsplit(" ", 2)
    assert words == "Why is the sky blue, and not green n"
    assert date.startswith("2027-01-")
    assert len(time.split("-")) == 3


def test_without_words_by_the_model(tmp_path: Path) -> None:
    assert name_of(taped(tmp_path, model="gemini-x")).startswith("gemini-x 2027-01-")
    assert name_of(taped(tmp_path)).startswith("capture 2027-01-")


def test_a_file_keeps_its_name(tmp_path: Path) -> None:
    capture = Capture(records=(Ended(t_ns=0, how="complete"),), id="talk.har")
    assert name_of(InMemory(capture)) == "talk.har"


def test_a_tape_without_a_request_has_its_id(tmp_path: Path) -> None:
    store = Captures(tmp_path)
    with store.create() as tape:
        tape.append(Ended(t_ns=0, how="complete"))
    assert name_of(store.open(tape.id)) == tape.id
