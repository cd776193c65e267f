"""Which profiles there are to begin with, and which one a fresh start uses.

Keys are looked for where Google's own packages look: GOOGLE_API_KEY wins over GEMINI_API_KEY, an
empty variable counts as not set. Without any the built-in demo is used.
"""

from __future__ import annotations

from collections.abc import Mapping

from gemini_desktop.core.profile import Profile

DEMO = Profile(
    name="Demo",
    base_url="",
    auth="none",
    secret="",
    model="gemini-3.8-flash",
    demo=True,
)
"""Its base URL is filled in when the demo server has started, and is never stored."""

_KEY_VARIABLES = ("GOOGLE_API_KEY", "GEMINI_API_KEY")
_BASE_VARIABLE = "GOOGLE_GEMINI_BASE_URL"


def key_variable(environ: Mapping[str, str]) -> str:
    """The name of the variable that holds a Gemini key, empty where none does."""
    return next((name for name in _KEY_VARIABLES if environ.get(name, "").strip()), "")


def initial(environ: Mapping[str, str]) -> tuple[Profile, ...]:
    """The profiles of a first start; the first one is the one to use."""
    variable = key_variable(environ)
    gemini = Profile(
        name="Gemini API",
        base_url=environ.get(_BASE_VARIABLE, "").strip() or Profile(name="").base_url,
        secret=f"env:{variable}" if variable else "keyring",
    )
    return (gemini, DEMO) if variable else (DEMO, gemini)


def with_demo(profiles: tuple[Profile, ...]) -> tuple[Profile, ...]:
    """The profiles, with the demo among them: it is the way back when nothing else works."""
    return profiles if any(p.demo for p in profiles) else (*profiles, DEMO)
