"""The stamp tells a finished environment from any other, and one installer works at a time."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import virtual_environment
from console import SetupError

from tests.support import PATIENCE_S

PACKAGING = Path(virtual_environment.__file__).parent


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "packaging" / "lock.txt"
    path.parent.mkdir()
    path.write_text("anyio==4.16.0\n")
    return path


def finish(root: Path, lock: Path) -> Path:
    """Make what an installation leaves, without the packages; return its stamp."""
    python = virtual_environment.tool(root, "python")
    python.parent.mkdir(parents=True, exist_ok=True)
    python.touch()
    stamp = virtual_environment._stamp_path(root)
    stamp.write_text(virtual_environment._stamp_for(root, lock), encoding="utf-8")
    return stamp


def test_nothing_is_not_current(tmp_path: Path, lock: Path) -> None:
    assert not virtual_environment.is_current(tmp_path, [lock])


def test_a_finished_environment_is_current(tmp_path: Path, lock: Path) -> None:
    finish(tmp_path, lock)
    assert virtual_environment.is_current(tmp_path, [lock])


def test_an_environment_without_a_stamp_is_not_current(tmp_path: Path, lock: Path) -> None:
    finish(tmp_path, lock).unlink()
    assert not virtual_environment.is_current(tmp_path, [lock])


def test_an_environment_whose_python_went_away_is_not_current(tmp_path: Path, lock: Path) -> None:
    """As after an upgrade of the system: the link is there, and leads nowhere."""
    finish(tmp_path, lock)
    python = virtual_environment.tool(tmp_path, "python")
    python.unlink()
    python.symlink_to(tmp_path / "gone")
    assert not virtual_environment.is_current(tmp_path, [lock])


def test_a_changed_lock_file_makes_it_stale(tmp_path: Path, lock: Path) -> None:
    finish(tmp_path, lock)
    lock.write_text("anyio==4.17.0\n")
    assert not virtual_environment.is_current(tmp_path, [lock])


def test_another_python_makes_it_stale(
    tmp_path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(tmp_path, lock)
    monkeypatch.setattr(sys, "version_info", (3, 99, 0, "final", 0))
    assert not virtual_environment.is_current(tmp_path, [lock])


def test_a_moved_clone_makes_it_stale(tmp_path: Path, lock: Path) -> None:
    """Programs in an environment hold its path."""
    root = tmp_path / "old"
    root.mkdir()
    finish(root, lock)
    moved = root.rename(tmp_path / "new")
    assert not virtual_environment.is_current(moved, [lock])


def test_either_lock_file_will_do_where_both_are_named(tmp_path: Path, lock: Path) -> None:
    dev = lock.with_name("lock-dev.txt")
    dev.write_text("anyio==4.16.0\npytest==9.2.0\n")
    finish(tmp_path, dev)
    assert virtual_environment.is_current(tmp_path, [lock, dev])
    assert not virtual_environment.is_current(tmp_path, [lock])


def test_lock_files_that_read_the_same_are_told_apart(tmp_path: Path, lock: Path) -> None:
    dev = lock.with_name("lock-dev.txt")
    dev.write_bytes(lock.read_bytes())
    finish(tmp_path, lock)
    assert not virtual_environment.is_current(tmp_path, [dev])


def test_what_is_built_is_made_of_nothing_that_an_older_lock_named(
    tmp_path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one works, what was added to the environment stays."""
    finish(tmp_path, lock)
    maker, pip = tmp_path / "python", virtual_environment.tool(tmp_path, "python")
    maker.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/made"\n')
    pip.write_text("#!/bin/sh\n")
    for program in (maker, pip):
        program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(maker))
    lock.write_text("anyio==4.17.0\n")
    virtual_environment.install(tmp_path, lock)
    assert not (tmp_path / "made").exists()
    lock.write_text("anyio==4.18.0\n")
    virtual_environment.install(tmp_path, lock, anew=True)
    assert "venv --clear" in (tmp_path / "made").read_text()
    assert virtual_environment.is_current(tmp_path, [lock])


def test_the_second_waits_for_the_first(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    order = []

    def second() -> None:
        with virtual_environment.exclusively(tmp_path):
            order.append("second")

    thread = threading.Thread(target=second)
    with virtual_environment.exclusively(tmp_path):
        thread.start()
        said, end = "", time.monotonic() + PATIENCE_S
        while "another dev.py is installing here; waiting" not in said:
            assert time.monotonic() < end
            time.sleep(0.01)
            said += capfd.readouterr().err
        order.append("first")
    thread.join(timeout=PATIENCE_S)
    assert order == ["first", "second"]


def test_a_wait_without_end_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(virtual_environment, "_WAIT_S", 0.1)
    with (
        virtual_environment.exclusively(tmp_path),
        pytest.raises(SetupError, match="half an hour"),
        virtual_environment.exclusively(tmp_path),
    ):
        pass


def test_a_killed_installer_lets_go(tmp_path: Path) -> None:
    code = (
        f"import sys, time; sys.path.insert(0, {str(PACKAGING)!r})\n"
        "import virtual_environment, pathlib\n"
        f"with virtual_environment.exclusively(pathlib.Path({str(tmp_path)!r})):\n"
        "    print('held', flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"held\n"
        process.kill()
    with virtual_environment.exclusively(tmp_path):
        pass


def test_a_python_that_cannot_make_an_environment_is_said(
    tmp_path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    with pytest.raises(SetupError, match="could not make a virtual environment"):
        virtual_environment.install(tmp_path, lock)
