"""Everything in a used home is the owner's alone, whatever the umask."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from gemini_desktop.core.events import Media
from gemini_desktop.session import storage
from gemini_desktop.session.saving.job import Job
from tests.end2end.test_window import answer, opened, type_prompt, until
from tests.support import RunCoroutine

PICTURE = Media(kind="image", mime_type="image/png", data="iVBORw0KGgo" * 1000)


@pytest.fixture(params=[0o000, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(storage, "SWEEP_AFTER_S", 0.0)
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def wrong(home: Path) -> dict[str, str]:
    """What others may look into, with its rights."""
    rights = {path: stat.S_IMODE(path.lstat().st_mode) for path in (home, *home.rglob("*"))}
    return {
        str(path.relative_to(home)): oct(mode)
        for path, mode in rights.items()
        if mode != (0o700 if path.is_dir() else 0o600) and not path.is_socket()
    }


def test_a_used_home_is_the_owners_alone(
    tmp_path: Path, umask: int, run_qt: RunCoroutine, home: Path
) -> None:
    """While it is used, with the databases' journals, and afterwards."""
    place = tmp_path / "used" / "home"

    async def main() -> None:
        async with opened(place) as window:
            session = window.session
            session.stream_log.write_to(place / "logs" / "stream.log")
            await answer(window, lambda: type_prompt(window, "Tell a short illustrated story"))
            window.chat_pane.composer.restore("A draft", [PICTURE])
            session.change(last_save_folder=str(place))
            await until(lambda: bool(list((place / "drafts").rglob("*.draft"))))
            await until(lambda: (place / "settings.json").exists())
            await session.chat_search.catch_up()
            await session.searching.catch_up()
            await session.backups.back_up(place / "all.gdbackup", Job())
            (summary,) = await session.chats.listed()
            await session.chats.rename(summary.id, "Mine")
            names = {path.name for path in place.iterdir()}
            assert {"library.db", "library.db-wal", "search.db", "search.db-wal"} <= names
            assert list((place / "blobs").rglob("*"))
            assert wrong(place) == {}
            await session.storage.compact(lambda _: None)
            await session.chats.delete([summary.id])
            await asyncio.sleep(0)
        assert wrong(place) == {}
        assert not list((place / "captures").iterdir())
        async with opened(place):
            await asyncio.sleep(0.2)
        assert wrong(place) == {}

    run_qt(main())
