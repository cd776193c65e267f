"""The window's life on a disk that fails, in short; `fault_run.py` is the whole campaign."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support import PATIENCE_S

SCRIPT = Path(__file__).with_name("fault_run.py")


def test_a_failing_disk_crashes_nothing_and_is_told() -> None:
    """From the 90th writing call on all fail: in the middle of the first answer."""
    if shutil.which("cc") is None or sys.platform != "linux":
        return  # the shim is built on the spot; test_unsaved fails writes without it
    wanted = ["--first", "90", "--most", "90", "--errors", "ENOSPC", "--lasting", "1"]
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *wanted],
        env={**os.environ, "PYTHONPATH": str(SCRIPT.parents[2])},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 objections" in done.stdout
    (row,) = re.findall(r"^ENOSPC from then on +(.+)$", done.stdout, re.MULTILINE)
    lives, failed, that_matter, told, *_ = map(int, row.split())
    assert failed > 1
    assert (lives, that_matter, told) == (1, 1, 1)
