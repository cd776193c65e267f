"""A program's start without a screen, for `start.py` and `imports.py`.

    python start_run.py gemini_desktop|bare [--imports=SECONDS]

Prints when the first window was painted and closes it. With --imports it stays open for so
long, and only sets a mark among what `-X importtime` tells.
"""

from __future__ import annotations

import argparse
import json
import runpy
import sys
import time
from functools import partial

import first_paint
from PySide6.QtCore import QTimer

MARK = "import time: painted"


def main() -> None:
    """Run the module that the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("module")
    parser.add_argument("--imports", type=float)
    a = parser.parse_args()
    first_paint.watch(_print if a.imports is None else partial(_mark, round(a.imports * 1000)))
    sys.argv[1:] = []
    runpy.run_module(a.module, run_name="__main__", alter_sys=True)


def _print() -> None:
    print(json.dumps({"painted_ns": time.monotonic_ns()}), flush=True)
    first_paint.close_windows()


def _mark(stays_ms: int) -> None:
    print(MARK, file=sys.stderr, flush=True)
    QTimer.singleShot(stays_ms, first_paint.close_windows)


if __name__ == "__main__":
    main()
