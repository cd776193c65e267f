"""The tape under kill -9 and on a full disk, in processes of their own."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from gemini_desktop.core.capture import Ended
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.tape import TapeReader
from tests.support import PATIENCE_S

APPEND_FOR_EVER = """
    import itertools, os, sys
    from pathlib import Path
    from gemini_desktop.core.capture import BytesReceived
    from gemini_desktop.store.blobs import Blobs
    from gemini_desktop.store.tape import TapeWriter

    home = Path(sys.argv[1])
    writer = TapeWriter(home / "tape", Blobs(home / "blobs"))
    for number in itertools.count():
        data = (b"%d:" % number).ljust(100 + number * 37 % 900, b".") + b"\\n"
        writer.append(BytesReceived(t_ns=number, data=data))
        os.write(1, data)
"""

APPEND_UNTIL_FULL = """
    import resource, signal, sys
    from pathlib import Path
    from gemini_desktop.core.capture import BytesReceived, Ended
    from gemini_desktop.core.errors import StoreError
    from gemini_desktop.store.blobs import Blobs
    from gemini_desktop.store.tape import TapeWriter

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
    home = Path(sys.argv[1])
    writer = TapeWriter(home / "tape", Blobs(home / "blobs"))
    for number in range(1000):
        try:
            writer.append(BytesReceived(t_ns=number, data=b"%06d\\n" % number * 100))
        except StoreError as error:
            failure = error.failure
            print(number, failure.kind, failure.message, failure.advice, sep="|")
            break
    try:
        writer.append(BytesReceived(t_ns=0, data=b"later"))
    except StoreError:
        print("still refused")
    writer.append(Ended(t_ns=9, how="failed", failure=failure))
    writer.close()
"""


def start(source: str, home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(source), str(home)], stdout=subprocess.PIPE
    )


@pytest.mark.parametrize("seed", range(5))
def test_after_kill_9_no_byte_that_was_shown_is_missing(tmp_path: Path, seed: int) -> None:
    process = start(APPEND_FOR_EVER, tmp_path)
    assert isinstance(process.stdout, io.BufferedReader)
    try:
        shown = process.stdout.read(1)
        # The pipe holds 64 KiB, so the kill comes while the writer is at work, not waiting.
        deadline = time.monotonic() + random.Random(seed).uniform(0.005, 0.1)
        while time.monotonic() < deadline:
            shown += process.stdout.read1()
    finally:
        process.kill()
        shown += process.stdout.read()
        process.stdout.close()
        process.wait()
    reader = TapeReader(tmp_path / "tape", Blobs(tmp_path / "blobs"))
    body = reader.capture().body
    assert body == (tmp_path / "tape" / "body").read_bytes()
    assert body.startswith(shown)
    assert len(shown) > 100
    assert reader.interrupted
    assert not reader.is_being_written()


def test_a_full_disk_is_said_plainly_and_keeps_what_fitted(tmp_path: Path) -> None:
    process = start(APPEND_UNTIL_FULL, tmp_path)
    output, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    first, second = output.decode().splitlines()
    number, kind, message, advice = first.split("|")
    assert second == "still refused"
    assert kind == "file_too_large"
    assert str(tmp_path / "tape") in message
    assert "Everything recorded before is kept." in message
    assert advice
    reader = TapeReader(tmp_path / "tape", Blobs(tmp_path / "blobs"))
    sent = b"".join(b"%06d\n" % n * 100 for n in range(int(number) + 1))
    assert reader.capture().body == sent[:10_000]
    ended = reader.ended()
    assert isinstance(ended, Ended)
    assert ended.failure is not None
    assert ended.failure.kind == "file_too_large"
