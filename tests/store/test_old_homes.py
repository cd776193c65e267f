"""Homes that every earlier version of the program wrote open, with all that is in them."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from gemini_desktop.core.answer import read
from gemini_desktop.core.request import Options
from gemini_desktop.session.recovery import Recovery
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.drafts import Drafts
from gemini_desktop.store.gcap import read_gcap
from gemini_desktop.store.migrations import MIGRATIONS
from gemini_desktop.store.settings import SettingsFile
from gemini_desktop.store.sharing import Sharing
from gemini_desktop.store.transcripts import Library
from tests.archives import unpack
from tests.support import PATIENCE_S

OLD = Path(__file__).with_name("old")
VERSIONS = range(1, len(MIGRATIONS) + 1)
LONG = "A long prompt that goes to the blobs. " * 150


def old_home(tmp_path: Path, version: int) -> Path:
    home = tmp_path / "home"
    unpack(OLD / f"home-{version}.tar.gz", home)
    return home


def version_of(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


async def check(home: Path, version: int) -> None:
    """All that was written is there, and so are the undeleted and the deleted."""
    library, captures = Library(home), Captures(home)
    opened = await library.open()
    assert opened.damaged is None
    assert not opened.is_new
    recovery = Recovery(library, captures, Sharing(home))
    assert (await recovery.begin()).sentences == ()
    assert await recovery.go_on() == ()
    known = {c.id: c for c in await library.conversations()}
    assert known.keys() == {"old-1", "old-2"}
    assert known["old-1"].title == f"Named in version {version}"
    assert known["old-1"].turn_count == 5
    first = await library.load("old-1")
    assert [turn.text for turn in first.turns] == [
        f"Hello from version {version}", "Answer 0", "And again", "Another answer"
    ]  # fmt: skip
    assert list(first.variants) == ["old-1-b1"]
    assert [t.text for t in (await library.load("old-2")).turns][:2] == [LONG, "Answer 0"]
    if version >= 2:
        assert len((await library.load("old-2")).turns) == 2
    if version >= 4:
        assert known["old-1"].pinned
        assert known["old-1"].tags == ("kept",)
    for turn in (await library.load("old-1")).turns[1:3:2]:
        answer = read(captures.open(turn.capture_id).records())
        assert answer.text == turn.text
    assert len(await library.captures()) == 3
    await library.restore_conversations(["old-3"])
    assert len(await library.conversations()) == 3
    await library.close()


def test_each_version_left_a_home() -> None:
    """A new migration needs one: see `old/write_home.py`."""
    for version in VERSIONS:
        assert (OLD / f"home-{version}.tar.gz").exists()
        assert (OLD / f"capture-{version}.gcap").exists()


@pytest.mark.parametrize("version", VERSIONS)
def test_an_old_home_opens_with_all_that_is_in_it(tmp_path: Path, version: int) -> None:
    home = old_home(tmp_path, version)
    path = home / "library.db"
    assert version_of(path) == version
    asyncio.run(check(home, version))
    assert version_of(path) == len(MIGRATIONS)
    copies = {p.name: version_of(p) for p in home.glob("library.db.before-*")}
    assert copies == {f"library.db.before-{n + 1}": n for n in range(version, len(MIGRATIONS))}

    settings, odd = SettingsFile(home).load()
    assert odd == ""
    assert settings.options == Options(temperature=0.5, raw={"a": 1})
    assert (settings.profiles[0].name, settings.profiles[0].secret) == ("Old", "env:TOKEN")
    assert (settings.theme, settings.window, settings.current_profile) == (
        "dark", {"zoom": "110"}, "Old"
    )  # fmt: skip
    draft = Drafts(home).load("old-1")
    if draft is not None or version > 2:  # the first two versions had no drafts
        assert draft is not None
        assert draft.text == f"A draft of version {version}"


@pytest.mark.parametrize("path", sorted(OLD.glob("*.gcap")), ids=lambda path: path.stem)
def test_an_old_capture_opens(path: Path) -> None:
    capture = read_gcap(path)
    assert capture.request is not None
    assert capture.request.method == "POST"
    answer = read(capture.records)
    assert answer.text.startswith("Answer ")
    assert answer.outcome is not None
    assert answer.outcome.kind == "complete"


MIGRATOR = """
import asyncio, sys
from pathlib import Path
from gemini_desktop.store.transcripts import Library

async def main():
    library = Library(Path(sys.argv[1]))
    print("ready", flush=True)
    sys.stdin.readline()
    await library.open()
    print(len(await library.conversations()), flush=True)
    await library.close()

asyncio.run(main())
"""


def test_two_programs_that_migrate_at_once_do_it_once(tmp_path: Path) -> None:
    home = old_home(tmp_path, 1)
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATOR, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    for program in programs:
        said, _ = program.communicate(timeout=PATIENCE_S)
        assert (said, program.returncode) == ("2\n", 0)
    asyncio.run(check(home, 1))
    assert version_of(home / "library.db.before-2") == 1
