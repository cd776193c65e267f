"""Whether the frozen folder holds all that the program may ask for while it runs.

PyInstaller follows the imports that it can read in the code. What it cannot see are the files that
packages read, what is imported by a name that is put together, and what `slim` took away by
mistake. So each import of the program's own code, also those inside of functions, is tried twice,
by the Python of the build and by what is frozen, and so is what needs files; the two must agree.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from console import SetupError, say

from builder.look_inside import FAILED
from builder.release import Release

PROGRAM = "look-inside"
"""What the recipe of PyInstaller calls the frozen `look_inside`."""

_CODE = frozenset([".py", ".pyi", ".pyc", ".so", ".dylib", ".dll", ".pyd", ".typed", ".h", ".pyx"])
_UNUSED_FILES = frozenset(
    [
        "keyring/backend_complete.bash", "keyring/backend_complete.zsh",  # of its command
        "jeepney/tests/secrets_introspect.xml",
        "markdown_it/port.yaml",  # a note for its makers
        "ziafont/fonts/DejaVuSans.ttf",  # for who names no font
    ]
)  # fmt: skip
"""What packages bring and the program does without."""


def check(release: Release, python: Path, look_inside: Path) -> None:
    """Compare the frozen folder with the environment that it was made from.

    Args:
        release: What was frozen.
        python: The interpreter of the build's own environment.
        look_inside: The frozen program of that name; it is moved, for it finds the folder by its
            own place.

    Raises:
        SetupError: with all that is not there.
    """
    asked = sorted({each for file in sources(release.root) for each in imports_of(file)})
    guest = release.frozen / look_inside.name
    look_inside.replace(guest)
    try:
        frozen = _answer([str(guest)], asked, release)
    finally:
        guest.unlink()
    script = Path(__file__).with_name("look_inside.py")
    whole = _answer([str(python), str(script)], asked, release)
    packages = Path(whole["packages"])
    wrong = differences(frozen, whole)
    wrong += [f"{name} is not there" for name in files_left_out(packages, frozen["tops"], release)]
    if wrong:
        raise SetupError(
            "the frozen program lacks what its code asks for:\n  "
            + "\n  ".join(wrong)
            + "\nAdd it in gemini-desktop.spec or builder/slim.py; what nothing reads is named in\n"
            "builder/complete.py."
        )
    say(f"{len(asked)} imports and {len(whole['acts'])} acts: the frozen folder is complete")


def sources(root: Path) -> list[Path]:
    """The files of the program's code, in order."""
    return sorted((root / "gemini_desktop").rglob("*.py"))


def imports_of(file: Path) -> Iterator[tuple[str, str]]:
    """What the code of a file imports anywhere when it runs, as module and name; the name is
    empty where a module is imported as such."""
    yield from _imports(ast.parse(file.read_bytes()).body)


def _imports(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        match node:
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                yield from _imports(node.orelse)
            case ast.Import():
                yield from ((alias.name, "") for alias in node.names)
            case ast.ImportFrom(module=str(module), level=0):
                yield from ((module, alias.name) for alias in node.names if alias.name != "*")
            case _:
                yield from _imports(ast.iter_child_nodes(node))


def differences(frozen: dict[str, Any], whole: dict[str, Any]) -> list[str]:
    """In words, what the one can and the other cannot. What neither imports belongs to another
    system."""
    absent = sorted(set(frozen["missing"]) - set(whole["missing"]))
    return [f"{name} cannot be imported" for name in absent] + [
        f"{name.replace('_', ' ')}: {frozen['acts'].get(name)!r:.300}, should be {right!r:.300}"
        for name, right in whole["acts"].items()
        if frozen["acts"].get(name) != right or (isinstance(right, dict) and FAILED in right)
    ]


def files_left_out(packages: Path, tops: Iterable[str], release: Release) -> list[str]:
    """The files, but for code, of these packages that do not lie in the frozen folder. Qt's are
    `slim`'s business."""
    inside = release.frozen / "_internal"
    found = []
    for top in sorted(set(tops) - {"PySide6", "shiboken6", "gemini_desktop"}):
        for path in sorted((packages / top).rglob("*")):
            name = path.relative_to(packages).as_posix()
            if path.is_file() and path.suffix not in _CODE and name not in _UNUSED_FILES:
                found += [] if (inside / name).is_file() else [name]
    return found


def _answer(command: list[str], asked: list[tuple[str, str]], release: Release) -> dict[str, Any]:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(release.root),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, check=False,
        env=environment, cwd=release.work,
    )  # fmt: skip
    if done.returncode != 0:
        raise SetupError(f"{command[0]} failed:\n{done.stderr}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
