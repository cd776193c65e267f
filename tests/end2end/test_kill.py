"""kill -9 in the middle of a stream loses nothing that the window had received."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from gemini_desktop.store.captures import Captures
from tests.support import PATIENCE_S

DRIVER = Path(__file__).with_name("window_driver.py")


def environment() -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(Path.cwd()),
        "QT_QPA_PLATFORM": "offscreen",
    }


def killed_while_streaming(home: Path, seconds: float) -> int:
    """Bytes that the window had received when it was killed, `seconds` after the first."""
    process = subprocess.Popen(
        [sys.executable, str(DRIVER), str(home), "Plan two days in Kyoto, with a table."],
        env=environment(),
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(seconds)
    process.kill()
    told = first + process.stdout.read()
    process.wait()
    process.stdout.close()
    return int(told.rpartition(b"\n")[0].splitlines()[-1])


def after_restart(home: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(DRIVER), str(home)],
        env=environment(),
        capture_output=True,
        timeout=PATIENCE_S,
        check=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_what_the_window_had_received_is_kept(home: Path) -> None:
    """Three times at random moments: every byte is on the tape, and the next start shows the
    partial answer as interrupted."""
    moments = random.Random(7)
    for number in range(3):
        received = killed_while_streaming(home, moments.uniform(0.0, 1.2))
        (*_, capture_id) = Captures(home).ids()
        body = Captures(home).open(capture_id).read(0, 1 << 30)
        assert len(body) >= received > 0
        shown = after_restart(home)
        answer = shown["turns"][-1]
        assert answer["capture_id"] == capture_id
        assert answer["outcome"] == "incomplete"
        assert answer["reason"] == "interrupted"
        assert answer["text"] in body_text(body)
        assert len(shown["turns"]) == 2 * (number + 1)


def body_text(body: bytes) -> str:
    """All the text of the stream's events, thoughts left out, read by other means than ours."""
    text = ""
    for line in body.decode("utf-8", "replace").splitlines():
        if not line.startswith("data: "):
            continue
        try:
            event = json.loads(line[6:])
        except ValueError:
            continue
        for candidate in event.get("candidates", []):
            for part in candidate.get("content", {}).get("parts", []):
                if not part.get("thought"):
                    text += part.get("text", "")
    return text
