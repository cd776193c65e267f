"""Python, Qt and the program as one folder, by PyInstaller."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from console import SetupError, run

from builder import complete
from builder.release import NAME, Release


def freeze(release: Release, python: Path) -> Path:
    """Make the folder anew and return it.

    Args:
        release: What to freeze.
        python: The interpreter of the build's own environment.

    Raises:
        SetupError: PyInstaller failed, or what it made does not answer, or lacks something.
    """
    os.environ["GEMINI_DESKTOP_VERSION"] = release.version
    os.environ["SOURCE_DATE_EPOCH"] = str(release.epoch)
    os.environ["PYTHONHASHSEED"] = "0"  # the order of sets gets into compiled modules
    # As they are: 11 MB more on the disk, 3 less to download (the packages are compressed as a
    # whole), and a command starts 15 ms sooner.
    os.environ["PYINSTALLER_ZLIB_COMPRESSION_LEVEL"] = "0"
    # Code knows its lines, for the log of faults, but no columns, which only a traceback beside
    # the source could show: half a megabyte of an idle window.
    os.environ["PYTHONNODEBUGRANGES"] = "1"
    shutil.rmtree(release.work / "pyinstaller", ignore_errors=True)
    command = [
        str(python), "-m", "PyInstaller", "--noconfirm", "--log-level=WARN",
        f"--workpath={release.work / 'pyinstaller'}",
        f"--distpath={release.frozen.parent}",
        str(release.root / "packaging" / f"{NAME}.spec"),
    ]  # fmt: skip
    _make_icons(release, python)
    if run(command, cwd=release.root) != 0:
        raise SetupError("PyInstaller failed (see above)")
    set_rights(release.frozen)
    if run([str(release.frozen / NAME), "--version"]) != 0:
        raise SetupError("the frozen program does not start (see above)")
    suffix = ".exe" if sys.platform == "win32" else ""
    other = release.work / "pyinstaller" / NAME / f"{complete.PROGRAM}{suffix}"
    complete.check(release, python, other)
    return release.frozen


def _make_icons(release: Release, python: Path) -> None:
    """The one picture that stands for the program's file, where the system wants one."""
    kind = {"darwin": "icns", "win32": "ico"}.get(sys.platform)
    if kind is not None:
        script = release.root / "packaging" / "builder" / "icon_files.py"
        if run([str(python), str(script), str(release.work / "icons"), kind]) != 0:
            raise SetupError("the program's icon could not be painted (see above)")


def set_rights(folder: Path) -> None:
    """Only the programs at the top can be run; libraries are loaded, which is another right."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            path.chmod(0o755 if path.parent == folder else 0o644)
