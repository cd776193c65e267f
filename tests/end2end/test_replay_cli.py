"""`gemini-desktop replay`: prints what `send` printed, when it came."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gemini_desktop.core.capture import BytesReceived, Ended, Record, RequestSent, ResponseStarted
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.gcap import export_gcap
from gemini_desktop.store.tape import TapeReader, TapeWriter
from tests.core.reading import CAPTURES
from tests.executable import command
from tests.support import PATIENCE_S

Run = Callable[..., subprocess.CompletedProcess[bytes]]
SECOND = 1_000_000_000
WORD = b'data: {"candidates":[{"content":{"parts":[{"text":"word "}]}}]}\n\n'
LAST = b'data: {"candidates":[{"content":{"parts":[]},"finishReason":"STOP"}]}\n\n'


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(Path.cwd()),
    }


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            command(*arguments),
            env=environment, input=stdin, capture_output=True, timeout=PATIENCE_S, check=False,
        )  # fmt: skip

    return run


def gcap(folder: Path, *times_ns: int) -> Path:
    """A capture with a word at each of these times."""
    records: list[Record] = [
        RequestSent(
            t_ns=0, unix_ns=1, method="POST", url="http://127.0.0.1/", headers=(),
            protocol="generate-content",
        ),
        ResponseStarted(t_ns=10, status=200),
        *(BytesReceived(t_ns=t_ns, data=WORD) for t_ns in times_ns),
        BytesReceived(t_ns=times_ns[-1], data=LAST),
        Ended(t_ns=times_ns[-1], how="complete"),
    ]  # fmt: skip
    blobs = Blobs(folder / "blobs")
    with TapeWriter(folder / "tape", blobs) as tape:
        for record in records:
            tape.append(record)
    export_gcap(TapeReader(folder / "tape", blobs), folder / "words.gcap")
    return folder / "words.gcap"


def test_it_prints_what_send_printed(run: Run, tmp_path: Path) -> None:
    """In all three shapes, with the same exit code."""
    kept = tmp_path / "kept.gcap"
    sent = run("send", "Hello", "--profile", "demo", "--record", str(kept))
    assert sent.returncode == 0, sent.stderr
    again = run("replay", str(kept), "--speed", "max")
    assert again.stdout == sent.stdout
    assert again.returncode == 0
    assert not again.stderr
    text = run("replay", str(kept), "--speed", "max", "--text").stdout.decode()
    told = json.loads(run("replay", str(kept), "--speed", "max", "--json").stdout)
    assert text == told["text"] + "\n"
    assert told["outcome"] == "complete"


def test_each_piece_comes_when_it_came(environment: dict[str, str], tmp_path: Path) -> None:
    """At ten times the pace; the waits are between the pieces, not before the first or at the
    end."""
    path = gcap(tmp_path, SECOND, 11 * SECOND)
    with subprocess.Popen(
        command("replay", str(path), "--speed", "10"),
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        came = [time.monotonic() for line in process.stdout if line.startswith(b"[CHUNK]")]
        assert process.wait(PATIENCE_S) == 0
    assert came[1] - came[0] > 0.9


def test_long_waits_can_be_left_out(run: Run, tmp_path: Path) -> None:
    path = gcap(tmp_path, SECOND, 3000 * SECOND)
    done = run("replay", str(path), "--speed", "50", "--skip-waits", "--text")
    assert done.stdout == b"word word \n"
    assert b"2998.0 s of silence left out" in done.stderr


@pytest.mark.parametrize("name", ["01_dev_plain_text.sse", "16_dev_json_array_no_alt_sse.json"])
def test_a_file_without_times_is_printed_at_once_and_says_so(run: Run, name: str) -> None:
    done = run("replay", str(CAPTURES / name))
    assert done.returncode == 0
    assert b"[COMPLETE_RESPONSE]:" in done.stdout
    assert b"does not say when" in done.stderr
    piped = run("replay", "-", stdin=(CAPTURES / name).read_bytes())
    assert piped.stdout == done.stdout


def test_the_exit_code_is_that_of_the_answer(run: Run) -> None:
    assert run("replay", str(CAPTURES / "11_dev_prompt_blocked.sse")).returncode == 1
    cut = run("replay", str(CAPTURES / "31_dev_truncated_mid_event.sse"), "--speed", "max")
    assert cut.returncode == 4
    assert b"[ERROR]" in cut.stdout


def test_one_of_several_exchanges_is_chosen(run: Run, tmp_path: Path) -> None:
    entries = [entry(f"answer {number} ") for number in (1, 2)]
    path = tmp_path / "two.har"
    path.write_text(json.dumps({"log": {"entries": entries}}))
    first = run("replay", str(path), "--text", "--speed", "max")
    assert first.stdout == b"answer 1 \n"
    assert b"holds 2 exchanges; this is 1" in first.stderr
    second = run("replay", str(path), "--text", "--speed", "max", "--entry", "2")
    assert second.stdout == b"answer 2 \n"
    third = run("replay", str(path), "--entry", "3")
    assert third.returncode == 2
    assert b"none of number 3" in third.stderr


def entry(text: str) -> dict[str, object]:
    body = WORD.decode().replace("word ", text) + LAST.decode()
    return {
        "startedDateTime": "2025-11-01T10:00:00.000Z",
        "time": 1200,
        "request": {"method": "POST", "url": "http://127.0.0.1/", "headers": []},
        "response": {"status": 200, "headers": [], "content": {"text": body}},
        "timings": {"send": 1, "wait": 1000, "receive": 199},
    }


@pytest.mark.parametrize("speed", ["0", "-1", "fast", "nan"])
def test_a_speed_that_is_none_is_refused(run: Run, speed: str) -> None:
    done = run("replay", str(CAPTURES / "01_dev_plain_text.sse"), f"--speed={speed}")
    assert done.returncode == 2
    assert b"neither a speed" in done.stderr


def test_a_missing_file_is_said_in_a_sentence(run: Run, tmp_path: Path) -> None:
    done = run("replay", str(tmp_path / "none.gcap"))
    assert done.returncode == 2
    assert b"cannot be read" in done.stderr


def test_it_can_be_interrupted_in_a_wait(environment: dict[str, str], tmp_path: Path) -> None:
    path = gcap(tmp_path, 1, 3000 * SECOND)
    with subprocess.Popen(
        command("replay", str(path)),
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, complaints = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 130
        assert b"word" in rest
        assert b"Traceback" not in complaints
