"""What is built: the version, and the one time that goes into every file."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from console import SetupError

NAME = "gemini-desktop"
APP_ID = "io.github.gemini_desktop.GeminiDesktop"
SUMMARY = "Chat with Gemini, and every byte of the stream beside it"
MAINTAINER = "The gemini-desktop authors <gemini-desktop@users.noreply.github.com>"


@dataclass(frozen=True)
class Release:
    """One version of the clone at `root`, on its way to packages.

    `epoch` (SOURCE_DATE_EPOCH, or else the time of the commit) stands for every time that a file
    format asks for, so that two builds of one commit can be the same bytes.
    """

    root: Path
    version: str
    epoch: int

    @property
    def moment(self) -> datetime:
        """`epoch` as a time."""
        return datetime.fromtimestamp(self.epoch, UTC)

    @property
    def work(self) -> Path:
        """The folder of all that is made on the way."""
        return self.root / "build"

    @property
    def frozen(self) -> Path:
        """What PyInstaller makes."""
        return self.work / "frozen" / NAME

    @property
    def products(self) -> Path:
        """The folder of the packages."""
        return self.root / "dist"


def release_of(root: Path) -> Release:
    """Read what is built. Raises SetupError where git cannot tell the commit's time."""
    text = (root / "gemini_desktop" / "__init__.py").read_text(encoding="utf-8")
    version = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if version is None:
        raise SetupError("gemini_desktop/__init__.py names no __version__")
    return Release(root, version.group(1), _epoch(root))


def _epoch(root: Path) -> int:
    if said := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(said)
    git = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
    asked = subprocess.run(git, check=False, capture_output=True, text=True)
    if asked.returncode != 0:
        raise SetupError(
            "this is no git clone, so set SOURCE_DATE_EPOCH to the seconds since 1970 that the\n"
            "files are to carry"
        )
    return int(asked.stdout)


def machine() -> str:
    """The processor in the words of file names: x86_64 or aarch64."""
    return platform.machine().lower()


def debian_architecture() -> str:
    """The processor in Debian's words."""
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(machine(), machine())
