"""Access tokens of Google Cloud: asked for in a thread, kept in memory, renewed before they end.

google-auth and httpx are imported when the first token is needed (130 ms), in a thread. Neither a
private key nor a token is ever written anywhere or put into a message.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.core.profile import TOKEN_AUTH, Profile
from gemini_desktop.net import credential_file, default_file, route, token_failures
from gemini_desktop.net.credential_file import UNIVERSE

SCOPE = "https://www.googleapis.com/auth/cloud-platform"
RENEW_BEFORE_S = 225.0
"""A token with less left is renewed: the time that google-auth calls stale."""
_TOO_LATE_S = 10.0
"""A token with less left may be over when it arrives."""


class _Source(msgspec.Struct):
    """One loaded credential, its token while it lasts, and the task that renews it."""

    credentials: Any
    project: str
    quota_project: str
    token: str = ""
    ends_unix_s: float = 0.0
    renewal: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        return "_Source(…)"


class Tokens:
    """The tokens of all profiles whose auth is `service-account` or `adc`, shared by whoever asks
    with the same credentials."""

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        """The clock gives seconds of wall time: a monotonic one may stand still while the computer
        sleeps."""
        self._clock = clock
        self._sources: dict[tuple[object, ...], _Source] = {}
        self._loading = asyncio.Lock()

    def __repr__(self) -> str:
        return "Tokens(…)"

    async def completed(self, profile: Profile) -> Profile:
        """The profile with the project and quota project of its credentials where it has none of
        its own. Raises ConfigurationError where they cannot be used."""
        if profile.auth not in TOKEN_AUTH:
            return profile
        source = await self._source(profile)
        return msgspec.structs.replace(
            profile,
            project=profile.project.strip() or source.project,
            quota_project=profile.quota_project.strip() or source.quota_project,
        )

    async def get(self, profile: Profile, *, refused: str = "") -> str:
        """A token that lasts for a moment at least. One that ends soon is used once more while the
        next is fetched behind the scenes; `refused` names one that a server did not take, and is
        never given again.

        Raises ConfigurationError where the credentials cannot be used or are refused, NetworkError
        where the token server cannot be reached.
        """
        source = await self._source(profile)
        left_s = source.ends_unix_s - self._clock()
        if not source.token or source.token == refused or left_s <= _TOO_LATE_S:
            # Shielded: whoever else waits for the same token must not suffer from one that stops.
            await asyncio.shield(self._renewal(source, profile))
        elif left_s < RENEW_BEFORE_S:
            self._renewal(source, profile)
        return source.token

    def renewer(self, profile: Profile) -> Callable[[str], Awaitable[str]] | None:
        """Gives another token than the one that a server refused; None for a profile that proves
        itself in another way."""
        if profile.auth not in TOKEN_AUTH:
            return None

        async def another(refused: str) -> str:
            return await self.get(profile, refused=refused)

        return another

    async def close(self) -> None:
        """Give up what is being fetched."""
        known = [s.renewal for s in self._sources.values() if s.renewal is not None]
        # One that is done may belong to another loop, which cannot be waited for from here.
        renewals = [task for task in known if not task.done()]
        self._sources.clear()
        for task in renewals:
            task.cancel()
        await asyncio.gather(*renewals, return_exceptions=True)

    def _renewal(self, source: _Source, profile: Profile) -> asyncio.Task[None]:
        """The task that fetches the next token; at most one at a time."""
        if source.renewal is None or source.renewal.done():
            source.renewal = asyncio.create_task(self._renewed(source, profile), name="fetch token")
            source.renewal.add_done_callback(_looked_at)
        return source.renewal

    async def _renewed(self, source: _Source, profile: Profile) -> None:
        try:
            await asyncio.to_thread(self._renew, source, profile)
        except GeminiDesktopError:
            if source.ends_unix_s - self._clock() <= _TOO_LATE_S:
                self._forget(source)  # a new login must be seen
            raise

    def _forget(self, source: _Source) -> None:
        for key in [key for key, known in self._sources.items() if known is source]:
            del self._sources[key]

    async def _source(self, profile: Profile) -> _Source:
        async with self._loading:
            key = await asyncio.to_thread(_key, profile)
            if key not in self._sources:
                self._sources[key] = await asyncio.to_thread(self._load, profile)
            return self._sources[key]

    def _load(self, profile: Profile) -> _Source:
        for name in ("google.auth", "google.oauth2"):  # what they warn of, we say
            logging.getLogger(name).setLevel(logging.ERROR)
        if profile.auth == "adc":
            return self._default(profile)
        return self._service_account(profile)

    def _service_account(self, profile: Profile) -> _Source:
        path = profile.service_account_file
        info = credential_file.service_account(path, allowed_host=profile.allow_token_host)
        from google.oauth2 import service_account

        made: Any = service_account.Credentials.from_service_account_info  # it is not typed
        try:
            credentials = made(info, scopes=[SCOPE])
            credentials.sign_bytes(b"")  # a key of another kind loads, and cannot sign
        except Exception as error:  # cryptography's kinds; their texts could quote the key
            raise token_failures.unusable_key(Path(path).name, error) from None
        return _source(credentials, info.get("project_id"))

    def _default(self, profile: Profile) -> _Source:
        from gemini_desktop.net import default_credentials

        credentials, project = default_credentials.load(profile, [SCOPE])
        universe = getattr(credentials, "universe_domain", UNIVERSE)
        if universe != UNIVERSE:
            allowed = profile.allow_token_host
            named = {"universe_domain": universe}
            credential_file.check(named, "These credentials", allowed_host=allowed)
        return _source(credentials, project)

    def _renew(self, source: _Source, profile: Profile) -> None:
        from gemini_desktop.net.token_transport import TokenTransport

        try:
            source.credentials.refresh(TokenTransport(profile))
        except GeminiDesktopError:
            raise
        except Exception as error:  # google-auth's, and what a strange answer makes it raise
            raise token_failures.not_renewed(profile, error) from None
        token, expiry = source.credentials.token, source.credentials.expiry
        if not isinstance(token, str) or not token:
            raise token_failures.not_renewed(profile, None)
        # Counted by our clock from now on: expiry is naive UTC by the system's.
        now = datetime.now(UTC).replace(tzinfo=None)
        left_s = (expiry - now).total_seconds() if expiry else 0.0
        source.token, source.ends_unix_s = token, self._clock() + left_s


def _looked_at(task: asyncio.Task[None]) -> None:
    """Its error was raised where somebody waited; behind the scenes the next one to ask tries
    again."""
    if not task.cancelled():
        task.exception()


def _source(credentials: Any, project: object) -> _Source:
    quota = getattr(credentials, "quota_project_id", None)
    return _Source(
        credentials=credentials,
        project=project if isinstance(project, str) else "",
        quota_project=quota if isinstance(quota, str) else "",
    )


def _key(profile: Profile) -> tuple[object, ...]:
    """What a loaded credential depends on: its file, and when that was written."""
    if profile.auth == "adc":
        path = default_file.default_path()
        chosen: tuple[object, ...] = ("adc", os.environ.get("GOOGLE_CLOUD_PROJECT", ""))
    else:
        path = credential_file.located(profile.service_account_file)
        chosen = ("service-account",)
    try:
        written = path.stat().st_mtime_ns if path else 0
    except (OSError, ValueError):
        written = 0
    # Where the token is asked for, and on which way, must hold for whoever shares it.
    asked = (profile.allow_token_host, route.of(profile))
    return (*chosen, path, written, *asked)
