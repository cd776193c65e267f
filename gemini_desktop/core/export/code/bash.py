"""A request as a curl command for bash."""

from __future__ import annotations

import base64
import re
import shlex

from gemini_desktop.core.export.code.body import json_text
from gemini_desktop.core.export.code.recipe import TOKEN_COMMAND, Recipe, Secret, Text

_MOST_IN_AN_ARGUMENT = 60_000
"""Linux takes 128 KiB in one argument; a longer body goes through stdin."""


def render(recipe: Recipe) -> str:
    """A command that prints the stream as it comes (`--no-buffer`)."""
    # Else curl takes brackets and braces in an address for a pattern of several.
    odd = any(isinstance(part, Secret) or re.search(r"[\[\]{}]", part) for part in recipe.url)
    plain = " --globoff" if odd else ""
    method = shlex.quote(recipe.method)
    lines = [f"curl --no-buffer{plain} -X {method} {quoted(recipe.url)}"]
    for name, value in recipe.headers:
        lines.append(f"-H {quoted((f'{name}: ', *value) if value else (f'{name};',))}")
    if not recipe.body:
        return _joined(lines)
    body = json_text(recipe.body)
    if body is None:  # whatever bytes they are
        encoded = base64.b64encode(recipe.body).decode()
        command = _joined([*lines, "--data-binary @-"])
        return f"base64 --decode <<'BASE64' | {command}{encoded}\nBASE64\n"
    if len(body.encode()) > _MOST_IN_AN_ARGUMENT:
        return _joined([*lines, "--data-binary @- <<'JSON'"]) + f"{body}\nJSON\n"
    return _joined([*lines, f"-d {shlex.quote(body)}"])


def quoted(text: Text) -> str:
    """For bash, with the secrets' sources inside, where they are read."""
    if not any(isinstance(part, Secret) for part in text):
        return shlex.quote("".join(map(str, text)))
    done = ""
    for place, part in enumerate(text):
        if isinstance(part, str):
            done += re.sub(r'([\\"$`])', r"\\\1", part)
        elif not part.variable:
            done += f"$({' '.join(TOKEN_COMMAND)})"
        else:
            after = text[place + 1] if place + 1 < len(text) else ""
            glued = not isinstance(after, str) or re.match(r"\w", after)
            done += f"${{{part.variable}}}" if glued and after else f"${part.variable}"
    return f'"{done}"'


def _joined(lines: list[str]) -> str:
    return " \\\n  ".join(lines) + "\n"
