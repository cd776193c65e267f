"""Where the home directory is, and who may look into it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import platformdirs
import pytest

from gemini_desktop.core.errors import StoreError
from gemini_desktop.store import home as home_module
from gemini_desktop.store.home import find_home, prepare_home


def test_what_is_said_outright_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    assert find_home(tmp_path / "mine") == tmp_path / "mine"
    assert find_home() == home
    monkeypatch.setenv("GEMINI_DESKTOP_HOME", " ")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert find_home().name == "gemini-desktop"


def test_a_tilde_and_relative_paths_are_resolved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert find_home(Path("~/mine")) == tmp_path / "mine"
    assert find_home(Path("mine")) == tmp_path / "mine"


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_the_home_is_the_owners_alone(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        home = prepare_home(tmp_path / "new" / "home")
    finally:
        os.umask(before)
    assert {path.name for path in home.iterdir()} == {"captures", "blobs", "logs"}
    for folder in (home, *home.iterdir()):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_was_there_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir(mode=0o755)
    (tmp_path / "shared").chmod(0o755)
    prepare_home(tmp_path / "shared")
    assert stat.S_IMODE((tmp_path / "shared").stat().st_mode) == 0o755
    prepare_home(tmp_path / "shared")


def test_a_home_that_cannot_be_made_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError) as caught:
        prepare_home(tmp_path / "file" / "home")
    assert str(tmp_path / "file" / "home") in str(caught.value)
    assert caught.value.failure.advice


@pytest.mark.parametrize("named", ["", "/elsewhere/data", "  "])
def test_the_usual_folders_are_those_of_the_system(
    named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What platformdirs says is left out where that is easy, not contradicted."""
    monkeypatch.delenv(home_module.VARIABLE, raising=False)
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, named)
    monkeypatch.setattr(home_module, "chosen_home", lambda: None)
    usual = platformdirs.user_data_dir("gemini-desktop", appauthor=False)
    assert home_module.find_home() == Path(usual)
    config = platformdirs.user_config_dir("gemini-desktop", appauthor=False)
    assert home_module.pointer() == Path(config, "home")
