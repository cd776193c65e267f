"""All hostile answers in the real chat pane, a process each; prints passed / all.

    python tests/ui/chat/hostile/hostile_run.py [--only NAME,NAME] [--strace] [--verbose]

Passed: the needle can be seen, the copy is the source, nothing was opened or asked for, no link
leads anywhere but to a web page after a click, and no turn of the event loop took longer than
100 ms of the UI thread's own time (other programs on the machine do not count). With `--strace`
the system calls of each process are searched for the canaries too, which also sees what C++ does.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import hostile_cases

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[3]
_LIMIT_MS = 100
_TIMEOUT_S = 120


def main() -> int:
    """Run all, print those that failed and the count."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    parser.add_argument("--strace", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    a = parser.parse_args()
    names = a.only.split(",") if a.only else [case.name for case in hostile_cases.every()]
    passed = 0
    with tempfile.TemporaryDirectory() as folder:
        canary = Path(folder, "canary.png")
        canary.write_bytes(b"CANARY")
        for name in names:
            found = run(name, canary, trace=a.strace and shutil.which("strace") is not None)
            failures = judged(found)
            passed += not failures
            if failures or a.verbose:
                stall = f"{found.get('stall_cpu_ms', 0):.0f} ms {found.get('stall_at', '')}"
                print(f"{name}: {', '.join(failures) or 'passed'} (longest turn {stall})")
    print(f"{passed} / {len(names)}")
    return 0 if passed == len(names) else 1


def run(name: str, canary: Path, *, trace: bool = False) -> dict[str, object]:
    """What happened, as `hostile_case_run` tells it; `died` where it told nothing."""
    log = canary.with_suffix(".strace")
    command = [sys.executable, str(_HERE / "hostile_case_run.py"), name, "--file", str(canary)]
    if trace:
        command = ["strace", "-f", "-e", "trace=openat,connect,execve", "-o", str(log), *command]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(_ROOT), str(_HERE)]),
        "QT_QPA_PLATFORM": "offscreen",
    }
    try:
        done = subprocess.run(
            command, cwd=canary.parent, env=environment, capture_output=True, text=True,
            timeout=_TIMEOUT_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"died": f"no end after {_TIMEOUT_S} s"}
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        return {"died": f"exit status {done.returncode}: {done.stderr[-300:]}"}
    found: dict[str, object] = json.loads(lines[-1])
    if trace:
        found["traced"] = _touched(log.read_text(errors="replace"), canary)
    return found


def judged(found: dict[str, object], limit_ms: float = _LIMIT_MS) -> list[str]:
    """What is wrong with it, in words."""
    if "died" in found:
        return [str(found["died"])]
    wrong = []
    if not found["needle"]:
        wrong.append("the needle is not seen")
    if not found["copy"]:
        wrong.append("the copy differs")
    if float(str(found["stall_cpu_ms"])) > limit_ms:
        wrong.append("a stall")
    wrong += [f"opened: {what}" for what in _list(found["opened"])]
    wrong += [f"unsafe link: {what}" for what in _list(found["unsafe_links"])]
    wrong += [f"system call: {what}" for what in _list(found.get("traced"))]
    if found["opened_unasked"]:
        wrong.append("a link was opened without a click")
    return wrong


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _touched(log: str, canary: Path) -> list[str]:
    """Calls that name the canary, or connect to anything but the machine's own services."""
    found = []
    for line in log.splitlines():
        remote = "connect(" in line and re.search(r"AF_INET6?", line)
        if remote or (canary.name in line and "openat(" in line):
            found.append(line[:200])
    return found


if __name__ == "__main__":
    sys.exit(main())
