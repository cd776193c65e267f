"""What the commands take that read saved streams: decode, export, replay, lint."""

from __future__ import annotations

import argparse

from gemini_desktop.cli.arguments.common import Commands, Lazily, add_protocol, add_shape

FORMS = (
    "har", "gcap", "raw", "sse", "json", "json-lines", "log",
    "curl", "powershell", "httpx", "google-genai", "openai", "fetch",
)  # fmt: skip
"""Of `export`; its module would bring too much along for --help."""


def add(commands: Commands) -> None:
    """Add `decode`, `export`, `replay` and `lint`."""
    _add_decode(commands)
    _add_export(commands)
    _add_replay(commands)
    _add_lint(commands)


def _add_decode(commands: Commands) -> None:
    decode = commands.add_parser(
        "decode",
        help="read a saved stream and print a JSON line a chunk",
        description="Read a raw body, a HAR file or a capture and print a JSON line a chunk.",
    )
    decode.add_argument("file", metavar="FILE", help="the file, or - for stdin")
    decode.add_argument(
        "--merged", action="store_true", help="print the answers as without streaming instead"
    )
    decode.add_argument(
        "--stats",
        action="store_true",
        help="print where the time went instead: a JSON line a capture, in milliseconds",
    )
    add_protocol(decode, "default: recognised by what it says")
    decode.set_defaults(run=Lazily("decode"))


def _add_export(commands: Commands) -> None:
    export = commands.add_parser(
        "export",
        help="write saved streams in another form",
        description="Write saved streams as a HAR archive (several as one), a .gcap file, raw "
        "bytes, an event stream, JSON or a log; or their request as a command or a program. No "
        "key is in any of them.",
    )
    export.add_argument("files", metavar="FILE", nargs="+", help="the files, or - for stdin")
    export.add_argument(
        "--as",
        dest="form",
        metavar="FORM",
        default="har",
        choices=FORMS,
        help=f"{', '.join(FORMS)} (default: har)",
    )
    export.add_argument("--out", metavar="FILE", help="where it goes (default: stdout)")
    export.add_argument(
        "--number", type=int, metavar="N", help="only the Nth capture, counted from 1"
    )
    export.set_defaults(run=Lazily("export"))


def _add_replay(commands: Commands) -> None:
    replay = commands.add_parser(
        "replay",
        help="print a saved stream again, as send prints it, at its own pace",
        description="Read a capture, a HAR file or a raw body and print it as send prints a "
        "stream, each piece when it came. A file without times is printed at once.",
    )
    replay.add_argument("file", metavar="FILE", help="the file, or - for stdin")
    replay.add_argument(
        "--speed",
        type=_speed,
        default=1.0,
        metavar="X",
        help="so many times as fast, or max for no waits at all (default 1)",
    )
    replay.add_argument(
        "--skip-waits",
        action="store_true",
        help="let no silence of more than five seconds take more than one",
    )
    replay.add_argument(
        "--entry", type=int, default=1, metavar="N", help="which exchange of a HAR file (default 1)"
    )
    add_protocol(replay, "default: as the file says, else recognised by what it says")
    add_shape(replay)
    replay.set_defaults(run=Lazily("replay"))


def _speed(text: str) -> float | str:
    if text == "max":
        return text
    try:
        value = float(text.removesuffix("x"))
    except ValueError:
        value = 0.0
    if not 0.001 <= value <= 1e6:
        raise argparse.ArgumentTypeError(f"{text} is neither a speed, such as 10, nor max")
    return value


def _add_lint(commands: Commands) -> None:
    lint = commands.add_parser(
        "lint",
        help="tell what is odd about saved streams, at which byte",
        description="Check raw bodies, HAR files or captures against the rules, and print a line "
        "FILE:BYTE: ID SEVERITY MESSAGE a finding. Exit codes: 0 nothing found, 1 findings, "
        "2 usage, 4 a file that cannot be read.",
    )
    lint.add_argument("files", metavar="FILE", nargs="*", help="the files, or - for stdin")
    add_protocol(lint, "default: recognised by what it says")
    lint.add_argument(
        "--at-least",
        choices=("error", "warning", "info"),
        default="info",
        help="leave out what is less grave (default: info, nothing)",
    )
    lint.add_argument("--json", action="store_true", help="print one JSON object instead")
    lint.add_argument("--rules", action="store_true", help="list the rules")
    lint.add_argument("--explain", metavar="ID", help="tell why a rule matters")
    lint.set_defaults(run=Lazily("lint"))
