"""The commands for the terminal, from send to doctor. None of them imports Qt.

Data goes to stdout, everything else to stderr. Exit codes: 0 complete, 1 the API said no, 2 usage,
3 network, 4 incomplete or malformed, 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from gemini_desktop import __version__
from gemini_desktop.cli import chats_arguments, home_arguments, import_arguments

EPILOG = "Without a command the window opens; with files it shows these recorded streams."


def main(argv: Sequence[str]) -> int:
    """Run one command; the exit code comes back."""
    arguments = parser().parse_args(argv)  # --help ends here, before msgspec is imported (20 ms)
    from gemini_desktop.core.errors import ConfigurationError, GeminiDesktopError, NetworkError

    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    try:
        return int(arguments.run(arguments))
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has gone; nobody is left to tell
        return 0
    except GeminiDesktopError as error:
        from gemini_desktop.core.visible import visible

        failure = error.failure
        words = f"gemini-desktop: {failure.in_words}"
        print(visible(words), file=sys.stderr)  # a file's name may hold a terminal's commands
        match error:
            case ConfigurationError():
                return 2
            case NetworkError():
                return 3
            case _:
                return 4


def _speak_utf8(stream: object) -> None:
    """The wire is UTF-8, also where the terminal's locale is C."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")


def parser() -> argparse.ArgumentParser:
    """All commands with their options; the man page is made from it."""
    # The commands' modules import httpx; --version and --help need none of it.
    made = argparse.ArgumentParser(
        prog="gemini-desktop",
        description="See what a Gemini stream says, byte by byte.",
        epilog=EPILOG,
    )
    made.add_argument("-V", "--version", action="version", version=f"%(prog)s {__version__}")
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_send(commands)
    _add_interaction(commands)
    _add_decode(commands)
    _add_export(commands)
    _add_replay(commands)
    _add_lint(commands)
    chats_arguments.add(commands, _lazily("chats"))
    home_arguments.add(commands, _lazily("backup"))
    import_arguments.add(commands, _lazily("import_"))
    _add_demo(commands)
    _add_doctor(commands)
    return made


_FORMS = (
    "har", "gcap", "raw", "sse", "json", "json-lines", "log",
    "curl", "powershell", "httpx", "google-genai", "openai", "fetch",
)  # fmt: skip
"""Of `export`; its module would bring too much along for --help."""
_Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse offers no public name for it


def _add_send(commands: _Commands[argparse.ArgumentParser]) -> None:
    send = commands.add_parser(
        "send",
        help="send a prompt and print the stream",
        description="Send a prompt and print the stream as it comes: a [RAW] line for each line "
        "on the wire and a [CHUNK] line for the text in it.",
    )
    send.add_argument("prompt", metavar="PROMPT", help="the prompt, or - to read it from stdin")
    send.add_argument(
        "--protocol",
        choices=("generate-content", "interactions", "chat-completions"),
        help="default: generate-content",
    )
    _add_target(send)
    send.add_argument(
        "--no-follow",
        action="store_true",
        help="do not resume a background interaction, nor continue a long answer, by itself",
    )
    send.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a parameter, such as temperature=0.7 or raw={…}; may be given several times",
    )
    send.add_argument(
        "--attach", action="append", default=[], metavar="FILE", help="send a file along"
    )
    send.add_argument(
        "--dry-run",
        nargs="?",
        const="request",
        choices=("request", "curl", "python"),
        help="send nothing: print the request, or a command or program that would send it",
    )
    _add_output(send)
    send.set_defaults(run=_lazily("send"))


def _add_interaction(commands: _Commands[argparse.ArgumentParser]) -> None:
    interaction = commands.add_parser(
        "interaction",
        help="look at, resume, cancel or delete an interaction on the server",
        description="Look at an interaction on the server, resume its stream, cancel or delete it. "
        "What comes is printed as send prints it.",
    )
    interaction.add_argument("action", choices=("get", "resume", "cancel", "delete"))
    interaction.add_argument("id", metavar="ID", help="as its first event told it")
    interaction.add_argument(
        "--after", metavar="EVENT", default="", help="resume after the event of this id"
    )
    _add_target(interaction)
    _add_output(interaction)
    interaction.set_defaults(run=_lazily("interaction"), protocol="interactions", no_follow=True)


def _add_output(command: argparse.ArgumentParser) -> None:
    """What is printed of the answer, and what of it is kept."""
    _add_shape(command)
    command.add_argument(
        "--record",
        metavar="FILE",
        help="keep the capture as a .gcap file; a kill leaves FILE.recording, a folder",
    )


def _add_shape(command: argparse.ArgumentParser) -> None:
    """What is printed of the answer, and where its media go."""
    shape = command.add_mutually_exclusive_group()
    shape.add_argument("--text", action="store_true", help="print the answer alone")
    shape.add_argument("--json", action="store_true", help="print one JSON object at the end")
    command.add_argument(
        "--save-media", metavar="FOLDER", help="put pictures and sounds (as WAV) into this folder"
    )


