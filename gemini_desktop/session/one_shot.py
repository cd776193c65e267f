"""One exchange without a library: for the command line."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.errors import ConfigurationError, Failure
from gemini_desktop.core.profile import TOKEN_AUTH, Profile
from gemini_desktop.core.request import HttpRequest, Options
from gemini_desktop.core.transcript import Transcript
from gemini_desktop.net import route
from gemini_desktop.net.exchange import new_client
from gemini_desktop.net.tokens import Tokens
from gemini_desktop.session import asking, live, profiles
from gemini_desktop.session.demo import Demo
from gemini_desktop.session.keys import Keys
from gemini_desktop.session.ready import ready
from gemini_desktop.session.recording_to import recording_to
from gemini_desktop.store.home import find_home
from gemini_desktop.store.secrets import Secrets
from gemini_desktop.store.settings import SettingsFile

_DEMO_URL = "http://127.0.0.1:8080"


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Where to send: a named profile (None: the one in use), and fields laid over it."""

    profile_name: str | None = None
    changes: dict[str, Any] = {}


async def send(
    transcript: Transcript,
    options: Options,
    *,
    target: Target,
    listener: live.Listener,
    answer: Answer,
    record_to: Path | None = None,
) -> None:
    """Send the transcript's last turn; `answer` holds what came, also when this is cancelled.

    Raises ConfigurationError where the target cannot work, StoreError where `record_to` cannot be
    written.
    """

    def request(profile: Profile) -> HttpRequest:
        asking.checked(profile, options)
        return asking.request(profile, transcript, options, answer)

    await call(request, target=target, listener=listener, answer=answer, record_to=record_to)


async def call(
    build: Callable[[Profile], HttpRequest],
    *,
    target: Target,
    listener: live.Listener,
    answer: Answer,
    record_to: Path | None = None,
) -> None:
    """Send the request that `build` makes for the target's profile. Otherwise as `send`."""
    demo, tokens = Demo(), Tokens()
    try:
        profile, hidden = await ready(
            _profile(target), demo=demo, tokens=tokens, environ=os.environ
        )
        request = build(profile)
        secret = await Keys(Secrets(), tokens).proof(profile)
        async with new_client(route.of(profile)) as client:
            with recording_to(record_to) as tape:
                await live.run(
                    client,
                    request,
                    profile=profile,
                    secret=secret,
                    tape=tape,
                    listener=listener,
                    answer=answer,
                    renew=tokens.renewer(profile),
                    hidden=hidden,
                )
    finally:
        await tokens.close()
        await demo.close()


async def built(
    transcript: Transcript, options: Options, target: Target
) -> tuple[Profile, HttpRequest]:
    """What `send` would send, and for which profile. The demo's server is not started for it:
    its address is the one of `gemini-desktop demo --port 8080`.

    Raises ConfigurationError as `send` does.
    """
    profile = await Tokens().completed(_profile(target))
    if profile.demo:
        openai = "/v1beta/openai" if profile.protocol == "chat-completions" else ""
        profile = msgspec.structs.replace(profile, base_url=_DEMO_URL + openai)
    asking.checked(profile, options)
    return profile, asking.request(profile, transcript, options)


def _profile(target: Target) -> Profile:
    changes = target.changes
    whole = "base_url" in changes or changes.get("auth") in TOKEN_AUTH
    if target.profile_name is None and whole:
        return Profile(name="command line", **changes)
    settings, _ = SettingsFile(find_home()).load()
    known = profiles.with_demo(settings.profiles or profiles.initial(os.environ))
    wanted = target.profile_name or settings.current_profile or known[0].name
    for profile in known:
        if profile.name.casefold() == wanted.casefold():
            return msgspec.structs.replace(profile, **changes)
    names = ", ".join(f"“{profile.name}”" for profile in known)
    raise ConfigurationError(
        Failure(
            kind="unknown_profile",
            message=f"There is no profile “{wanted}”.",
            advice=f"Known are {names}.",
        )
    )
