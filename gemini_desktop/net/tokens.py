"""Access tokens of Google Cloud: asked for in a thread, kept in memory, renewed before they end.

google-auth is imported when the first token is needed (70 ms). Neither a private key nor a token
is ever written anywhere or put into a message.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from gemini_desktop.core.errors import ConfigurationError, Failure, GeminiDesktopError, NetworkError
from gemini_desktop.core.profile import TOKEN_AUTH, Profile
from gemini_desktop.net import credential_file
from gemini_desktop.net.credential_file import UNIVERSE, refused
from gemini_desktop.net.token_transport import TokenTransport

SCOPE = "https://www.googleapis.com/auth/cloud-platform"
RENEW_BEFORE_S = 225.0
"""A token with less left is renewed: the time that google-auth calls stale."""
_LOGIN = "gcloud auth application-default login"
_LONG = re.compile(r"[\w+/=.-]{48,}")
_MAX_WORDS = 300


class _Source(msgspec.Struct):
    """One loaded credential, and its token while it lasts."""

    credentials: Any
    project: str
    quota_project: str
    token: str = ""
    ends_unix_s: float = 0.0

    def __repr__(self) -> str:
        return "_Source(…)"


class Tokens:
    """The tokens of all profiles whose auth is `service-account` or `adc`."""

    def __init__(
        self, *, allow_loopback: bool = False, clock: Callable[[], float] = time.time
    ) -> None:
        """`allow_loopback` is for tests, whose token server is on this computer. The clock gives
        seconds of wall time: a monotonic one may stand still while the computer sleeps."""
        self._allow_loopback = allow_loopback
        self._clock = clock
        self._sources: dict[tuple[object, ...], _Source] = {}
        self._lock = asyncio.Lock()

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

    async def get(self, profile: Profile) -> str:
        """A token that lasts for some minutes at least.

        Raises ConfigurationError where the credentials cannot be used or are refused, NetworkError
        where the token server cannot be reached.
        """
        source = await self._source(profile)
        async with self._lock:
            if not source.token or self._clock() > source.ends_unix_s - RENEW_BEFORE_S:
                try:
                    await asyncio.to_thread(self._renew, source, profile)
                except GeminiDesktopError:
                    self._sources.clear()  # a new login must be seen
                    raise
            return source.token

    async def _source(self, profile: Profile) -> _Source:
        async with self._lock:
            key = await asyncio.to_thread(_key, profile)
            if key not in self._sources:
                self._sources[key] = await asyncio.to_thread(self._load, profile)
            return self._sources[key]

    def _load(self, profile: Profile) -> _Source:
        for name in ("google.auth", "google.oauth2"):  # what they warn of, we say
            logging.getLogger(name).setLevel(logging.ERROR)
        if profile.auth == "adc":
            return self._default()
        return self._service_account(profile.service_account_file)

    def _service_account(self, path: str) -> _Source:
        info = credential_file.service_account(path, allow_loopback=self._allow_loopback)
        from google.oauth2 import service_account

        made: Any = service_account.Credentials.from_service_account_info  # it is not typed
        try:
            credentials = made(info, scopes=[SCOPE])
        except Exception as error:  # cryptography's kinds; their texts could quote the key
            raise refused(
                "broken_private_key",
                f"The private key in {Path(path).name} cannot be read.",
                "Make a new key in the Google Cloud console, and do not edit the file.",
                type(error).__name__,
            ) from None
        return _source(credentials, info.get("project_id"))

    def _default(self) -> _Source:
        # Else the metadata server is looked for, on networks that may let it wait for seconds.
        os.environ.setdefault("NO_GCE_CHECK", "true")
        path = _default_file()
        if path is not None:
            info = credential_file.read(path)
            credential_file.check(info, path.name, allow_loopback=self._allow_loopback)
        import google.auth

        default: Any = google.auth.default  # a callable is all it needs
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # on quota projects, for programmers
                credentials, project = default(scopes=[SCOPE], request=self._transport())
        except GeminiDesktopError:
            raise
        except Exception as error:  # as above; also what a damaged file makes it stumble over
            raise _no_default(path, error) from None
        universe = getattr(credentials, "universe_domain", UNIVERSE)
        if universe != UNIVERSE:
            credential_file.check({"universe_domain": universe}, "These credentials")
        return _source(credentials, project)

    def _renew(self, source: _Source, profile: Profile) -> None:
        try:
            source.credentials.refresh(self._transport())
        except GeminiDesktopError:
            raise
        except Exception as error:  # google-auth's, and what a strange answer makes it raise
            raise _not_renewed(profile, error) from None
        token, expiry = source.credentials.token, source.credentials.expiry
        if not isinstance(token, str) or not token:
            raise _not_renewed(profile, None)
        # Counted by our clock from now on: expiry is naive UTC by the system's.
        now = datetime.now(UTC).replace(tzinfo=None)
        left_s = (expiry - now).total_seconds() if expiry else 0.0
        source.token, source.ends_unix_s = token, self._clock() + left_s

    def _transport(self) -> TokenTransport:
        return TokenTransport(allow_loopback=self._allow_loopback)


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
        path = _default_file()
        chosen: tuple[object, ...] = ("adc", os.environ.get("GOOGLE_CLOUD_PROJECT", ""))
    else:
        path = Path(profile.service_account_file.strip()).expanduser()
        chosen = ("service-account",)
    try:
        written = path.stat().st_mtime_ns if path else 0
    except (OSError, ValueError):
        written = 0
    return (*chosen, path, written)


def _default_file() -> Path | None:
    """The file of the application-default credentials, where there is or should be one."""
    named = os.environ.get("GOOGLE_APPLICATION_CREDENTIALS", "")
    if named:
        return Path(named)
    from google.auth import _cloud_sdk

    place: Any = _cloud_sdk.get_application_default_credentials_path
    path = Path(place())
    return path if path.is_file() else None


def _no_default(path: Path | None, error: Exception) -> ConfigurationError:
    if path is None:
        return refused(
            "no_default_credentials",
            "There are no application-default credentials on this computer.",
            f"Run `{_LOGIN}` in a terminal and try again, or choose a service account file.",
            type(error).__name__,
        )
    return refused(
        "broken_default_credentials",
        f"The application-default credentials in {path.name} cannot be used.",
        f"Run `{_LOGIN}` to make new ones.",
        type(error).__name__,
    )


def _not_renewed(profile: Profile, error: Exception | None) -> GeminiDesktopError:
    words = _server_words(error)
    if getattr(error, "retryable", False):
        return NetworkError(
            Failure(
                kind="token_server_failed",
                message=f"Google's token server failed for “{profile.name}”, several times.",
                advice="Try again in a moment.",
                detail=words,
            )
        )
    advice = "Check that the service account and its key still exist and are enabled."
    if profile.auth == "adc":
        advice = f"Run `{_LOGIN}` in a terminal and try again."
    elif "invalid_grant" in words:
        advice += " If they do, check this computer's clock."
    said = f": {words}" if words else "."
    return refused(
        "token_refused",
        f"Google's token server gave no token for “{profile.name}”{said}",
        advice,
        type(error).__name__ if error else "no token in the answer",
    )


def _server_words(error: Exception | None) -> str:
    """What the server said, without what could be a token or an assertion that it echoes."""
    first = error.args[0] if error is not None and error.args else ""
    words = " ".join(first.split()) if isinstance(first, str) else ""
    return _LONG.sub("***", words)[:_MAX_WORDS]