def _add_target(command: argparse.ArgumentParser) -> None:
    """Where to, as whom, and how patiently."""
    command.add_argument("--profile", metavar="NAME", help="a profile of the settings")
    command.add_argument(
        "--base-url", metavar="URL", help="where to, such as http://127.0.0.1:8080"
    )
    command.add_argument("--model", metavar="ID")
    command.add_argument("--auth", choices=("none", "api-key", "bearer", "service-account", "adc"))
    command.add_argument("--key-env", metavar="VAR", help="the environment variable with the key")
    command.add_argument(
        "--service-account",
        metavar="FILE",
        help="ask Vertex AI with this key file (--auth service-account)",
    )
    command.add_argument(
        "--project", metavar="P", help="Google Cloud project (default: the credentials' own)"
    )
    command.add_argument(
        "--location", metavar="L", help="Vertex AI's region, us, eu or global (default)"
    )
    command.add_argument(
        "--quota-project", metavar="P", help="who pays (default: the credentials' own)"
    )
    command.add_argument(
        "--allow-token-host",
        metavar="HOST",
        help="let the credentials have their token asked of this host, which is not Google's",
    )
    command.add_argument(
        "--header",
        action="append",
        default=[],
        metavar="NAME:VALUE",
        help="send this header too; a value env:VARIABLE is taken from the environment",
    )
    command.add_argument(
        "--query",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="add this to the address; a value as for --header",
    )
    command.add_argument(
        "--proxy", metavar="URL", help="http://HOST:PORT, or direct (default: the environment's)"
    )
    command.add_argument(
        "--ca-file", metavar="FILE", help="trust these certificates (PEM) besides the system's"
    )
    command.add_argument(
        "--insecure",
        action="store_true",
        help="check no certificate: whoever sits on the line can read the key",
    )
    command.add_argument(
        "--timeout", type=_seconds, metavar="S", help="longest silence on the wire (default 60)"
    )
    command.add_argument(
        "--stall-timeout", type=_seconds, metavar="S", help="longest wait for the next event"
    )
    command.add_argument(
        "--max-retries",
        type=_retries,
        metavar="N",
        help="attempts after the first, where one failed in a way that may pass (default 4)",
    )


def _add_decode(commands: _Commands[argparse.ArgumentParser]) -> None:
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
    decode.add_argument(
        "--protocol",
        choices=("generate-content", "interactions", "chat-completions"),
        help="default: recognised by what it says",
    )
    decode.set_defaults(run=_lazily("decode"))


def _add_export(commands: _Commands[argparse.ArgumentParser]) -> None:
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
        choices=_FORMS,
        help=f"{', '.join(_FORMS)} (default: har)",
    )
    export.add_argument("--out", metavar="FILE", help="where it goes (default: stdout)")
    export.add_argument(
        "--number", type=int, metavar="N", help="only the Nth capture, counted from 1"
    )
    export.set_defaults(run=_lazily("export"))


def _add_replay(commands: _Commands[argparse.ArgumentParser]) -> None:
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
    replay.add_argument(
        "--protocol",
        choices=("generate-content", "interactions", "chat-completions"),
        help="default: as the file says, else recognised by what it says",
    )
    _add_shape(replay)
    replay.set_defaults(run=_lazily("replay"))


def _add_lint(commands: _Commands[argparse.ArgumentParser]) -> None:
    lint = commands.add_parser(
        "lint",
        help="tell what is odd about saved streams, at which byte",
        description="Check raw bodies, HAR files or captures against the rules, and print a line "
        "FILE:BYTE: ID SEVERITY MESSAGE a finding. Exit codes: 0 nothing found, 1 findings, "
        "2 usage, 4 a file that cannot be read.",
    )
    lint.add_argument("files", metavar="FILE", nargs="*", help="the files, or - for stdin")
    lint.add_argument(
        "--protocol",
        choices=("generate-content", "interactions", "chat-completions"),
        help="default: recognised by what it says",
    )
    lint.add_argument(
        "--at-least",
        choices=("error", "warning", "info"),
        default="info",
        help="leave out what is less grave (default: info, nothing)",
    )
    lint.add_argument("--json", action="store_true", help="print one JSON object instead")
    lint.add_argument("--rules", action="store_true", help="list the rules")
    lint.add_argument("--explain", metavar="ID", help="tell why a rule matters")
    lint.set_defaults(run=_lazily("lint"))


def _add_demo(commands: _Commands[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser(
        "demo",
        help="run the demo server",
        description="Run the server that plays Gemini on this computer, until Ctrl-C.",
    )
    demo.add_argument("--port", type=int, default=0, help="0 takes a free one (default)")
    demo.add_argument(
        "--pace", type=float, default=1.0, help="1 plays at a lively pace, 0 without pauses"
    )
    demo.set_defaults(run=_lazily("demo"))


def _add_doctor(commands: _Commands[argparse.ArgumentParser]) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="tell what is installed, found and reachable",
        description="Tell what is installed, found and reachable; nothing secret is printed.",
    )
    doctor.add_argument("--json", action="store_true", help="the same as one JSON object")
    doctor.set_defaults(run=_lazily("doctor"))


class _lazily:  # noqa: N801 - reads as the verb it is
    """A command whose module is imported when it runs."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, arguments: argparse.Namespace) -> int:
        from importlib import import_module

        module = import_module(f"gemini_desktop.cli.{self._name}")
        return int(module.run(arguments))


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"{text} is no length of time in seconds")
    return value


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


def _retries(text: str) -> int:
    value = int(text)
    from gemini_desktop.core.profile import MOST_RETRIES

    if not 0 <= value <= MOST_RETRIES:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and {MOST_RETRIES}")
    return value
