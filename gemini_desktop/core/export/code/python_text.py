"""What the copies in Python have in common: expressions, imports, tokens."""

from __future__ import annotations

from collections.abc import Iterable

from gemini_desktop.core.export.code.recipe import GOOGLE_TOKEN, TOKEN_COMMAND, Secret, Text


def expression(text: Text) -> str:
    """A string in Python."""
    parts = [_part(part) for part in text]
    return " + ".join(parts) if parts else "''"


def imports(secrets: Iterable[Secret], *modules: str) -> list[str]:
    """The lines that import these modules of the standard library, and what the secrets need."""
    found = set(secrets)
    needed = {*modules}
    needed |= {"os"} if found - {GOOGLE_TOKEN} else set()
    needed |= {"subprocess"} if GOOGLE_TOKEN in found else set()
    return [f"import {module}" for module in sorted(needed)]


def token(secrets: Iterable[Secret]) -> list[str]:
    """The line that asks for a Google token, where one is needed."""
    if GOOGLE_TOKEN not in secrets:
        return []
    return [f"token = subprocess.check_output({list(TOKEN_COMMAND)!r}, text=True)"]


def _part(part: str | Secret) -> str:
    if isinstance(part, str):
        return repr(part)
    return f"os.environ[{part.variable!r}]" if part.variable else "token.strip()"
