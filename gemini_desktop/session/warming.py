"""What a first prompt needs is imported while it is written: at once it would hold up the window
for five frames. What a window needs that only shows chats is not touched."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from importlib import import_module

from gemini_desktop.core.profile import Profile
from gemini_desktop.core.protocols.table import PROTOCOLS

_DEMO = ("net.demo.tapes", "net.demo.interactions", "net.demo.routes", "net.demo_server")
_SENDING = "net.exchange"
"""Brings httpx along, 60 ms: for a thread, as where it is imported with a first request."""
_READING = (
    "session.asking",
    "session.live",
    "store.lasting_tape",
    "session.attempts",
    "session.recorder",
    "core.lint.linter",
    "core.lint",
    "core.merged",
)


async def warm(
    profile: Profile, beside: Sequence[str], quiet: Callable[[], Awaitable[bool]]
) -> None:
    """Import it in slices of 10 to 25 ms, and what is to be there `beside` it (names within this
    package). Before each of them `quiet` waits until nobody is held up; where it gives False, what
    is left is imported when it is needed. So is what is not there any more."""
    for name in _names(profile, beside):
        if not await quiet():
            return
        try:
            if name == _SENDING:
                await asyncio.to_thread(_import, name)
            else:
                _import(name)
        except ImportError:
            return
    if await quiet():
        PROTOCOLS.get(profile.protocol)


def _names(profile: Profile, beside: Sequence[str]) -> Iterator[str]:
    if profile.demo:
        yield from _DEMO
    yield _SENDING
    yield from _READING
    yield from beside


def _import(name: str) -> None:
    import_module(f"gemini_desktop.{name}")
