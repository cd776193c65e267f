"""Every scenario by `gemini-desktop send --json`, one process each, and how many came out right.

    python tests/net/faults/cli_run.py [SCENARIOS.jsonl] [NAME-PATTERN]

Checked: the outcome, the text kept, whole JSON on stdout and nothing like a traceback on stderr, the
exit code, the growth of resident memory over a plain answer (150 MB at most, 64 for bombs), and
that the second listener was never called. Waits between attempts are real, so it takes minutes.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[2]
_KEY = "CANARY-KEY-0123456789"  # not a real key: a scenario echoes it
_LIMIT_S = 120.0
_MOST_MB = 150.0
_MOST_MB_BOMB = 64.0
_OUTCOMES = {
    "ok": {"complete"},
    "ok-with-note": {"complete"},
    "incomplete": {"incomplete"},
    "error": {"error"},
    "cancelled": {"cancelled"},
    "any": {"complete", "incomplete", "error", "blocked"},
}
_EXITS = {
    "complete": {0},
    "blocked": {1},
    "error": {1, 3, 4},
    "incomplete": {4},
    "cancelled": {130},
}


class Ran(NamedTuple):
    """One process when it is over."""

    out: str
    err: str
    code: int
    rss_mb: float
    took_s: float


@contextmanager
def faults(scenarios: Path) -> Iterator[int]:
    """The server that misbehaves, in a process of its own; gives its port."""
    command = [sys.executable, str(_HERE / "faultd.py"), "--max-s", "3600"]
    command += ["--scenarios", str(scenarios)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        try:
            yield int(json.loads(server.stdout.readline())["port"])
        finally:
            server.kill()


def send(port: int, name: str, home: str, *, endless: bool) -> Ran:
    """`send --json` against one scenario; an endless one is interrupted after a second."""
    command = [sys.executable, "-m", "gemini_desktop", "send", "--json", "--auth", "api-key"]
    command += ["--key-env", "FAULT_KEY", "--timeout", "2", "--stall-timeout", "15", "Hi"]
    command += ["--base-url", f"http://127.0.0.1:{port}/s/{name}", "--max-retries", "2"]
    environ = {k: v for k, v in os.environ.items() if not k.endswith("_API_KEY")}
    environ |= {"FAULT_KEY": _KEY, "GEMINI_DESKTOP_HOME": home, "PYTHONPATH": str(_ROOT)}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=err, env=environ, cwd=home)
        code, usage = _waited(process, began, endless=endless)
        took_s = time.monotonic() - began
        out.seek(0)
        err.seek(0)
        words = out.read().decode("utf-8", "replace"), err.read().decode("utf-8", "replace")
    return Ran(*words, code, usage.ru_maxrss / 1024, took_s)


def _waited(process: subprocess.Popen[bytes], began: float, *, endless: bool) -> tuple[int, Any]:
    """Exit code and resource usage of this very child."""
    asked = not endless
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage
        if not asked and time.monotonic() - began > 1.5:
            asked = True
            process.send_signal(signal.SIGINT)
        if time.monotonic() - began > _LIMIT_S:
            process.kill()
        time.sleep(0.005)


def faults_of(scenario: dict[str, Any], ran: Ran, plain_mb: float) -> list[str]:
    """What is not as it should be."""
    expect, found = scenario["expect"], []
    try:
        answer = json.loads(ran.out)
    except ValueError:
        return [f"no JSON on stdout, exit {ran.code}: {ran.err[-300:]}"]
    outcome, text = answer["outcome"], answer["text"]
    if outcome not in _OUTCOMES[expect["outcome"]]:
        found.append(f"outcome {outcome}, expected {expect['outcome']}")
    if expect["outcome"] == "ok-with-note" and not answer["notes"]:
        found.append("no note")
    if outcome == "error" and not (answer["error"] or {}).get("message"):
        found.append("an error without words")
    kept = expect["text_kept"]
    whole = re.search(kept, text, re.DOTALL) if expect.get("text_kept_is_regex") else kept in text
    if expect["outcome"] != "any" and not whole:
        found.append(f"text {text[:40]!r}, expected {kept!r}")
    if "text_absent" in expect and expect["text_absent"] in text:
        found.append(f"text has {expect['text_absent']!r}")
    if answer["requests"] != expect.get("requests", answer["requests"]):
        found.append(f"{answer['requests']} requests")
    if ran.code not in _EXITS[outcome]:
        found.append(f"exit {ran.code} for {outcome}")
    if "Traceback" in ran.err or "Traceback" in ran.out:
        found.append("a traceback")
    if _KEY in ran.out or _KEY in ran.err:
        found.append("the key")
    most = _MOST_MB_BOMB if scenario["kind"] == "bomb" else _MOST_MB
    if ran.rss_mb - plain_mb > most:
        found.append(f"{ran.rss_mb - plain_mb:.0f} MB more")
    return found


def main() -> int:
    """Print each scenario that failed, and passed / all."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else _HERE / "scenarios.jsonl"
    wanted = re.compile(sys.argv[2] if len(sys.argv) > 2 else "")
    lines = path.read_text("utf-8").splitlines()
    scenarios = [json.loads(line) for line in lines if line.strip()]
    scenarios = [scenario for scenario in scenarios if wanted.search(scenario["name"])]
    passed, most_mb, slowest = 0, 0.0, (0.0, "")
    with faults(path) as port, tempfile.TemporaryDirectory() as home:
        plain_mb = min(send(port, "ok-close", home, endless=False).rss_mb for _ in range(3))
        for scenario in scenarios:
            name = scenario["name"]
            endless = scenario["expect"]["outcome"] == "cancelled"
            ran = send(port, name, home, endless=endless)
            wrong = faults_of(scenario, ran, plain_mb)
            passed += not wrong
            most_mb = max(most_mb, ran.rss_mb - plain_mb)
            slowest = max(slowest, (ran.took_s, name))
            if wrong:
                print(f"{name}: {'; '.join(wrong)}", flush=True)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/log") as log:
            canary = sum(bool(entry.get("canary")) for entry in json.load(log))
    print(f"passed {passed} / {len(scenarios)}; requests at the canary: {canary}")
    print(f"memory over a plain answer ({plain_mb:.0f} MB): at most {most_mb:+.0f} MB")
    print(f"slowest: {slowest[1]} in {slowest[0]:.1f} s")
    return 0 if passed == len(scenarios) and not canary else 1


if __name__ == "__main__":
    sys.exit(main())
