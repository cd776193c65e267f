"""The window always opens, whatever has become of its home: old chats are readable where they can
be, the strip says what cannot be kept, and nothing that was there is harmed."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from mere_owner import mere_owner
from PySide6.QtWidgets import QPushButton

from gemini_desktop import app
from gemini_desktop.core.transcript import prompt
from gemini_desktop.store.drafts import Drafts
from gemini_desktop.store.home import find_home
from gemini_desktop.store.opened_home import Home, open_home
from gemini_desktop.ui import file_dialogs
from tests.end2end.test_window import answer, opened, type_prompt, until, widget
from tests.support import RunCoroutine


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


async def lived_in(home: Path) -> None:
    """A home with one chat in it."""
    async with opened(home) as window:
        await answer(window, lambda: type_prompt(window, "Hello from before"))


@asynccontextmanager
async def closing_without_asking(window: app.Application) -> AsyncIterator[None]:
    """What is not saved is lost with the test."""
    try:
        yield
    finally:
        window.allow_close()


def contents(home: Path) -> dict[str, bytes]:
    """Every file that was stored, by its name; what only helps to find things is left out."""
    found = (home.rglob("*") if home.is_dir() else [home]) if home.exists() else []
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in found
        if path.is_file()
        and not path.name.startswith(("search.db", "library.db-", "."))
        and path.suffix not in {".log", ".lock", ".draft"}
    }


def texts(window: app.Application) -> list[str]:
    return [turn.text for turn in window.presenter.turns]


async def check_usable(window: app.Application) -> None:
    """A prompt is answered, and shown with its recording."""
    turn = await answer(window, lambda: type_prompt(window, "Hello again"))
    assert turn.outcome is not None
    assert turn.outcome.kind == "complete"
    assert texts(window)[-2] == "Hello again"
    assert window.inspector_pane.pages.events.model.rowCount() > 3


# --- what has become of it -----------------------------------------------------------------------


def library_a_folder(home: Path) -> None:
    (home / "library.db").unlink()
    (home / "library.db").mkdir()


def library_newer(home: Path) -> None:
    with closing(sqlite3.connect(home / "library.db")) as connection:
        connection.execute("PRAGMA user_version = 999")


def library_damaged(home: Path) -> None:
    (home / "library.db").write_bytes(b"This is no database at all. " * 100)


def library_gone_but_its_journal(home: Path) -> None:
    path = home / "library.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE more (name TEXT)")
        shutil.copyfile(path.with_name("library.db-wal"), path.with_name("kept"))
    path.unlink()
    path.with_name("kept").rename(path.with_name("library.db-wal"))


def library_unreadable(home: Path) -> None:
    (home / "library.db").chmod(0)


def settings_unreadable(home: Path) -> None:
    (home / "settings.json").chmod(0)


def settings_a_folder(home: Path) -> None:
    (home / "settings.json").unlink()
    (home / "settings.json").mkdir()


def captures_gone(home: Path) -> None:
    shutil.rmtree(home / "captures")


def blobs_gone(home: Path) -> None:
    shutil.rmtree(home / "blobs")


def captures_a_file(home: Path) -> None:
    shutil.rmtree(home / "captures")
    (home / "captures").write_text("a file")


def home_read_only(home: Path) -> None:
    for path in (*home.rglob("*"), home):
        path.chmod(0o500 if path.is_dir() else 0o400)


def home_a_file(home: Path) -> None:
    shutil.rmtree(home)
    home.write_text("a file")


SETTINGS, LIBRARY = {"settings.json"}, {"library.db"}
FATES: list[tuple[Callable[[Path], None], str, bool, set[str]]] = [
    # What happened; how the strip begins (empty for no strip); whether the old chat can be read;
    # which files have to change, as the program is used.
    (library_a_folder, "The library in", True, SETTINGS),
    (library_newer, "The library", True, SETTINGS),
    (library_damaged, "", True, SETTINGS | LIBRARY),
    (library_gone_but_its_journal, "", True, SETTINGS),
    (library_unreadable, "The library in", True, SETTINGS),
    (settings_unreadable, "The settings could not be saved", True, LIBRARY),
    (settings_a_folder, "The settings could not be saved", True, LIBRARY),
    (captures_gone, "", True, SETTINGS | LIBRARY),
    (blobs_gone, "", True, SETTINGS | LIBRARY),
    (captures_a_file, "Nothing can be kept in", True, SETTINGS | LIBRARY),
    (home_read_only, "Nothing can be kept in", True, set()),
    (home_a_file, "Nothing can be kept in", False, set()),
]


@pytest.mark.parametrize(
    ("fate", "said", "readable", "changed"), FATES, ids=[fate[0].__name__ for fate in FATES]
)
def test_the_window_opens_and_works(
    home: Path,
    run_qt: RunCoroutine,
    fate: Callable[[Path], None],
    said: str,
    readable: bool,
    changed: set[str],
) -> None:
    run_qt(lived_in(home))
    fate(home)
    before = {name: data for name, data in contents(home).items() if name not in changed}

    async def main() -> None:
        async with opened(home) as window, closing_without_asking(window):
            chats = await window.session.chats.listed()
            assert [chat.title for chat in chats] == (["Hello from before"] if readable else [])
            if readable and not texts(window):  # no settings, so none is opened by itself
                window.conversation_selected.emit(chats[0].id)
                await until(lambda: bool(texts(window)))
            assert texts(window)[:1] == (["Hello from before"] if readable else [])
            await check_usable(window)
            strip = window.chat_pane.unsaved_strip
            if not said:
                assert strip.isHidden()
                return
            window.session.change(theme="dark")
            await until(lambda: strip.text.startswith(said))
            assert str(home) in strip.details

    with mere_owner():
        run_qt(main())
    after = contents(home)
    for name, data in before.items():
        assert after.get(name) == data, f"{name} was harmed"


def test_drafts_of_chats_that_cannot_be_listed_stay(home: Path, run_qt: RunCoroutine) -> None:
    run_qt(lived_in(home))
    Drafts(home).save("another-chat", prompt("not sent yet"))
    library_newer(home)

    async def main() -> None:
        async with opened(home) as window:
            strip = window.chat_pane.unsaved_strip
            window.allow_close()
            await until(lambda: strip.text.startswith("The library"))

    run_qt(main())
    draft = Drafts(home).load("another-chat")
    assert draft is not None
    assert draft.text == "not sent yet"


def test_a_recording_that_is_gone_is_told_where_it_would_be(
    home: Path, run_qt: RunCoroutine
) -> None:
    run_qt(lived_in(home))
    captures_gone(home)

    async def main() -> None:
        async with opened(home) as window:
            gone = window.inspector_pane.gone
            assert not gone.isHidden()
            assert "it is not there" in gone.text
            assert "whole in the chat" in gone.text
            await check_usable(window)
            assert gone.isHidden()

    run_qt(main())


# --- another home --------------------------------------------------------------------------------


def test_another_home_takes_everything_along_and_is_remembered(
    home: Path, tmp_path: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.rmdir()
    home.write_text("a file in the place of the folder")
    monkeypatch.delenv("GEMINI_DESKTOP_HOME")
    chosen = tmp_path / "chosen"
    chosen.mkdir()

    async def dialog(*_: object) -> Path:
        return chosen

    monkeypatch.setattr(file_dialogs, "folder_target", dialog)

    async def first() -> Home | None:
        async with opened(home) as window:
            await check_usable(window)
            strip = window.chat_pane.unsaved_strip
            await until(lambda: strip.text.startswith("Nothing can be kept in"))
            button = widget(window, "unsavedElsewhere")
            assert isinstance(button, QPushButton)
            assert button.text() == "Choose another folder…"
            window.chat_pane.composer.restore("a draft", [])
            window.chat_pane.editing.begin(window.presenter.turns[0])
            button.click()
            await until(lambda: window.presenter.another_home is not None)
            return window.presenter.another_home

    found = run_qt(first())
    assert found is not None
    assert found.path == chosen
    assert str(chosen) in found.note
    assert find_home() == chosen
    assert find_home(home) == home  # said outright, it wins

    async def second() -> None:
        async with opened(chosen) as window:
            (chat,) = await window.session.chats.listed()
            assert chat.title == "Hello again"
            loaded = await window.session.chats.load(chat.id)
            assert len(loaded.turns) == 2
            records = list(window.session.capture(loaded.turns[1].capture_id).records())
            assert len(records) > 5
            assert window.chat_pane.unsaved_strip.isHidden()
            assert window.chat_pane.composer.draft() == "a draft"

    run_qt(second())


def test_a_chosen_home_that_is_gone_is_not_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is not plugged in: an empty home in its place would look like a loss."""
    monkeypatch.delenv("GEMINI_DESKTOP_HOME", raising=False)
    config = tmp_path / "config" / "gemini-desktop"
    config.mkdir(parents=True)
    (config / "home").write_text(str(tmp_path / "stick" / "home"))
    found = open_home()
    assert found.path == tmp_path / "stick" / "home"
    assert found.failure is not None
    assert "it is not there" in found.failure.message
    assert not (tmp_path / "stick").exists()
    (tmp_path / "stick" / "home").mkdir(parents=True)
    assert open_home().failure is None


@pytest.mark.parametrize("written", [b"", b"relative/path", b"\xff\xfe\x00nothing", b"/x\x00y"])
def test_a_damaged_pointer_is_no_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: bytes
) -> None:
    monkeypatch.delenv("GEMINI_DESKTOP_HOME", raising=False)
    usual = find_home()
    config = tmp_path / "config" / "gemini-desktop"
    config.mkdir(parents=True)
    (config / "home").write_bytes(written)
    assert find_home() == usual


def test_without_any_home_folder_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GEMINI_DESKTOP_HOME", raising=False)
    found = open_home(Path("~nobody-of-this-name/home"))
    assert found.failure is not None
    assert not Path("~nobody-of-this-name").exists()


def test_a_log_that_cannot_be_written_is_no_hindrance(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "logs" / "gemini-desktop.log").mkdir(parents=True)
    with app.log_in(home):
        logging.getLogger("gemini_desktop").info("Something is amiss.")
    assert "Something is amiss." in capsys.readouterr().err
