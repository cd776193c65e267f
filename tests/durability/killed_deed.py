"""One long piece of work on a home, in a process that is to be killed while it is at it.

python killed_deed.py DEED HOME OUTSIDE

`OUTSIDE` is a folder of the user's: `chats.zip` is taken in by `import`, `home.gdbackup` by
`restore`; `export` and `backup` write beside them.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from gemini_desktop.cli import main as command
from gemini_desktop.session.searching import Searching
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.transcripts import Library


def tell(what: str) -> None:
    """One line, handed to the system at once."""
    os.write(1, json.dumps({"what": what}).encode() + b"\n")


async def migrate(home: Path) -> None:
    """Open a library of an earlier version."""
    library = Library(home)
    await library.open()
    await library.close()


async def vacuum(home: Path) -> None:
    """Give empty pages back."""
    library = Library(home)
    await library.open()
    await library.upkeep.compact(lambda _: None)
    await library.close()


async def purge(home: Path) -> None:
    """Delete for good what was deleted, as the window does when it closes."""
    library = Library(home)
    await library.open()
    await library.purge_deleted(Captures(home))
    await library.close()


async def index(home: Path) -> None:
    """Index all captures for searching."""
    searching = Searching(home, Captures(home))
    await searching.catch_up()
    await searching.close()


WORK: dict[str, Callable[[Path], Coroutine[Any, Any, None]]] = {
    "migration": migrate,
    "vacuum": vacuum,
    "index": index,
    "purge": purge,
}


def arguments(deed: str, home: Path, outside: Path) -> list[str]:
    """The command line of a deed that has one."""
    return {
        "export": ["chats", "export", "--all", "--as", "json", "--out", str(outside / "all.zip")],
        "folder": ["chats", "export", "--all", "--as", "html", "--out", str(outside / "pages")],
        "import": ["import", str(outside / "chats.zip")],
        "backup": ["backup", str(outside / "made.gdbackup")],
        "restore": ["restore", str(outside / "home.gdbackup"), "--into", str(home)],
    }[deed] + ([] if deed == "restore" else ["--home", str(home)])


def main() -> int:
    """See the module."""
    deed, home, outside = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    tell("begin")
    if deed in WORK:
        asyncio.run(WORK[deed](home))
        status = 0
    else:
        status = command(arguments(deed, home, outside))
    tell("done")
    return status


if __name__ == "__main__":
    raise SystemExit(main())
