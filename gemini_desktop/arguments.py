"""The arguments that the window takes: files, a link, and some options. Qt has more of its own.

Most starts have none, and wait for nothing that reads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


@dataclass(frozen=True)
class WindowArguments:
    """What was asked of the window."""

    home: Path | None = None
    demo_pace: float = 1.0
    files: tuple[Path, ...] = ()
    links: tuple[str, ...] = ()
    """Of our own scheme, as they came: nobody has read them yet."""
    new_window: bool = False


def window_parser() -> argparse.ArgumentParser:
    """Of the options alone; the man page is made from it too."""
    import argparse

    parser = argparse.ArgumentParser(
        prog="gemini-desktop",
        usage="gemini-desktop [--home FOLDER] [--new-window] [--demo-pace X] [FILE ...]",
        add_help=False,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--home",
        type=Path,
        metavar="FOLDER",
        help="keep conversations, recordings and settings of the window in this folder",
    )
    parser.add_argument(
        "--new-window",
        action="store_true",
        help="open another window, also where one is open over the same folder",
    )
    parser.add_argument(
        "--demo-pace",
        type=float,
        default=1.0,
        metavar="X",
        help="let the demo answer so many times as slowly; 0 without pauses",
    )
    return parser


def parsed(argv: Sequence[str]) -> WindowArguments:
    """Read them; what is no option of ours and names no file is left to Qt."""
    if not argv:
        return WindowArguments()
    from gemini_desktop.core.files.links import is_link
    from gemini_desktop.core.files.named_files import looks_like_file, path_named

    options, rest = window_parser().parse_known_args(list(argv))
    files = (Path(path_named(each)) for each in rest if looks_like_file(each) and not is_link(each))
    links = (each for each in rest if is_link(each))
    return WindowArguments(
        options.home, options.demo_pace, tuple(files), tuple(links), options.new_window
    )
