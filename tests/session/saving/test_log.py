"""The tagged log of a capture as a file: all of it, or the tags that one looks at."""

from __future__ import annotations

from pathlib import Path

import pytest

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.text_log import TAGS, TextLog
from gemini_desktop.session.saving import log as log_saving
from gemini_desktop.session.saving.job import Job, Stopped
from tests.session.saving.test_copying import BODIES, in_memory


def whole(body: bytes) -> list[str]:
    """As the window shows it."""
    log, answer, found = TextLog(), Answer(), []
    for record in in_memory(body).records():
        for chunk in answer.feed(record):
            found += log.chunk(chunk)
    return [*found, *log.finish(answer.finish())]


@pytest.mark.parametrize("path", BODIES, ids=lambda path: path.name)
def test_it_is_the_log_that_is_shown(path: Path, tmp_path: Path) -> None:
    body = path.read_bytes()
    target = tmp_path / "a.log"
    log_saving.save(in_memory(body), target, frozenset(), Job())
    assert target.read_text("utf-8").split("\n")[:-1] == "\n".join(whole(body)).split("\n")


def test_hidden_tags_stay_out_with_the_lines_that_go_on_from_them() -> None:
    body = (Path(__file__).parents[2] / "captures" / "01_dev_plain_text.sse").read_bytes()
    hidden = frozenset(TAGS) - {"COMPLETE_RESPONSE"}
    found = list(log_saving.lines(in_memory(body), hidden, Job()))
    assert found[0] == "[COMPLETE_RESPONSE]:"
    assert set(found) < set(whole(body))
    assert not any(line.startswith(("[RAW]", "[CHUNK]")) for line in found)


def test_an_answer_that_looks_like_a_tag_is_none() -> None:
    body = b'data: {"candidates":[{"content":{"parts":[{"text":"a\\n[NOTE] b"}]}}]}\n\n'
    found = list(log_saving.lines(in_memory(body), frozenset({"CHUNK"}), Job()))
    assert "[NOTE] b" not in found[: found.index("[COMPLETE_RESPONSE]:")]


def test_chosen_lines_are_a_file_too(tmp_path: Path) -> None:
    log_saving.write([f"line {n}" for n in range(2500)], tmp_path / "a.log")
    assert (tmp_path / "a.log").read_text().splitlines() == [f"line {n}" for n in range(2500)]


def test_stopped_it_writes_nothing(tmp_path: Path) -> None:
    job = Job()
    job.stop = True
    with pytest.raises(Stopped):
        log_saving.save(in_memory(b"data: {}\n\n"), tmp_path / "a.log", frozenset(), job)
    assert list(tmp_path.iterdir()) == []
