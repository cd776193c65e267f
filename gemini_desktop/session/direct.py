"""One profile to send with, without a window, a library or a home: for programs.

What costs time to make (the HTTP client, the demo server) is made once and kept until `close`.
Everything belongs to the event loop of the first `send`.
"""

from __future__ import annotations

import os

import msgspec

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.errors import (
    Blocked,
    ConfigurationError,
    Failure,
    GeminiDesktopError,
    Incomplete,
    LimitExceeded,
    NetworkError,
    Refused,
    TimedOut,
)
from gemini_desktop.core.failures.error_table import TABLE, is_limit
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import Options
from gemini_desktop.core.transcript import Transcript, Turn
from gemini_desktop.net.clients import Clients
from gemini_desktop.net.tokens import Tokens
from gemini_desktop.session import asking, live, profiles
from gemini_desktop.session.demo import Demo
from gemini_desktop.session.keys import Keys
from gemini_desktop.session.ready import ready
from gemini_desktop.store.secrets import Secrets


class Direct:
    """Sends for one profile. `secret` is its key or token; without one, `Profile.secret` says
    where to look."""

    def __init__(self, secret: str | None = None, *, tokens: Tokens | None = None) -> None:
        self._secret = secret
        self._tokens = tokens or Tokens()
        self._keys = Keys(Secrets(), self._tokens)
        self._demo = Demo()
        self._clients = Clients()

    async def send(
        self,
        profile: Profile,
        transcript: Transcript,
        options: Options,
        *,
        listener: live.Listener,
        answer: Answer,
    ) -> Turn:
        """Send the transcript's last turn and read the answer to its end.

        Raises ConfigurationError, before anything is sent, where it cannot work; how the exchange
        ended is told by the turn's outcome.
        """
        profile, hidden = await ready(
            profile, demo=self._demo, tokens=self._tokens, environ=os.environ
        )
        asking.checked(profile, options)
        request = asking.request(profile, transcript, options, answer)
        secret = await self._keys.proof(profile, given=self._secret)
        return await live.run(
            await self._clients.get(profile),
            request,
            profile=profile,
            secret=secret,
            tape=live.NoTape(),
            listener=listener,
            answer=answer,
            renew=self._tokens.renewer(profile),
            hidden=hidden,
        )

    async def close(self) -> None:
        """Close the connections, and stop the demo server if it runs."""
        await self._clients.close()
        await self._tokens.close()
        await self._demo.close()


def key_in_environment() -> str:
    """The name of the variable that holds a Gemini key, empty where none does."""
    return profiles.key_variable(os.environ)


def no_way_to_prove() -> ConfigurationError:
    """The error for a program that named neither a key nor an account."""
    return ConfigurationError(
        Failure(
            kind="no_key",
            message="Neither a key nor an account was named, and the environment has none.",
            advice="Pass api_key, token, or service_account_file and project_id; or set "
            "GEMINI_API_KEY.",
        )
    )


def raised(outcome: Outcome, text: str) -> GeminiDesktopError | None:
    """The exception for how an exchange ended, None where the answer is what was asked for.

    `text` is what had come of the answer.
    """
    error = _error(outcome)
    if error is not None:
        error.partial_text = text
    return error


def _error(outcome: Outcome) -> GeminiDesktopError | None:
    failure = outcome.failure or Failure(
        kind=outcome.reason or outcome.kind, message=outcome.message, advice=outcome.advice
    )
    failure = msgspec.structs.replace(failure, message=outcome.message or failure.message)
    match outcome.kind:
        case "complete" | "awaiting":
            return None
        case "blocked":
            return Blocked(failure)
        case "failed":
            return _failed(failure)
        case _:
            return Incomplete(failure)


def _failed(failure: Failure) -> GeminiDesktopError:
    if failure.kind.startswith("timeout"):
        return TimedOut(failure)
    if is_limit(failure) and failure.status is None:
        return LimitExceeded(failure)
    row = TABLE.get(failure.kind)
    if failure.status is not None or row is None:
        return Refused(failure)
    if row.place == "here":
        return ConfigurationError(failure)
    broke = row.place == "network" or failure.kind in _BROKE
    return NetworkError(failure) if broke else Refused(failure)


_BROKE = frozenset({"body_cut", "http_protocol"})
"""Seen in the answer, but of the connection's making."""
