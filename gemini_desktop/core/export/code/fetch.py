"""A request as JavaScript with fetch, for Node 18 and later (as a module, `.mjs`)."""

from __future__ import annotations

import base64
import json
import re

from gemini_desktop.core.export.code.body import json_text
from gemini_desktop.core.export.code.recipe import (
    GOOGLE_TOKEN,
    TOKEN_COMMAND,
    Recipe,
    Secret,
    Text,
)

_CHANGED_BY_A_PARSE = re.compile(r'"__proto__"|\d{16}|\d[.eE]|-0')
"""JavaScript's numbers are doubles, and one name is special: such JSON is sent as it stands."""


def render(recipe: Recipe) -> str:
    """A program that writes the stream to stdout as it comes."""
    lines: list[str] = []
    if GOOGLE_TOKEN in recipe.secrets:
        command, *arguments = TOKEN_COMMAND
        lines = [
            'import { execFileSync } from "node:child_process";',
            "",
            (
                f"const token = execFileSync({_string(command)}, {json.dumps(arguments)}, "
                '{ encoding: "utf8" }).trim();'
            ),
        ]
    lines.append(f"const response = await fetch({expression(recipe.url)}, {{")
    lines.append(f"  method: {_string(recipe.method)},")
    if recipe.headers:
        lines.append("  headers: [")
        lines += [f"    [{_string(n)}, {expression(value)}]," for n, value in recipe.headers]
        lines.append("  ],")
    if recipe.body:
        lines.append(f"  body: {_body(recipe.body)},")
    lines += [
        "});",
        "for await (const piece of response.body) process.stdout.write(piece);",
        "if (!response.ok) {",
        "  console.error(`HTTP ${response.status}`);",
        "  process.exitCode = 1;",
        "}",
    ]
    return "\n".join(lines) + "\n"


def expression(text: Text) -> str:
    """A string in JavaScript."""
    return " + ".join(_part(part) for part in text) if text else '""'


def _part(part: str | Secret) -> str:
    if isinstance(part, str):
        return _string(part)
    if not part.variable:
        return "token"
    plain = re.fullmatch(r"[A-Za-z_]\w*", part.variable, re.ASCII)
    return f"process.env.{part.variable}" if plain else f"process.env[{_string(part.variable)}]"


def _string(text: str) -> str:
    """JSON's strings are JavaScript's too, since 2019 with U+2028 in them."""
    return json.dumps(text, ensure_ascii=False)


def _body(body: bytes) -> str:
    text = json_text(body)
    if text is None:
        return f'Buffer.from("{base64.b64encode(body).decode()}", "base64")'
    if _CHANGED_BY_A_PARSE.search(text):
        return _string(text)
    return f"JSON.stringify({text})".replace("\n", "\n  ")
