"""`gemini-desktop lint`: lines for people, one object for programs, an exit status for both."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from gemini_desktop.core.lint import RULES
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.gcap import export_gcap
from tests.core.lint.checking import STOP, records, said, sse
from tests.core.reading import CAPTURES
from tests.executable import main

CLEAN = str(CAPTURES / "01_dev_plain_text.sse")
CUT = str(CAPTURES / "31_dev_truncated_mid_event.sse")
HELLO = sse(said("Hello"), STOP)


def har(*bodies: str, method: str = "POST") -> bytes:
    entries = [
        {
            "request": {"method": method, "url": "http://x.example/", "headers": []},
            "response": {"status": 200, "headers": [], "content": {"text": body}},
        }
        for body in bodies
    ]
    return json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()


class Ran:
    def __init__(self, capfd: pytest.CaptureFixture[str], *arguments: str) -> None:
        self.code = main(["lint", *arguments])
        self.out, self.err = capfd.readouterr()

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def test_nothing_found(capfd: pytest.CaptureFixture[str]) -> None:
    ran = Ran(capfd, CLEAN)
    assert ran.code == 0
    assert ran.lines == ["Nothing found in 1 file."]
    assert not ran.err


def test_a_line_a_finding_and_a_summary(capfd: pytest.CaptureFixture[str]) -> None:
    name = str(CAPTURES / "34_sse_line_rules.sse")
    ran = Ran(capfd, CLEAN, CUT, name)
    assert ran.code == 1
    assert ran.lines == [
        f"{CUT}:180: SSE03 error The stream ended inside an event",
        f"{name}:0: SSE01 warning A byte order mark stands before the stream",
        f"{name}:206: SSE02 info A line ends with CR alone",
        "3 findings in 3 files: 1 error, 1 warning, 1 info.",
    ]


def test_what_is_less_grave_can_be_left_out(capfd: pytest.CaptureFixture[str]) -> None:
    name = str(CAPTURES / "19_gateway_sdkHttpResponse.sse")
    assert Ran(capfd, name).code == 1
    assert Ran(capfd, "--at-least", "warning", name).code == 0
    assert Ran(capfd, "--at-least", "error", CUT).code == 1


def test_one_object_for_programs(capfd: pytest.CaptureFixture[str]) -> None:
    ran = Ran(capfd, "--json", CLEAN, CUT)
    assert ran.code == 1
    said_ = json.loads(ran.out)
    assert said_["findings"] == [
        {
            "file": CUT, "rule": "SSE03", "severity": "error",
            "title": "The stream ends inside an event",
            "message": "The stream ended inside an event", "start": 180, "end": 244, "event": 1,
        }
    ]  # fmt: skip
    assert said_["files"] == [
        {"file": CLEAN, "counts": {}},
        {"file": CUT, "counts": {"SSE03": 1}},
    ]


def test_each_entry_of_a_har_is_an_exchange_of_its_own(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "two.har"
    path.write_bytes(har(HELLO, sse(said("Hello"))))
    ran = Ran(capfd, str(path))
    assert ran.code == 1
    assert [line.split(" ")[:2] for line in ran.lines[:-1]] == [
        [f"{path}#2:65:", "GEN01"],
        [f"{path}#2:65:", "USE03"],
    ]


def test_pages_that_a_browser_fetched_beside_are_passed_over(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pages = ("<html></html>", "body { color: red }", HELLO)
    path = tmp_path / "browser.har"
    path.write_bytes(har(*pages, method="GET"))
    assert Ran(capfd, str(path)).lines == ["Nothing found in 1 file."]
    path.write_bytes(har(*pages))
    assert (
        f"{path}#1:0: HTTP08 error The body is not a stream of events"
        in Ran(capfd, str(path)).lines
    )


def test_a_capture_and_standard_input(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "busy.gcap"
    body = b'{"error":{"code":503,"message":"Busy"}}'
    captures = Captures(tmp_path / "home")
    with captures.create() as writer:
        for record in records(body, status=503):
            writer.append(record)
    export_gcap(captures.open(writer.id), path)
    assert Ran(capfd, str(path)).lines[0].startswith(f"{path}:0: HTTP01 error")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(HELLO.encode())))
    assert Ran(capfd, "-").code == 0


def test_a_file_that_cannot_be_read_is_said_and_the_others_are_checked(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.gcap"
    broken.write_bytes(b"PK\x03\x04 no archive")
    ran = Ran(capfd, str(tmp_path / "none.sse"), str(broken), CUT)
    assert ran.code == 4
    assert "none.sse cannot be read" in ran.err
    assert len(ran.err.splitlines()) == 2
    assert ran.lines[0].startswith(f"{CUT}:180: SSE03")


def test_what_is_beyond_the_bound_is_counted(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "bad.sse"
    path.write_text("data: {oops\n\n" * 1500 + HELLO)
    ran = Ran(capfd, str(path))
    assert ran.lines[-2] == f"{path}: JSON01 and 500 more"
    assert ran.lines[-1] == "1,500 findings in 1 file: 1,500 errors."


def test_a_message_of_the_server_cannot_command_the_terminal(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "bad.sse"
    path.write_text(sse(said("Hello"), STOP.replace("STOP", "\\u001b[2J\\u0007")))
    ran = Ran(capfd, str(path))
    assert "GEN10" in ran.out
    assert "\x1b" not in ran.out
    assert "\x07" not in ran.out


@pytest.mark.parametrize("rule", ["SIG02", "sig02"])
def test_a_rule_is_explained(capfd: pytest.CaptureFixture[str], rule: str) -> None:
    ran = Ran(capfd, "--explain", rule)
    assert ran.code == 0
    assert RULES["SIG02"].why in ran.out
    assert RULES["SIG02"].where in ran.out


def test_the_rules_are_listed(capfd: pytest.CaptureFixture[str]) -> None:
    ran = Ran(capfd, "--rules")
    assert [line.split()[0] for line in ran.lines] == list(RULES)
    listed = json.loads(Ran(capfd, "--rules", "--json").out)
    assert [each["id"] for each in listed] == list(RULES)


@pytest.mark.parametrize("arguments", [[], ["--explain", "XYZ99"]])
def test_misuse_is_said(capfd: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    ran = Ran(capfd, *arguments)
    assert ran.code == 2
    assert not ran.out
    assert ran.err.startswith("gemini-desktop: ")
