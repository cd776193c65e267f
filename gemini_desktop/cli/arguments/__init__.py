"""What each command takes. The commands themselves import httpx; --version and --help need none of
it, so nothing here does."""

from __future__ import annotations

import argparse

from gemini_desktop import __version__
from gemini_desktop.cli.arguments import asking, chats, home, importing, program, saved_streams


def parser() -> argparse.ArgumentParser:
    """All commands with their options; the man page is made from it."""
    made = argparse.ArgumentParser(
        prog="gemini-desktop",
        description="See what a Gemini stream says, byte by byte.",
        epilog="Without a command the window opens; with files it shows these recorded streams.",
    )
    made.add_argument("-V", "--version", action="version", version=f"%(prog)s {__version__}")
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for group in (asking, saved_streams, chats, home, importing, program):
        group.add(commands)
    return made
