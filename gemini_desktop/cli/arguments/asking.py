"""What `gemini-desktop send` and `interaction` take."""

from __future__ import annotations

import argparse

from gemini_desktop.cli.arguments.common import Commands, Lazily, add_protocol, add_shape


def add(commands: Commands) -> None:
    """Add `send` and `interaction`."""
    _add_send(commands)
    _add_interaction(commands)


def _add_send(commands: Commands) -> None:
    send = commands.add_parser(
        "send",
        help="send a prompt and print the stream",
        description="Send a prompt and print the stream as it comes: a [RAW] line for each line "
        "on the wire and a [CHUNK] line for the text in it.",
    )
    send.add_argument("prompt", metavar="PROMPT", help="the prompt, or - to read it from stdin")
    add_protocol(send, "default: generate-content")
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
    send.set_defaults(run=Lazily("send"))


def _add_interaction(commands: Commands) -> None:
    interaction = commands.add_parser(
        "interaction",
        help="look at, resume, cancel or delete an interaction on the server",
        description="Look at an interaction on the server, resume its stream, cancel or delete it. "
        "What comes is printed as send prints it.",
    )
    interaction.add_argument(
        "action", choices=("get", "resume", "cancel", "delete"), help="what to do with it"
    )
    interaction.add_argument("id", metavar="ID", help="as its first event told it")
    interaction.add_argument(
        "--after", metavar="EVENT", default="", help="resume after the event of this id"
    )
    _add_target(interaction)
    _add_output(interaction)
    interaction.set_defaults(run=Lazily("interaction"), protocol="interactions", no_follow=True)


def _add_output(command: argparse.ArgumentParser) -> None:
    """What is printed of the answer, and what of it is kept."""
    add_shape(command)
    command.add_argument(
        "--record",
        metavar="FILE",
        help="keep the capture as a .gcap file; a kill leaves FILE.recording, a folder",
    )


def _add_target(command: argparse.ArgumentParser) -> None:
    """Where to, as whom, and how patiently."""
    command.add_argument("--profile", metavar="NAME", help="a profile of the settings")
    command.add_argument(
        "--base-url", metavar="URL", help="where to, such as http://127.0.0.1:8080"
    )
    command.add_argument("--model", metavar="ID", help="which model (default: the profile's)")
    command.add_argument(
        "--auth",
        choices=("none", "api-key", "bearer", "service-account", "adc"),
        help="how to sign in (default: as the other options ask for, else as the profile does)",
    )
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


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"{text} is no length of time in seconds")
    return value


def _retries(text: str) -> int:
    from gemini_desktop.core.profile import MOST_RETRIES

    try:
        value = int(text)
    except ValueError:
        value = -1
    if not 0 <= value <= MOST_RETRIES:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and {MOST_RETRIES}")
    return value
