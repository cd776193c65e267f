"""Everything a fresh clone needs, with nothing but Python 3.11 or newer.

  python3 packaging/dev.py run [ARGS...]    install what is missing, then open the window;
                                            ARGS go to gemini-desktop (run send "Hello")
  python3 packaging/dev.py test [ARGS...]   install what is missing, then run the tests
                                            without a screen; ARGS go to pytest (without any
                                            all tests run, on every core)
  python3 packaging/dev.py check            format, lint, types, layers and lock files
  python3 packaging/dev.py build            make the packages of this system: one folder with
                                            all that the program needs, and on Debian a .deb
                                            and a .tar.gz in dist/
  python3 packaging/dev.py lock [ARGS...]   write the lock files anew; ARGS go to uv
                                            (--upgrade takes the newest versions)

On Windows it is `py` in place of `python3`.
"""

# This file and its neighbours parse on Python 3.8, so that an old Python can be told what it lacks.
from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import lock_files
import system_libraries
import virtual_environment
from console import SetupError, hand_over, say, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
CANNOT_GO_ON = 2

# These need neither a screen nor Qt.
_WITHOUT_WINDOW = frozenset(
    [
        "send", "interaction", "decode", "replay", "export", "lint", "chats", "import",
        "backup", "restore", "demo", "doctor", "--version", "-V", "--help", "-h",
    ]
)  # fmt: skip

_NO_SCREEN = """\
there is no screen to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set). Either
  - start this from a terminal of a desktop session,
  - come in by `ssh -X`, which lends the screen you sit at,
  - start `xvfb-run -a python3 packaging/dev.py run`, which makes one nobody sees, or
  - do without a window: python3 packaging/dev.py run send "Hello"\
"""

# One more than there are cores, for many tests wait for a server or a window. More than eight
# windows at once gain nothing and cost memory.
_AT_ONCE = min((os.cpu_count() or 1) + 1, 8)
_ON_EVERY_CORE = ("-n", str(_AT_ONCE), "--dist", "worksteal")

