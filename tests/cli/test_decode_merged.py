"""`gemini-desktop decode --merged`: the answer as the call returns it without streaming."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.core.lint.checking import sse
from tests.core.reading import CAPTURES
from tests.executable import main


def test_an_answer_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    code = main(["decode", "--merged", str(CAPTURES / "01_dev_plain_text.sse")])
    said = json.loads(capfd.readouterr().out)
    assert code == 0
    assert (said["kind"], said["events"], said["conflicts"]) == ("GenerateContentResponse", 4, [])
    (part,) = said["value"]["candidates"][0]["content"]["parts"]
    assert part["text"].startswith("Tides rise and fall because the Moon")


def test_contradictions_have_their_paths(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "two.sse"
    path.write_text(sse('{"candidates":[],"responseId":"a"}', '{"responseId":"b"}'))
    assert main(["decode", "--merged", str(path)]) == 0
    said = json.loads(capfd.readouterr().out)
    values = [{"event": 0, "value": "a"}, {"event": 1, "value": "b"}]
    assert said["conflicts"] == [{"path": "$.responseId", "values": values}]


def test_what_cannot_be_put_together_is_no_success(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["decode", "--merged", str(CAPTURES / "38_html_502_proxy.html")]) == 4
    assert json.loads(capfd.readouterr().out)["value"] is None
