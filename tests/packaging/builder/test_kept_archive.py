"""Modules that are imported late come from the version that runs, whatever has become of its file."""

from __future__ import annotations

import marshal
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builder import kept_archive


class Archive:
    """As PyInstaller's reader is."""

    extract: Callable[..., Any]

    def __init__(self, path: Path, modules: dict[str, str], before: bytes = b"\x7fELF") -> None:
        self._filename = str(path)
        self._start_offset = len(before)
        self.toc = {"space": (3, 0, 0)}
        content = b""
        for name, source in modules.items():
            packed = zlib.compress(marshal.dumps(compile(source, name, "exec")), 0)
            self.toc[name] = (0, len(content), len(packed))
            content += packed
        path.write_bytes(before + content)


def value(archive: Archive, name: str) -> object:
    found: dict[str, object] = {}
    exec(archive.extract(name), found)
    return found["x"]


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return tmp_path / "program"


if sys.platform != "win32":

    def test_an_update_does_not_reach_the_program_that_runs(program: Path) -> None:
        archive = Archive(program, {"a": "x = 1", "b": "x = 2"})
        kept_archive.keep_open(archive)
        assert value(archive, "a") == 1
        newer = program.with_name("newer")
        newer.write_bytes(b"another version " * 100)
        newer.replace(program)
        assert value(archive, "b") == 2
        assert value(archive, "a") == 1

    def test_nor_does_a_removal(program: Path) -> None:
        archive = Archive(program, {"a": "x = 1"})
        kept_archive.keep_open(archive)
        program.unlink()
        assert value(archive, "a") == 1

    def test_all_that_the_archive_offers_is_offered(program: Path) -> None:
        archive = Archive(program, {"a": "x = 1"})
        kept_archive.keep_open(archive)
        assert archive.extract("space") is None
        assert marshal.loads(archive.extract("a", raw=True)).co_filename == "a"
        with pytest.raises(KeyError):
            archive.extract("none")
