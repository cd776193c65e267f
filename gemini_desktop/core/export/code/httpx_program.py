"""A request as a Python program with httpx."""

from __future__ import annotations

from gemini_desktop.core.export.code.body import json_value, literal
from gemini_desktop.core.export.code.python_text import expression, imports, token
from gemini_desktop.core.export.code.recipe import Recipe


def render(recipe: Recipe) -> str:
    """A program that needs httpx alone and writes the stream to stdout as it comes."""
    secrets = recipe.secrets
    lines = [*imports(secrets, "sys"), "", "import httpx", "", *token(secrets)]
    items = [f"    {name!r}: {expression(value)}," for name, value in recipe.headers]
    lines += ["headers = {", *items, "}"]
    sent = ""
    value = json_value(recipe.body) if recipe.body else None
    if value is not None:
        lines.append(f"body = {literal(value)}")
        sent = ", json=body"
    elif recipe.body:
        lines.append(f"body = {recipe.body!r}")
        sent = ", content=body"
    address = expression(recipe.url)
    call = f"httpx.stream({recipe.method!r}, {address}, headers=headers{sent}, timeout=60)"
    lines += [
        f"with {call} as response:",
        "    for data in response.iter_bytes():",
        "        sys.stdout.buffer.write(data)",
        "        sys.stdout.flush()",
        "    if response.is_error:",
        '        sys.exit(f"HTTP {response.status_code}")',
    ]
    return "\n".join(lines) + "\n"
