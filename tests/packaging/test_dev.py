"""dev.py as a user meets it: a process in a clone, with real venv and pip but no network."""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import dev
import pytest
import system_libraries
from builder import build, manual_page
from console import SetupError

from gemini_desktop.cli.arguments import parser
from tests.support import PATIENCE_S

ROOT = Path(__file__).parents[2]
WHEEL = "tiny-1.0-py3-none-any.whl"
PROGRAM = """
import os, sys, tiny
print(tiny.WORD, sys.argv[1:], os.getcwd())
sys.exit(7)
"""


class Clone:
    """A clone with a program of two lines, whose one dependency is a wheel in a folder."""

    def __init__(self, root: Path, wheels: Path) -> None:
        self.root = root
        self._wheels = wheels
        shutil.copytree(ROOT / "packaging", root / "packaging", ignore=lambda *_: ["__pycache__"])
        (root / "gemini_desktop").mkdir()
        (root / "gemini_desktop" / "__init__.py").touch()
        (root / "gemini_desktop" / "__main__.py").write_text(PROGRAM)
        self.lock(hashlib.sha256((wheels / WHEEL).read_bytes()).hexdigest())

    def lock(self, digest: str) -> None:
        text = f"tiny==1.0 \\\n    --hash=sha256:{digest}\n"
        (self.root / "packaging" / "lock.txt").write_text(text)

    def start(self, *arguments: str, cwd: Path | None = None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(self.root / "packaging" / "dev.py"), *arguments],
            cwd=cwd or self.root,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        with self.start(*arguments, cwd=cwd) as process:
            out, err = process.communicate(timeout=PATIENCE_S)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.root),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self._wheels),
        }


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    info = "tiny-1.0.dist-info"
    with zipfile.ZipFile(folder / WHEEL, "w") as wheel:
        wheel.writestr("tiny.py", "WORD = 'hello'\n")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        wheel.writestr(f"{info}/WHEEL", tags)
        wheel.writestr(f"{info}/RECORD", f"tiny.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n")
    return folder


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> Clone:
    clone = Clone(tmp_path_factory.mktemp("clone with a space"), wheels)
    first = clone.run("run", "doctor")
    assert first.returncode == 7, first.stderr
    assert first.stdout.startswith("hello"), "what the installers print must not be on stdout"
    return clone


@pytest.fixture
def fresh(tmp_path: Path, wheels: Path) -> Clone:
    root = tmp_path / "clone"
    root.mkdir()
    return Clone(root, wheels)


def test_the_second_start_installs_nothing(installed: Clone) -> None:
    done = installed.run("run", "send", "a b", "--text")
    assert done.stderr == ""
    assert done.stdout == f"hello ['send', 'a b', '--text'] {installed.root}\n"
    assert done.returncode == 7


def test_the_program_runs_where_the_user_stands(installed: Clone, tmp_path: Path) -> None:
    """And takes nothing from there: neither this tiny.py nor this gemini_desktop."""
    (tmp_path / "tiny.py").write_text("WORD = 'wrong'\n")
    (tmp_path / "gemini_desktop").mkdir()
    done = installed.run("run", "--version", cwd=tmp_path)
    assert done.stdout == f"hello ['--version'] {tmp_path}\n"


def test_a_window_without_a_screen_is_explained(fresh: Clone) -> None:
    """Before anything is installed."""
    done = fresh.run("run")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "neither DISPLAY nor WAYLAND_DISPLAY is set" in done.stderr
    assert "xvfb-run -a python3 packaging/dev.py run" in done.stderr
    assert 'python3 packaging/dev.py run send "Hello"' in done.stderr
    assert not (fresh.root / ".venv").exists()


def test_every_command_is_known_to_need_no_screen() -> None:
    commands = {name for name, _ in manual_page._commands(parser()) if " " not in name}
    assert commands == {name for name in dev._WITHOUT_WINDOW if not name.startswith("-")}


def test_two_at_once_make_an_interrupted_installation_again_once(fresh: Clone) -> None:
    """From nothing: pip would believe the metadata of a package whose modules are not there."""
    half_made = fresh.root / ".venv" / "lib" / "half-a-package"
    half_made.mkdir(parents=True)
    with fresh.start("run", "demo") as one, fresh.start("run", "demo") as other:
        outputs = [one.communicate(timeout=PATIENCE_S), other.communicate(timeout=PATIENCE_S)]
    assert [out for out, _ in outputs] == [f"hello ['demo'] {fresh.root}\n"] * 2
    assert sum("making " in err for _, err in outputs) == 1
    assert not half_made.exists()


