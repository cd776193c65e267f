"""A built request as a command or a program that sends the same bytes' meaning from anywhere.

No secret is written down: the key is read from an environment variable, a Google token from the
command that gives one.
"""

from __future__ import annotations

from gemini_desktop.core.export.code import bash, httpx_program, recipe
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import HttpRequest


def curl(request: HttpRequest, profile: Profile) -> str:
    """A command for bash, which prints the stream as it comes (`--no-buffer`)."""
    return bash.render(recipe.of(request, profile))


def python(request: HttpRequest, profile: Profile) -> str:
    """A program that needs httpx alone and writes the stream to stdout as it comes."""
    return httpx_program.render(recipe.of(request, profile))