_CHECKS = (
    ("format", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("types", ["mypy"]),
    ("layers", ["lint-imports"]),
)


def main(arguments: Sequence[str]) -> int:
    """Run one command and return the exit code; 2 means that the user must do something first."""
    complaint = complain_about_python(sys.version_info[:3], arguments)
    if complaint:
        say(complaint)
        return CANNOT_GO_ON
    commands = {"run": run, "test": test, "check": check, "build": build, "lock": lock}
    if not arguments or arguments[0] not in commands:
        asked = bool(arguments) and arguments[0] in ("help", "--help", "-h")
        print(__doc__.strip(), file=sys.stdout if asked else sys.stderr)
        return 0 if asked else CANNOT_GO_ON
    try:
        return commands[arguments[0]](arguments[1:])
    except SetupError as error:
        say(str(error))
        return CANNOT_GO_ON
    except OSError as error:
        say(f"this clone cannot be set up: {error}")
        return CANNOT_GO_ON
    except KeyboardInterrupt:
        say("interrupted; the same command goes on from here")
        return 130


def run(arguments: Sequence[str]) -> int:
    """Start the program, in the folder where the user stands."""
    with_window = not (arguments and arguments[0] in _WITHOUT_WINDOW)
    if with_window and lacks_screen(os.environ, sys.platform):
        raise SetupError(_NO_SCREEN)
    # What the tests need includes what the program needs, in the same versions.
    python = prepare([lock_files.RUN, lock_files.DEV], needs_qt=with_window)
    # -P and the path: a file of the user's folder must not stand in for a module.
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    command = [str(python), "-P", "-m", "gemini_desktop", *arguments]
    return hand_over(command, {**os.environ, "PYTHONPATH": path})


def test(arguments: Sequence[str]) -> int:
    """Run pytest over the clone, all of it on every core; paths in its arguments count from the
    clone's root."""
    python = prepare([lock_files.DEV], needs_qt=True)
    os.chdir(ROOT)
    command = [str(python), "-m", "pytest", *(arguments or _ON_EVERY_CORE)]
    return hand_over(command, {**os.environ, "QT_QPA_PLATFORM": "offscreen"})


def check(arguments: Sequence[str]) -> int:
    """Run every check, even where an earlier one failed, and say how each went."""
    if arguments:
        raise SetupError("check takes no arguments")
    prepare([lock_files.DEV], needs_qt=False)
    results = []
    for name, (program, *options) in _CHECKS:
        command = [str(virtual_environment.tool(ROOT, program)), *options]
        finished = subprocess.run(command, check=False, cwd=ROOT)
        results.append((name, finished.returncode == 0))
    results.append(("lock files", _check_lock_files()))
    for name, passed in results:
        print(f"{'ok    ' if passed else 'FAILED'} {name}", flush=True)
    return 0 if all(passed for _, passed in results) else 1


def build(arguments: Sequence[str]) -> int:
    """Make the packages, with an environment that holds nothing but what they are made of."""
    if arguments:
        raise SetupError("build takes no arguments")
    own = ROOT / "build"
    own.mkdir(exist_ok=True)
    python = prepare([lock_files.BUILD], needs_qt=True, root=own, anew=True)
    with virtual_environment.exclusively(own):
        from builder.build import build as make_packages  # is for newer Pythons than this file

        make_packages(ROOT, python)
    return 0


def lock(arguments: Sequence[str]) -> int:
    """Write the lock files anew."""
    lock_files.make(ROOT, arguments)
    return 0 if _check_lock_files() else 1


def prepare(locks: Sequence[str], *, needs_qt: bool, root: Path = ROOT, anew: bool = False) -> Path:
    """Install what is missing and return the environment's Python.

    Args:
        locks: Names of the lock files of which any will do; the first is the one to install.
        needs_qt: Whether Qt's system libraries must be there too.
        root: The folder that the environment is in.
        anew: Make it from nothing wherever it is not up to date.
    """
    paths = [ROOT / "packaging" / name for name in locks]
    if not _is_ready(root, paths, needs_qt=needs_qt):
        with virtual_environment.exclusively(root):
            _install(root, paths, needs_qt=needs_qt, anew=anew)
    return virtual_environment.tool(root, "python")


def _is_ready(root: Path, locks: Sequence[Path], *, needs_qt: bool) -> bool:
    lacking = needs_qt and system_libraries.missing_libraries()
    return not lacking and virtual_environment.is_current(root, locks)


def _install(root: Path, locks: Sequence[Path], *, needs_qt: bool, anew: bool) -> None:
    """Do what is still to do: another dev.py may have done it while this one waited."""
    current = virtual_environment.is_current(root, locks)
    libraries = system_libraries.missing_libraries() if needs_qt else []
    python_package = None if current else system_libraries.venv_package()
    if libraries or python_package:
        system_libraries.install(libraries, python_package)
    if not current:
        virtual_environment.install(root, locks[0], anew=anew)
        say("everything is installed")


def lacks_screen(environment: Mapping[str, str], platform: str) -> bool:
    """Tell whether Qt would find no screen; whoever names a Qt platform is believed."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return platform.startswith("linux") and not any(environment.get(name) for name in names)


def complain_about_python(version: Sequence[int], arguments: Sequence[str]) -> str | None:
    """Return what to do about a Python that is too old, or None if it is new enough."""
    if tuple(version[:2]) >= (3, 11):
        return None
    number = ".".join(map(str, version))
    complaint = f"this needs Python 3.11 or newer, but {sys.executable} is {number}.\n"
    for newer in ("python3.14", "python3.13", "python3.12", "python3.11"):
        if _starts(newer):
            again = shown([newer, "packaging/dev.py", *arguments])
            return complaint + f"There is a newer one here. Start: {again}"
    return complaint + (
        "Get it from python.org/downloads, or with\n"
        "  Debian 12, Ubuntu 24.04 and newer: apt install python3\n"
        "  Fedora: dnf install python3.13     openSUSE: zypper install python313\n"
        "  macOS: brew install python         Windows: winget install Python.Python.3.13"
    )


def _starts(python: str) -> bool:
    """Tell whether the name is more than a version manager's empty shell."""
    path = shutil.which(python)
    if path is None:
        return False
    return subprocess.run([path, "-c", ""], check=False, capture_output=True).returncode == 0


def _check_lock_files() -> bool:
    found = [
        f"packaging/{name}: {problem}"
        for name in lock_files.ALL
        for problem in lock_files.problems((ROOT / "packaging" / name).read_text("utf-8"))
    ]
    for problem in found:
        print(problem)
    return not found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
