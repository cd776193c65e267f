"""A request as a curl command for PowerShell, 5.1 and later.

The rules (about_Quoting_Rules, about_Parsing): in single quotes only a single quote is special, in
double quotes `$`, the backtick and double quotes; typographic quotes count as plain ones. What a
program gets for a double quote inside an argument differs between 5.1 and 7.3, so where there is
one the old way is chosen by name. The body goes through stdin: an argument has a limit.
"""

from __future__ import annotations

import base64
import re

from gemini_desktop.core.export.code.body import json_text
from gemini_desktop.core.export.code.recipe import TOKEN_COMMAND, Recipe, Secret, Text

_SINGLE = re.compile("(['\u2018\u2019\u201a\u201b])")
_SPECIAL = re.compile('([$`"\u201c\u201d\u201e])')
_UTF8 = "$OutputEncoding = [Console]::OutputEncoding = [Text.UTF8Encoding]::new($false)"
_OLD_ARGUMENTS = "$PSNativeCommandArgumentPassing = 'Legacy'"
_BEFORE_QUOTE = re.compile(r'(\\*)"')


def render(recipe: Recipe) -> str:
    """A script that prints the stream as it comes. `curl.exe`, for `curl` is another command in
    5.1."""
    arguments: list[Text] = [recipe.url]
    for name, value in recipe.headers:
        arguments.append((f"{name}: ", *value) if value else (f"{name};",))
    address, *headers = (quoted(_for_program(argument)) for argument in arguments)
    method = quoted((recipe.method,))
    command = [f"curl.exe --no-buffer --globoff -X {method} {address}"]
    command += [f"-H {header}" for header in headers]
    setup = [_UTF8]
    if any('"' in part for text in arguments for part in text if isinstance(part, str)):
        setup.append(_OLD_ARGUMENTS)
    if recipe.body:
        text = json_text(recipe.body)
        setup += _as_file(recipe.body) if text is None else ["$body = @'", text, "'@"]
        command[0] = command[0] if text is None else f"$body | {command[0]}"
        command.append('--data-binary "@$file"' if text is None else "--data-binary '@-'")
    return "\n".join([*setup, " `\n  ".join(command)]) + "\n"


def quoted(text: Text) -> str:
    """One argument."""
    if not any(isinstance(part, Secret) for part in text):
        return "'" + _SINGLE.sub(r"\1\1", "".join(map(str, text))) + "'"
    return '"' + "".join(_part(part) for part in text) + '"'


def _part(part: str | Secret) -> str:
    if isinstance(part, str):
        return _SPECIAL.sub(r"`\1", part)
    if not part.variable:
        return f"$({' '.join(TOKEN_COMMAND)})"
    return f"${{env:{part.variable}}}"


def _for_program(text: Text) -> Text:
    """Double quotes as the old way wants them: a backslash before each, twice those before it."""
    return tuple(
        _BEFORE_QUOTE.sub(r'\1\1\\"', part) if isinstance(part, str) else part for part in text
    )


def _as_file(body: bytes) -> list[str]:
    """What is no JSON may hold any byte, and a pipe would make text of it. JSON never ends a
    here-string: no line of it begins with a quote and an at sign."""
    encoded = base64.b64encode(body).decode()
    return [
        "$file = New-TemporaryFile",
        f"[IO.File]::WriteAllBytes($file, [Convert]::FromBase64String('{encoded}'))",
    ]
