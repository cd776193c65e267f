"""`gemini-desktop export`: saved streams in every form, for files and pipes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gemini_desktop.cli.arguments.saved_streams import FORMS
from gemini_desktop.cli.export import CHOICES
from gemini_desktop.session.opening import captures
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.gcap import export_gcap
from tests.core.reading import CAPTURES
from tests.executable import main
from tests.session.saving.test_copying import records

PLAIN = CAPTURES / "01_dev_plain_text.sse"
ARRAY = CAPTURES / "16_dev_json_array_no_alt_sse.json"


class Ran:
    def __init__(self, capfd: pytest.CaptureFixture[str], *arguments: str) -> None:
        self.code = main(["export", *arguments])
        self.out, self.err = capfd.readouterr()


@pytest.fixture
def recorded(tmp_path: Path) -> str:
    """A capture with its request."""
    store = Captures(tmp_path / "home")
    with store.create() as tape:
        for record in records(PLAIN.read_bytes()):
            tape.append(record)
    path = tmp_path / "talk.gcap"
    export_gcap(store.open(tape.id), path)
    return str(path)


def test_the_forms_are_the_ones_that_there_are() -> None:
    assert sorted(FORMS) == sorted(CHOICES)


@pytest.mark.parametrize("form", [form for form in CHOICES if form not in ("gcap", "openai")])
def test_each_form_goes_to_stdout(
    form: str, recorded: str, capfd: pytest.CaptureFixture[str]
) -> None:
    done = Ran(capfd, recorded, "--as", form)
    assert (done.code, done.err) == (0, "")
    assert done.out
    if form in ("raw", "sse"):
        assert done.out == PLAIN.read_bytes().decode()


def test_several_are_one_archive(
    recorded: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "all.har"
    assert Ran(capfd, recorded, str(ARRAY), str(PLAIN), "--out", str(out)).code == 0
    bodies = [capture.body for capture in captures(out.read_bytes(), "all.har")]
    assert bodies == [PLAIN.read_bytes(), ARRAY.read_bytes(), PLAIN.read_bytes()]
    second = Ran(capfd, str(out), "--number", "2", "--as", "sse")
    assert second.out.startswith("data: {")


def test_a_file_comes_back_as_a_capture(
    recorded: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "again.gcap"
    assert Ran(capfd, recorded, "--as", "gcap", "--out", str(out)).code == 0
    (again,) = captures(out.read_bytes(), "again")
    (before,) = captures(Path(recorded).read_bytes(), "before")
    assert again.records == before.records


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([str(PLAIN), str(ARRAY), "--as", "json"], "There are 2 captures"),
        ([str(PLAIN), "--as", "gcap"], "no text"),
        ([str(PLAIN), "--as", "curl"], "without its request"),
        ([str(PLAIN), "--number", "2"], "There are 1 captures"),
        (["no-such-file.sse"], "no-such-file.sse"),
    ],
)
def test_what_cannot_be_is_said(
    arguments: list[str], words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    done = Ran(capfd, *arguments)
    assert done.code == 2
    assert words in done.err
    assert done.out == ""


def test_a_language_that_cannot_say_it_is_told(
    recorded: str, capfd: pytest.CaptureFixture[str]
) -> None:
    done = Ran(capfd, recorded, "--as", "openai")
    assert done.code == 2
    assert "google-genai" in done.err


def test_the_lines_are_those_of_the_window(
    recorded: str, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = Ran(capfd, recorded, "--as", "json-lines").out.splitlines()
    found = [json.loads(line) for line in lines]
    assert [line["number"] for line in found] == list(range(len(found)))
    assert "[COMPLETE_RESPONSE]:" in Ran(capfd, recorded, "--as", "log").out
