"""The lock files: every package with its version and hashes, for all systems at once."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import virtual_environment
from console import SetupError, run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

RUN = "lock.txt"
DEV = "lock-dev.txt"
BUILD = "lock-build.txt"
ALL = (RUN, DEV, BUILD)

_OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--quiet",
)

# What a lock file may hold, line by line. So there is no place for a URL, a host or an index:
# the user's own pip settings decide where packages come from, the hashes that they are the same.
_PACKAGE = re.compile(r"[a-z0-9-]+==[a-z0-9.!+]+( ; [\w. '<>=!()]+)? \\")
_HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
_WANTED_BY = r"[a-z0-9-]+|-c packaging/lock\.txt|gemini-desktop \(pyproject\.toml(:dev|:build)?\)"
_ORIGIN = re.compile(rf"    #( via| via ({_WANTED_BY})|   ({_WANTED_BY}))")


def make(root: Path, extra: Sequence[str]) -> None:
    """Write the lock files anew with uv, which keeps the versions they have while it can.

    Args:
        root: The clone.
        extra: More options for uv, such as `--upgrade`, or `--upgrade-package NAME`.

    Raises:
        SetupError: uv is missing or failed.
    """
    own = virtual_environment.tool(root, "uv")
    uv = str(own) if own.is_file() else shutil.which("uv")
    if uv is None:
        python = virtual_environment.tool(root, "python")
        raise SetupError(f"this needs uv. To get it: {python} -m pip install uv")
    compile_ = [uv, "pip", "compile", "pyproject.toml", *_OPTIONS, *extra]
    # The others are the first and more, so that going from test to run never changes a version.
    more = f"--constraint=packaging/{RUN}"
    for command in (
        [*compile_, f"--output-file=packaging/{RUN}"],
        [*compile_, "--group=dev", more, f"--output-file=packaging/{DEV}"],
        [*compile_, "--group=build", more, f"--output-file=packaging/{BUILD}"],
    ):
        if run(command, cwd=root) != 0:
            raise SetupError("uv could not make the lock file (see above)")


def problems(text: str) -> list[str]:
    """Return what is wrong with a lock file's text, one sentence each, in order."""
    found = []
    package, hashes = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        if _PACKAGE.fullmatch(line):
            if hashes == 0:
                found.append(f"{package} has no hash")
            package, hashes = line.partition("==")[0], 0
        elif _HASH.fullmatch(line):
            hashes += 1
        elif not _ORIGIN.fullmatch(line):
            found.append(f"line {number} is neither package, hash nor origin: {line!r}")
    if hashes == 0:
        found.append(f"{package} has no hash")
    return found
