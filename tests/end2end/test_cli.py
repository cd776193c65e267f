"""The program as a process: commands, what they print, and how they exit."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gemini_desktop.core.capture import Ended
from gemini_desktop.store.gcap import read_gcap
from tests.executable import command
from tests.support import PATIENCE_S

SEED_0 = """\
[RAW] data: {"candidates":[{"content":{"parts":[{"text":"你好！"}]}}]}
[CHUNK] 你好！
[RAW] data: {"candidates":[{"content":{"parts":[{"text":"我是"}]}}]}
[CHUNK] 我是
[RAW] data: [DONE]

[COMPLETE_RESPONSE]:
==================================================
你好！我是
"""
"""What the first founding document prints for its two chunks, line by line."""

CANARY = "CANARY-not-a-real-key-0123456789"


class Program:
    """Runs commands of the program over one home."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def command(self, *arguments: str) -> list[str]:
        return command(*arguments)

    def run(
        self, *arguments: str, stdin: bytes = b"", **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            self.command(*arguments),
            env={**self.environment, **environment},
            input=stdin,
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )

    def json(self, *arguments: str) -> dict[str, Any]:
        done = self.run("send", "--json", *arguments)
        return dict(json.loads(done.stdout), exit=done.returncode)


@pytest.fixture
def program(home: Path) -> Program:
    return Program(
        {
            **os.environ,
            "PYTHONPATH": str(Path.cwd()),
            "GEMINI_DESKTOP_HOME": str(home),
        }
    )


