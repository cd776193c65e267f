"""What `gemini-desktop import` takes."""

from __future__ import annotations

from gemini_desktop.cli.arguments.common import Commands, Lazily, add_home


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "import",
        help="take chats from elsewhere into the library",
        description="Take chats into the library: transcripts of this program, Gemini contents, "
        "OpenAI messages (also JSON Lines), the exports of ChatGPT, Claude, Google AI Studio and "
        "Google Takeout (as .json or .zip), and recorded streams. A file is taken in wholly or "
        "not at all; what is there already is left as it is. Exit codes: 0 all were taken in, "
        "2 usage, 4 a file that was not.",
    )
    parser.add_argument("files", metavar="FILE", nargs="+", help="the files")
    parser.add_argument(
        "--dry-run", action="store_true", help="only tell what is in the files; change nothing"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead")
    add_home(parser)
    parser.set_defaults(run=Lazily("import_"))
