"""What `gemini-desktop chats` takes."""

from __future__ import annotations

from pathlib import Path

from gemini_desktop.cli.arguments.common import Commands, Lazily, add_home
from gemini_desktop.core.export.chat_forms import CHAT_FORMS

_PARTS = ("thoughts", "tools", "usage", "times", "branches")


def add(commands: Commands) -> None:
    """Add the command with its own `export`."""
    chats = commands.add_parser(
        "chats",
        help="list the chats, or write them to files",
        description="List the chats that are kept, the newest first: id, last turn, "
        "number of turns, title. With export, write them to files.",
    )
    add_home(chats)
    chats.add_argument("--json", action="store_true", help="print a JSON line a chat")
    chats.set_defaults(run=Lazily("chats"), action="list")
    actions = chats.add_subparsers(dest="action", metavar="ACTION")
    _add_export(actions)


def _add_export(actions: Commands) -> None:
    export = actions.add_parser(
        "export",
        help="write chats to files",
        description="Write one chat to a file or to stdout, or several into a new folder, "
        "a .zip or (openai) a .jsonl file. A file appears only when it is whole.",
    )
    export.add_argument("ids", metavar="ID", nargs="*", help="as the list has it; its beginning")
    export.add_argument("--all", action="store_true", help="all of them, the archived ones too")
    forms = tuple(form for form in CHAT_FORMS if form != "pdf")
    export.add_argument(
        "--as",
        dest="form",
        metavar="FORM",
        choices=forms,
        default="markdown",
        help=f"{', '.join(forms)} (default: markdown); json loses nothing and can be imported",
    )
    export.add_argument(
        "--out", metavar="PATH", type=Path, help="where it goes (default: stdout, for one)"
    )
    for name in ("with", "without"):
        export.add_argument(
            f"--{name}",
            dest=f"{name}_",
            metavar="PART",
            action="append",
            choices=_PARTS,
            default=[],
            help=f"{name} one of {', '.join(_PARTS)}; may be given several times",
        )
    export.add_argument(
        "--beside",
        action="store_true",
        help="put pictures and sounds into a folder NAME-files beside the file, not into it",
    )
    add_home(export, within=True)
    export.set_defaults(run=Lazily("chats"), action="export")