@pytest.fixture
def demo(program: Program) -> Iterator[str]:
    """The demo server as a process of its own; its base URL."""
    process = subprocess.Popen(
        program.command("demo", "--port", "0", "--pace", "0"),
        env=program.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        found = None
        while found is None:
            line = process.stdout.readline()
            assert line, "the demo server ended without telling its address"
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
        yield found.group()
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0
        process.stdout.close()


def test_the_seeds_bytes_give_the_seeds_log(program: Program, demo: str) -> None:
    done = program.run("send", "seed 0: 你好", "--base-url", demo)
    assert done.stdout.decode() == SEED_0
    assert done.stderr == b""


@pytest.mark.parametrize("protocol", ["generate-content", "interactions", "chat-completions"])
def test_every_protocol_answers(program: Program, demo: str, protocol: str) -> None:
    base = demo + "/v1beta/openai" if protocol == "chat-completions" else demo
    answer = program.json("Hello", "--base-url", base, "--protocol", protocol)
    assert answer["outcome"] == "complete"
    assert answer["exit"] == 0
    assert answer["usage"]["total"] > 0
    assert answer["error"] is None
    assert answer["requests"] == 1
    text = program.run("send", "--text", "Hello", "--base-url", base, "--protocol", protocol)
    assert text.stdout.decode().rstrip("\n") == answer["text"].rstrip("\n")


def test_without_any_profile_the_demo_answers(program: Program) -> None:
    answer = program.json("Hello")
    assert answer["outcome"] == "complete"
    assert "demo" in answer["text"].lower()


def test_the_prompt_may_come_from_stdin(program: Program, demo: str) -> None:
    done = program.run("send", "--text", "-", "--base-url", demo, stdin="Grüße aus 東京".encode())
    assert done.returncode == 0
    assert done.stdout.strip()


def test_output_is_utf_8_in_any_locale(program: Program, demo: str) -> None:
    done = program.run("send", "seed 0: 你好", "--base-url", demo, LANG="C", LC_ALL="C")
    assert done.stdout.decode("utf-8") == SEED_0


def test_the_server_says_no(program: Program, demo: str) -> None:
    answer = program.json("error 429", "--base-url", demo, "--max-retries", "0")
    assert answer["exit"] == 1
    assert answer["outcome"] == "error"
    assert answer["error"]["status"] == 429
    assert answer["error"]["advice"]


def test_nobody_there(program: Program) -> None:
    answer = program.json("Hello", "--base-url", "http://127.0.0.1:9", "--max-retries", "1")
    assert answer["exit"] == 3
    assert answer["requests"] == 2
    assert answer["error"]["kind"] == "connect_refused"


def test_a_cut_stream_is_not_taken_for_whole(program: Program, demo: str) -> None:
    answer = program.json("cut", "--base-url", demo)
    assert answer["exit"] == 4
    assert answer["outcome"] == "incomplete"
    assert answer["text"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["send"],
        ["send", "x", "--auth", "magic"],
        ["send", "x", "--option", "nonsense=1"],
        ["send", "x", "--profile", "no such profile"],
        ["send", "x", "--attach", "no-such-file.png"],
        ["send", "x", "--base-url", "http://127.0.0.1:9", "--auth", "bearer"],
        ["decode", "no-such-file.sse"],
        ["nonsense"],
    ],
)
def test_wrong_use_is_told_without_a_traceback(program: Program, arguments: list[str]) -> None:
    done = program.run(*arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.strip()
    assert b"Traceback" not in done.stderr


def test_the_key_comes_from_the_environment_and_is_shown_nowhere(
    program: Program, demo: str, tmp_path: Path
) -> None:
    record = tmp_path / "talk.gcap"
    done = program.run(
        "send", "Hello", "--base-url", demo, "--key-env", "MY_KEY", "--record", str(record),
        MY_KEY=CANARY,
    )  # fmt: skip
    assert done.returncode == 0
    assert CANARY.encode() not in done.stdout + done.stderr + record.read_bytes()
    assert b'"***"' in record.read_bytes()


def test_a_recorded_capture_decodes_again(program: Program, demo: str, tmp_path: Path) -> None:
    record = tmp_path / "talk.gcap"
    sent = program.run("send", "Hello", "--base-url", demo, "--record", str(record))
    assert sent.returncode == 0
    decoded = program.run("decode", str(record))
    assert decoded.returncode == 0
    chunks = [json.loads(line) for line in decoded.stdout.splitlines()]
    assert [chunk["number"] for chunk in chunks] == list(range(len(chunks)))
    raws = sent.stdout.decode().count("[RAW] ")
    assert sum(chunk["kind"] in ("event", "done") for chunk in chunks) == raws


def test_options_reach_the_wire(program: Program, demo: str, tmp_path: Path) -> None:
    record = tmp_path / "talk.gcap"
    program.run(
        "send", "Hello", "--base-url", demo, "--record", str(record),
        "--option", "temperature=0.25", "--option", 'raw={"labels":{"a":"b"}}',
    )  # fmt: skip
    request = read_gcap(record).request
    assert request is not None
    body = json.loads(request.body)
    assert body["generationConfig"]["temperature"] == 0.25
    assert body["labels"] == {"a": "b"}


def test_decode_tells_where_the_time_went(program: Program, demo: str, tmp_path: Path) -> None:
    """Connection, wait, stream: apart, and together the whole."""
    record = tmp_path / "answer.gcap"
    sent = program.run("send", "Hello", "--base-url", demo, "--record", str(record))
    assert sent.returncode == 0
    done = program.run("decode", "--stats", str(record))
    assert (done.returncode, done.stderr) == (0, b"")
    found = json.loads(done.stdout)
    assert 0 < found["first_byte_ms"] <= found["total_ms"]
    (attempt,) = found["attempts"]
    names = [span["name"] for span in attempt["spans"]]
    assert [name for name in names if name != "queue"][:3] == ["connect", "send", "server"]
    assert names[-1] == "stream"
    assert attempt["status"] == 200
    assert found["reads"] > 0


@pytest.mark.parametrize("name", ["20_ix_text.sse", "16_dev_json_array_no_alt_sse.json"])
def test_decode_reads_files_and_stdin_alike(program: Program, name: str) -> None:
    path = Path("tests/captures", name)
    from_file = program.run("decode", str(path))
    from_stdin = program.run("decode", "-", stdin=path.read_bytes())
    assert from_file.returncode == 0
    assert from_file.stdout == from_stdin.stdout
    assert all(json.loads(line)["error"] is None for line in from_file.stdout.splitlines())


def test_decode_reads_har(program: Program) -> None:
    body = 'data: {"candidates":[{"content":{"parts":[{"text":"Hi"}]}}]}\n\n'
    entry = {
        "request": {"method": "POST", "url": "http://x.example/", "headers": []},
        "response": {"status": 200, "headers": [], "content": {"text": body}},
    }
    har = json.dumps({"log": {"version": "1.2", "entries": [entry]}}).encode()
    done = program.run("decode", "-", stdin=har)
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["events"][-1]["content"]["text"] == "Hi"


def test_ctrl_c_prints_what_had_come(program: Program) -> None:
    process = subprocess.Popen(
        program.command("send", "slow"),
        env=program.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("[RAW] ")
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert "[COMPLETE_RESPONSE]:" in rest
    assert "Traceback" not in errors


def test_a_reader_that_goes_away_is_no_fault(program: Program, demo: str) -> None:
    process = subprocess.Popen(
        program.command("send", "Hello", "--base-url", demo),
        env=program.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    process.wait(PATIENCE_S)
    assert b"Traceback" not in errors


@pytest.mark.parametrize("shape", ["--text", "--option=temperature=0"])
def test_what_had_come_is_kept_where_the_reader_leaves(
    program: Program, tmp_path: Path, shape: str
) -> None:
    """As `| head -1` does. It is neither a fault of the network nor waited to its end, which would
    come seconds later: the demo plays at its own pace."""
    path = tmp_path / "a.gcap"
    process = subprocess.Popen(
        program.command("send", "slow", shape, "--record", str(path)),
        env=program.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.read(4)
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert (process.wait(PATIENCE_S), errors) == (0, b"")
    last = read_gcap(path).records[-1]
    assert isinstance(last, Ended)
    assert last.how == "cancelled"


def test_doctor_tells_and_keeps_secrets(program: Program) -> None:
    done = program.run("doctor", GEMINI_API_KEY=CANARY)
    text = done.stdout.decode()
    assert done.returncode == 0
    assert re.search(r"GEMINI_API_KEY +set", text)
    assert re.search(r"Demo server +answers with 200", text)
    assert CANARY not in text
    assert json.loads(program.run("doctor", "--json").stdout)["Program"]["gemini-desktop"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (f"http://me:{CANARY}@proxy.test:3128", "proxy.test:3128"),
        (f"socks5://me:{CANARY}@127.0.0.1:9", "SOCKS is not supported"),
        (f"nonsense:{CANARY}", "cannot be used"),
    ],
)
def test_doctor_tells_of_the_proxy_without_its_password(
    program: Program, value: str, words: str
) -> None:
    """One that cannot be used is no reason to fall silent, nor for the demo to fail."""
    done = program.run("doctor", ALL_PROXY=value)
    text = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert words in next(line for line in text.splitlines() if "Proxy to Google" in line)
    assert re.search(r"Demo server +answers with 200", text)
    assert CANARY not in text
    assert program.run("send", "--text", "Hello", ALL_PROXY=value).returncode == 0


def test_no_command_loads_qt(program: Program) -> None:
    code = (
        "import sys; from gemini_desktop.__main__ import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print([m for m in sys.modules if m.startswith(('PySide6', 'qasync'))])"
    )
    for arguments in (["--version"], ["doctor"], ["send", "--text", "Hello"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env=program.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=True,
        )
        assert done.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_leaves_at_the_very_end_is_no_fault(program: Program) -> None:
    """All has been printed, but for what the buffer holds: a short answer, and its last line."""
    process = subprocess.Popen(
        program.command("send", "Hello", "--dry-run"),
        env=program.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, errors) == (0, b"")
