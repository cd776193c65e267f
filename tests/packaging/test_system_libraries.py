"""What Qt needs from the system is found out by loading it and installed by one command."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import system_libraries
from console import SetupError
from system_libraries import LIBRARIES, Library

THERE = Library("libc.so.6", "every window", "libc6", "glibc")
ABSENT = Library("libno-such-thing.so.9", "every window", "libno-such-thing9", "no-such-thing")
GLIB = Library("libc.so.6", "every window", "libglib2.0-0", "glib2")


class System:
    """A folder as the whole PATH, with programs that note how they were called."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, name: str, script: str = "") -> None:
        program = self._folder / name
        program.write_text(f'#!/bin/sh\necho "{name} $*" >> {self._folder}/calls\n{script}\n')
        program.chmod(0o755)

    def calls(self) -> list[str]:
        calls = self._folder / "calls"
        return calls.read_text().splitlines() if calls.exists() else []


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> System:
    real_env = shutil.which("env")
    assert real_env
    (tmp_path / "env").symlink_to(real_env)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return System(tmp_path)


def known(*packages: str) -> str:
    return "\n".join(f"echo {package}" for package in packages)


INSTALL = "apt-get install -y --no-install-recommends"


def test_a_library_that_does_not_load_is_missing() -> None:
    assert system_libraries.missing_libraries([THERE, ABSENT]) == [ABSENT]


def test_the_table_is_whole() -> None:
    """Sixteen libraries, each once, each in a package of its own on Debian."""
    assert len(LIBRARIES) == 16
    assert len({library.soname for library in LIBRARIES}) == 16
    assert len({library.apt for library in LIBRARIES}) == 16


def test_these_tests_run_where_nothing_is_missing() -> None:
    assert system_libraries.missing_libraries() == []
    assert system_libraries.venv_package() is None


@pytest.mark.parametrize(
    ("user_id", "sudo", "prefix"),
    [(0, None, []), (0, "/usr/bin/sudo", []), (1, "/usr/bin/sudo", ["/usr/bin/sudo"])],
)
def test_root_is_used_before_sudo(user_id: int, sudo: str | None, prefix: list[str]) -> None:
    assert system_libraries.become_root(user_id, sudo) == prefix


def test_neither_root_nor_sudo_is_none() -> None:
    assert system_libraries.become_root(1000, None) is None


def test_apt_is_asked_once_for_all(system: System, capfd: pytest.CaptureFixture[str]) -> None:
    system.add("apt-get")
    system.add("apt-cache", known("libc6"))
    system_libraries.install([THERE], "python3.11-venv")
    apt = [call for call in system.calls() if call.startswith("apt-get")]
    assert apt == [f"{INSTALL} libc6 python3.11-venv"]
    out, err = capfd.readouterr()
    assert out == ""
    assert "missing: libc.so.6, which Qt needs for every window" in err
    assert f"+ env DEBIAN_FRONTEND=noninteractive {INSTALL} libc6 python3.11-venv" in err


def test_apt_does_not_ask_questions(system: System, tmp_path: Path) -> None:
    system.add("apt-get", f"echo $DEBIAN_FRONTEND > {tmp_path}/frontend")
    system.add("apt-cache", known("libc6"))
    system_libraries.install([THERE], None)
    assert (tmp_path / "frontend").read_text() == "noninteractive\n"


def test_empty_lists_are_fetched_first(system: System) -> None:
    system.add("apt-get")
    system.add("apt-cache")
    system_libraries.install([THERE], None)
    apt = [call for call in system.calls() if call.startswith("apt-get")]
    assert apt == ["apt-get update", f"{INSTALL} libc6"]


def test_old_lists_are_fetched_when_installing_failed(system: System, tmp_path: Path) -> None:
    fails_once = f'[ "$1" = update ] && touch {tmp_path}/new\n[ -e {tmp_path}/new ]'
    system.add("apt-get", fails_once.replace("touch", "/usr/bin/touch"))
    system.add("apt-cache", known("libc6"))
    system_libraries.install([THERE], None)
    apt = [call for call in system.calls() if call.startswith("apt-get")]
    assert apt == [f"{INSTALL} libc6", "apt-get update", f"{INSTALL} libc6"]


def test_the_newer_name_of_glib_is_used_where_apt_knows_it(system: System) -> None:
    system.add("apt-get")
    system.add("apt-cache", known("libglib2.0-0", "libglib2.0-0t64"))
    system_libraries.install([GLIB], None)
    assert f"{INSTALL} libglib2.0-0t64" in system.calls()


def test_the_older_name_of_glib_is_used_elsewhere(system: System) -> None:
    system.add("apt-get")
    system.add("apt-cache", known("libglib2.0-0"))
    system_libraries.install([GLIB], None)
    assert f"{INSTALL} libglib2.0-0" in system.calls()


def test_a_user_installs_through_sudo(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    system.add("apt-get")
    system.add("apt-cache", known("libc6"))
    system.add("sudo", '"$@"')
    system_libraries.install([THERE], None)
    assert f"sudo env DEBIAN_FRONTEND=noninteractive {INSTALL} libc6" in system.calls()
    assert f"{INSTALL} libc6" in system.calls()


def test_without_root_and_sudo_the_command_is_shown_and_not_run(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    system.add("apt-get")
    system.add("apt-cache", known("libc6"))
    with pytest.raises(SetupError) as caught:
        system_libraries.install([THERE], None)
    assert "there is no sudo" in str(caught.value)
    assert f"{INSTALL} libc6" in str(caught.value)
    assert not any(call.startswith("apt-get") for call in system.calls())


def test_a_failing_apt_leaves_the_user_with_the_command(system: System) -> None:
    system.add("apt-get", "exit 100")
    system.add("apt-cache", known("libc6"))
    with pytest.raises(SetupError) as caught:
        system_libraries.install([THERE], None)
    assert "apt-get failed" in str(caught.value)
    assert f"{INSTALL} libc6" in str(caught.value)


def test_a_library_that_still_does_not_load_is_named(system: System) -> None:
    system.add("apt-get")
    system.add("apt-cache", known(ABSENT.apt))
    with pytest.raises(SetupError, match=r"cannot be loaded: libno-such-thing\.so\.9"):
        system_libraries.install([ABSENT], None)


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("dnf", "sudo dnf install 'libno-such-thing.so.9()(64bit)'"),
        ("zypper", "sudo zypper install 'libno-such-thing.so.9()(64bit)'"),
        ("pacman", "sudo pacman -S --needed no-such-thing"),
        ("nix", "Install what holds:\n  libno-such-thing.so.9"),
    ],
)
def test_other_systems_get_their_own_command_to_run(
    system: System, manager: str, command: str
) -> None:
    system.add(manager)
    with pytest.raises(SetupError) as caught:
        system_libraries.install([ABSENT], None)
    assert command in str(caught.value)
    assert system.calls() == []


def test_without_apt_a_python_without_ensurepip_is_the_users_to_mend(system: System) -> None:
    with pytest.raises(SetupError, match="has no ensurepip"):
        system_libraries.install([], "python3.11-venv")
