"""Files for other programs lie in a private place and go with the program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gemini_desktop.ui.chat.hands.offers import Offer
from gemini_desktop.ui.chat.media.temporary_files import TemporaryFiles


def offer(name: str = "picture.png", data: bytes = b"data") -> Offer:
    return Offer(name, lambda: data)


def not_base64() -> bytes:
    raise ValueError


def test_they_are_the_owners_alone_and_keep_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    files = TemporaryFiles()
    first, second = files.put(offer()), files.put(offer(data=b"other"))
    assert first is not None
    assert second is not None
    assert first != second
    assert (first.name, first.read_bytes(), second.read_bytes()) == (
        "picture.png",
        b"data",
        b"other",
    )
    assert first.stat().st_mode & 0o077 == 0
    assert first.parents[1].stat().st_mode & 0o077 == 0
    del files
    assert not first.parents[1].exists()


def test_what_cannot_be_written_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    files = TemporaryFiles()
    assert files.put(Offer("x", not_base64)) is None
    assert files.put(offer(name="no/such/folder")) is None
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    assert TemporaryFiles().put(offer()) is None


def test_they_are_gone_when_the_program_has_ended(tmp_path: Path) -> None:
    code = (
        f"import tempfile; tempfile.tempdir = {str(tmp_path)!r}\n"
        "from gemini_desktop.ui.chat.hands.offers import Offer\n"
        "from gemini_desktop.ui.chat.media.temporary_files import TemporaryFiles\n"
        "kept = TemporaryFiles()\n"
        "print(kept.put(Offer('a.txt', lambda: b'x')).exists())\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout == "True\n"
    assert not list(tmp_path.iterdir())
