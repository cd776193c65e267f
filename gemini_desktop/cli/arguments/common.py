"""What several commands take, and how a command's own module comes in late."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - no public name
"""What a command is added to."""


class Lazily:
    """A command whose module is imported when it runs: --version and --help need none of them."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, arguments: argparse.Namespace) -> int:
        """Run it; the exit code comes back."""
        from importlib import import_module

        module = import_module(f"gemini_desktop.cli.{self._name}")
        return int(module.run(arguments))


def add_protocol(command: argparse.ArgumentParser, otherwise: str) -> None:
    """Which of the three APIs; `otherwise` says in its help what holds without it."""
    command.add_argument(
        "--protocol",
        choices=("generate-content", "interactions", "chat-completions"),
        help=otherwise,
    )


def add_home(command: argparse.ArgumentParser, *, within: bool = False) -> None:
    """Over which home. A command `within` another that takes it too leaves what that one heard as
    it is, where it hears nothing itself."""
    command.add_argument(
        "--home",
        type=Path,
        metavar="FOLDER",
        default=argparse.SUPPRESS if within else None,
        help="which folder (default: the program's own)",
    )


def add_shape(command: argparse.ArgumentParser) -> None:
    """What is printed of the answer, and where its media go."""
    shape = command.add_mutually_exclusive_group()
    shape.add_argument("--text", action="store_true", help="print the answer alone")
    shape.add_argument("--json", action="store_true", help="print one JSON object at the end")
    command.add_argument(
        "--save-media", metavar="FOLDER", help="put pictures and sounds (as WAV) into this folder"
    )
