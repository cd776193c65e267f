"""One stack of the benchmarks in a process of its own, told by lines what to read.

    python worker.py STACK [--cpu N]

Each line of standard input is the base URL of a workload (see `load_server`); the answer is one
JSON line: how many events reached the reader, the CPU and wall seconds that it took, and the
memory in use afterwards. So starting and importing are never timed. A stack whose packages are not
installed says so in its first line, `{"missing": "name"}`, and ends; the others say `{}`.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

Read = Callable[[str], int]
"""Reads one stream to its end; how many events came."""

STACKS = {
    "socket": ("stack_limits", "by_socket"),
    "httpx": ("stack_limits", "by_httpx"),
    "httpx-bulk": ("stack_limits", "by_httpx_in_bulk"),
    "engine": ("stack_engine", "on_asyncio"),
    "engine-no-tape": ("stack_engine", "without_tape"),
    "engine-no-bulk": ("stack_engine", "without_bulk_reads"),
    "engine-qt": ("stack_engine", "on_qt"),
    "engine-interactions": ("stack_engine", "interactions_on_qt"),
    "engine-chat": ("stack_engine", "chat_completions_on_qt"),
    "genai": ("stack_peers", "genai"),
    "genai-async": ("stack_peers", "genai_async"),
    "genai-interactions": ("stack_peers", "genai_interactions"),
    "openai": ("stack_peers", "openai"),
}


def main() -> None:
    """Serve the lines of standard input."""
    if "--cpu" in sys.argv and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(sys.argv[sys.argv.index("--cpu") + 1])})
    module, name = STACKS[sys.argv[1]]
    try:
        read: Read = getattr(importlib.import_module(module), name)()
    except ImportError as error:
        print(json.dumps({"missing": error.name or str(error)}), flush=True)
        return
    print("{}", flush=True)
    gc.freeze()
    for line in sys.stdin:
        print(json.dumps(timed(read, line.strip())), flush=True)


def timed(read: Read, url: str) -> dict[str, float]:
    """One reading, measured."""
    gc.collect()
    before = resident_kb()
    cpu, wall = time.process_time(), time.perf_counter()
    events = read(url)
    return {
        "cpu_s": time.process_time() - cpu,
        "wall_s": time.perf_counter() - wall,
        "events": events,
        "grown_kb": resident_kb("VmHWM") - before,
        "resident_kb": resident_kb(),
    }


def resident_kb(field: str = "VmRSS") -> int:
    """The memory of this process, or its peak (VmHWM); 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return next((int(li.split()[1]) for li in status.splitlines() if li.startswith(field)), 0)


if __name__ == "__main__":
    main()
