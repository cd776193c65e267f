"""The arguments of the commands that are about a whole home."""

from __future__ import annotations

from pathlib import Path

from gemini_desktop.cli.arguments.common import Commands, Lazily, add_home


def add(commands: Commands) -> None:
    """Add `backup` and `restore`."""
    backup = commands.add_parser(
        "backup",
        help="write everything that is kept into one file",
        description="Write chats, recordings, drafts and settings into one file, also "
        "while a window is open, and read it back to be sure. Keys are not in it.",
    )
    backup.add_argument("file", metavar="FILE", help="where it goes; what is there is replaced")
    add_home(backup)
    restore = commands.add_parser(
        "restore",
        help="bring a backup back",
        description="Bring everything in a backup back, in one go or not at all. What is there "
        "already stays; a chat that differs comes in beside.",
    )
    restore.add_argument("file", metavar="FILE", help="the backup")
    restore.add_argument(
        "--into",
        dest="home",
        type=Path,
        metavar="FOLDER",
        help="into which folder (default: the program's own)",
    )
    for command in (backup, restore):
        command.set_defaults(run=Lazily("backup"))
