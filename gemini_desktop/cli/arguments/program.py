"""What the commands take that are about the program: demo and doctor."""

from __future__ import annotations

from gemini_desktop.cli.arguments.common import Commands, Lazily


def add(commands: Commands) -> None:
    """Add `demo` and `doctor`."""
    _add_demo(commands)
    _add_doctor(commands)


def _add_demo(commands: Commands) -> None:
    demo = commands.add_parser(
        "demo",
        help="run the demo server",
        description="Run the server that plays Gemini on this computer, until Ctrl-C.",
    )
    demo.add_argument("--port", type=int, default=0, help="0 takes a free one (default)")
    demo.add_argument(
        "--pace", type=float, default=1.0, help="1 plays at a lively pace, 0 without pauses"
    )
    demo.set_defaults(run=Lazily("demo"))


def _add_doctor(commands: Commands) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="tell what is installed, found and reachable",
        description="Tell what is installed, found and reachable; nothing secret is printed.",
    )
    doctor.add_argument("--json", action="store_true", help="the same as one JSON object")
    doctor.set_defaults(run=Lazily("doctor"))
