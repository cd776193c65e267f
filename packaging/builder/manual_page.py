"""The man page, made from the program's own parsers, so that it cannot tell of other options.

    python manual_page.py VERSION DATE > gemini-desktop.1

Runs in an environment where the program can be imported.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Iterator

_WHAT = "see what a Gemini stream says, byte by byte"

_FILES = """\
recorded streams to show (.gcap, .har, .sse, what curl has saved), a backup (.gdbackup) to bring
back, or a link: gemini-desktop:new, gemini-desktop:new?prompt=TEXT (puts it into the box),
gemini-desktop:open?file=PATH; where a window is open already, it takes them"""

_TAIL = """\
.SH "EXIT STATUS"
.TP
.B 0
complete; for
.B lint
nothing was found
.TP
.B 1
the server said no; for
.B lint
something was found
.TP
.B 2
wrong use, or no window could be opened
.TP
.B 3
no connection, or it broke
.TP
.B 4
an answer that is incomplete or malformed, or a file that cannot be read
.TP
.B 130
interrupted
.SH ENVIRONMENT
.TP
.B GEMINI_DESKTOP_HOME
the folder of conversations, recordings and settings
.TP
.BR GOOGLE_API_KEY ", " GEMINI_API_KEY
a key for the Gemini API; the first one that is set
.TP
.B GOOGLE_GEMINI_BASE_URL
where the Gemini API is, for the profile of a first start
.TP
.B GOOGLE_APPLICATION_CREDENTIALS
a credentials file for Vertex AI
.TP
.BR GOOGLE_CLOUD_PROJECT ", " GOOGLE_CLOUD_QUOTA_PROJECT
the project to use, and who pays, where the credentials are application\\-default
.TP
.B NO_GCE_CHECK
false asks for credentials of the machine itself too, where it is one of Google's
.TP
.BR HTTPS_PROXY ", " HTTP_PROXY ", " ALL_PROXY ", " NO_PROXY
the proxy to use, and the hosts to reach without it
.TP
.BR SSL_CERT_FILE ", " SSL_CERT_DIR
certificates to trust in the place of the system's
.TP
.BR DISPLAY ", " WAYLAND_DISPLAY ", " QT_QPA_PLATFORM
the screen of the window, and how Qt is to reach it
.SH FILES
.TP
.I ~/.local/share/gemini-desktop
the folder of conversations, recordings and settings where nothing else is said
"""


def page(parser: argparse.ArgumentParser, window: argparse.ArgumentParser, head: str) -> str:
    """The page as roff.

    Args:
        parser: That of the commands.
        window: That of the window's own options.
        head: The rest of the line `.TH`: date and version, each in quotes.
    """
    lines = [
        f'.TH GEMINI-DESKTOP 1 {head} "User Commands"',
        ".SH NAME",
        f"gemini\\-desktop \\- {_text(_WHAT)}",
        ".SH SYNOPSIS",
        *_synopsis(window.format_usage()),
        ".br",
        ".B gemini\\-desktop",
        "\\fICOMMAND\\fR [\\fIARGUMENT\\fR...]",
        ".SH DESCRIPTION",
        _text(f"{parser.description} {parser.epilog}"),
        ".SH OPTIONS",
        *_options(parser),
        *_options(window),
        ".TP",
        "\\fIFILE\\fR",
        _text(_FILES),
    ]
    for name, command in _commands(parser):
        lines += [
            f'.SH "COMMAND {_text(name.upper())}"',
            *_synopsis(command.format_usage()),
            ".PP",
            _text(command.description or ""),
            *_options(command, ("--help",)),
        ]
    return "\n".join(lines) + "\n" + _TAIL


def _commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:  # noqa: SLF001 - argparse tells its contents no other way
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - as above
            for name, command in action.choices.items():
                yield name, command
                yield from ((f"{name} {below}", each) for below, each in _commands(command))


def _synopsis(usage: str) -> list[str]:
    program, _, rest = " ".join(usage.removeprefix("usage: ").split()).partition(" ")
    return [f".B {_text(program)}", _text(rest)]


def _options(parser: argparse.ArgumentParser, but: Collection[str] = ()) -> list[str]:
    lines = []
    for action in parser._actions:  # noqa: SLF001 - as above
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - as above
            continue
        if not set(action.option_strings).isdisjoint(but):
            continue
        value = _value(action)
        if action.option_strings:
            names = [f"\\fB{_text(name)}\\fR" for name in action.option_strings]
            form = "[{}]" if action.nargs == "?" else "{}"
            term = ", ".join(names) + (f" \\fI{_text(form.format(value))}\\fR" if value else "")
        else:
            term = f"\\fI{_text(value)}\\fR"
        help_ = _text((action.help or "").replace("%(prog)s", parser.prog).replace("%%", "%"))
        if help_ != "==SUPPRESS==":
            lines += [".TP", term, help_]
    return lines


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if action.metavar is not None:
        return str(action.metavar)
    if action.choices is not None:
        return "{" + ",".join(map(str, action.choices)) + "}"
    return action.dest.upper().replace("_", "-")


def _text(words: str) -> str:
    """Plain words, with all that roff would take for its own escaped."""
    escaped = words.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    escaped = escaped.replace("…", "...").replace("`", "\\(ga").replace("~", "\\(ti")
    return f"\\&{escaped}" if escaped.startswith(".") else escaped


def main() -> None:
    """Print the page."""
    from gemini_desktop.arguments import window_parser
    from gemini_desktop.cli.arguments import parser

    version, date = sys.argv[1:]
    head = f'"{date}" "gemini\\-desktop {version}"'
    sys.stdout.write(page(parser(), window_parser(), head))


if __name__ == "__main__":
    main()