def test_a_package_that_is_not_the_locked_one_is_refused(fresh: Clone) -> None:
    """And nothing is left that a later start would take for finished."""
    fresh.lock("0" * 64)
    done = fresh.run("run", "doctor")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert "pip could not install the packages" in done.stderr
    assert not list((fresh.root / ".venv").glob("*stamp*"))


def test_a_place_that_cannot_be_written_is_named(fresh: Clone) -> None:
    (fresh.root / ".venv.lock").mkdir()
    done = fresh.run("run", "doctor")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert str(fresh.root / ".venv.lock") in done.stderr


def test_without_a_command_the_commands_are_shown(fresh: Clone) -> None:
    wrong = fresh.run("rum")
    assert wrong.returncode == 2
    assert wrong.stdout == ""
    asked = fresh.run("--help")
    assert asked.returncode == 0
    assert asked.stdout == wrong.stderr
    for command in ("run", "test", "check", "build", "lock"):
        assert f"packaging/dev.py {command} " in asked.stdout


def test_check_takes_no_arguments(fresh: Clone) -> None:
    done = fresh.run("check", "--fix")
    assert done.returncode == 2
    assert "check takes no arguments" in done.stderr


def test_build_first_installs_what_a_fresh_machine_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Icons are painted by Qt, and what was frozen is tried with it."""
    lacking = system_libraries.LIBRARIES[:2]
    asked: list[object] = []

    def install(libraries: object, python_package: object) -> None:
        asked.append(libraries)
        raise SetupError("stop here")

    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(system_libraries, "missing_libraries", lambda: lacking)
    monkeypatch.setattr(system_libraries, "install", install)
    (tmp_path / "packaging").mkdir()
    (tmp_path / "packaging" / "lock-build.txt").touch()
    assert dev.main(["build"]) == 2
    assert asked == [lacking]


def test_build_asks_for_its_tools_before_it_works_for_minutes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(SetupError, match="apt-get install binutils"):
        build.build(ROOT, tmp_path / "no-python")


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_any_screen_will_do(name: str) -> None:
    assert not dev.lacks_screen({name: "x"}, "linux")
    assert dev.lacks_screen({name: ""}, "linux")


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_always_have_a_screen(platform: str) -> None:
    assert not dev.lacks_screen({}, platform)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 2), (4, 0, 0)])
def test_a_new_python_is_fine(version: tuple[int, ...]) -> None:
    assert dev.complain_about_python(version, ["run"]) is None


def test_an_old_python_is_told_where_to_get_a_newer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    complaint = dev.complain_about_python((3, 9, 2), ["run"]) or ""
    assert "needs Python 3.11 or newer" in complaint
    assert "is 3.9.2" in complaint
    assert "python.org/downloads" in complaint


def test_an_old_python_points_to_a_newer_one_that_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, code in (("python3.13", 127), ("python3.12", 0)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {code}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    complaint = dev.complain_about_python((3, 10, 4), ["run", "send", "a b"]) or ""
    assert complaint.endswith("Start: python3.12 packaging/dev.py run send 'a b'")


@pytest.mark.parametrize("path", sorted((ROOT / "packaging").glob("*.py")), ids=lambda p: p.name)
def test_an_old_python_can_read_the_file(path: Path) -> None:
    """Else it would show a SyntaxError in place of the advice."""
    tree = ast.parse(path.read_text("utf-8"), feature_version=(3, 8))
    first = tree.body[1]
    assert isinstance(first, ast.ImportFrom)
    assert first.module == "__future__", "newer type annotations would be evaluated"


def test_ci_runs_the_two_commands() -> None:
    script = ROOT / ".ci" / "run"
    text = script.read_text("utf-8")
    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in text
    assert text.index("packaging/dev.py check") < text.index("packaging/dev.py test")


def test_the_readme_shows_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert "\npython3 packaging/dev.py run " in text
    assert "\npython3 packaging/dev.py test " in text
