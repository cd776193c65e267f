"""All the languages that a request can be copied in."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from gemini_desktop.core.export.code import (
    bash,
    fetch,
    genai_program,
    httpx_program,
    openai_program,
    powershell,
)
from gemini_desktop.core.export.code.recipe import Recipe


def _always(_: Recipe) -> bool:
    return True


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """One way to write a request down. `title` is for people, and a name in every tongue."""

    name: str
    title: str
    render: Callable[[Recipe], str]
    suits: Callable[[Recipe], bool] = _always
    """Whether it can say this request; `render` is only for those."""


LANGUAGES: tuple[Language, ...] = (
    Language(name="curl", title="curl (bash)", render=bash.render),
    Language(name="powershell", title="curl (PowerShell)", render=powershell.render),
    Language(name="httpx", title="Python (httpx)", render=httpx_program.render),
    Language(
        name="google-genai",
        title="Python (google-genai)",
        render=genai_program.render,
        suits=genai_program.suits,
    ),
    Language(
        name="openai",
        title="Python (openai)",
        render=openai_program.render,
        suits=openai_program.suits,
    ),
    Language(name="fetch", title="JavaScript (fetch)", render=fetch.render),
)


def fitting(recipe: Recipe) -> list[Language]:
    """Those that can say this request, in the order of the table."""
    return [language for language in LANGUAGES if language.suits(recipe)]
