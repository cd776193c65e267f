"""A recorded request once more: the same bytes, or edited ones, as a capture of its own.

The recording holds no key, so the profile's is sent; and only where the profile sends it anyway. A
file from elsewhere may name any host, and would else collect keys.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple, cast
from urllib.parse import SplitResult, urlsplit, urlunsplit

import msgspec

from gemini_desktop.core.capture import Ended, RequestSent
from gemini_desktop.core.errors import ConfigurationError, Failure, GeminiDesktopError
from gemini_desktop.core.profile import Profile, ProtocolName
from gemini_desktop.core.protocols.endpoint import with_query
from gemini_desktop.core.protocols.table import PROTOCOLS
from gemini_desktop.core.request import HttpRequest, Options
from gemini_desktop.core.transcript import Transcript, Turn, prompt
from gemini_desktop.session.means import Means
from gemini_desktop.session.unsaved import Unsaved

if TYPE_CHECKING:
    from gemini_desktop.core.answer import Answer
    from gemini_desktop.session import live

_OF_THE_CONNECTION = frozenset(
    {"host", "content-length", "connection", "transfer-encoding", "te", "accept-encoding"}
)
_PORTS = {"http": 80, "https": 443}


class Again(NamedTuple):
    """A request to send, and the profile to send it with."""

    request: HttpRequest
    profile: Profile


class Resending:
    """Sends for one session. What comes is recorded like any exchange, and belongs to no chat."""

    def __init__(self, means: Means, unsaved: Unsaved) -> None:
        self._means = means
        self._unsaved = unsaved

    async def send(
        self,
        sent: RequestSent,
        profiles: Iterable[Profile],
        *,
        listener: live.Listener,
        started: Callable[[live.CaptureSource], None],
        body: bytes | None = None,
    ) -> Turn:
        """Send it with the first of `profiles` that goes where it went, the one that sent it before
        all others; `body` in the place of its own where one is given. `started` is told the new
        capture before anything is sent.

        Raises ConfigurationError where no profile goes there. Cancelling ends the exchange and no
        more; the turn tells so.
        """
        from gemini_desktop.session import live

        profile = await self._fitting(sent, profiles)
        ready, hidden = await self._means.ready(profile)
        request = _request(sent, ready, body)
        secret = await self._means.keys.proof(ready)
        client = await self._means.clients.get(ready)
        from gemini_desktop.core.answer import Answer

        answer = Answer()
        with self._unsaved.tape() as tape:
            started(tape)
            try:
                turn = await live.run(
                    client,
                    request,
                    profile=ready,
                    secret=secret,
                    tape=tape,
                    listener=listener,
                    answer=answer,
                    renew=self._means.tokens.renewer(ready),
                    hidden=hidden,
                )
            except asyncio.CancelledError:
                turn = _stopped(answer)
        await self._unsaved.recorded(tape, turn.outcome)
        return turn

    async def _fitting(self, sent: RequestSent, profiles: Iterable[Profile]) -> Profile:
        known = sorted(profiles, key=lambda profile: profile.name != sent.profile)
        for profile in known:
            spoken = _speaking(profile, _protocol(sent, profile), sent.model)
            if profile.demo and profile.name == sent.profile:
                return spoken
            if not profile.demo and await self._goes_to(spoken, sent.url):
                return spoken
        host = urlsplit(sent.url).hostname or sent.url[:80]
        raise ConfigurationError(
            Failure(
                kind="no_profile_for_host",
                message=f"No profile sends to {host}, where this request went. Nothing was sent: a "
                "key goes only where its profile says.",
                advice="Add a profile with that base URL in the settings, or copy the request as "
                "curl.",
            )
        )

    async def _goes_to(self, profile: Profile, url: str) -> bool:
        try:
            whole = await self._means.tokens.completed(profile)
            own = _place(whole)
        except GeminiDesktopError:  # one that cannot send at all
            return False
        return _origin(own) == _origin(urlsplit(url))


def _request(sent: RequestSent, profile: Profile, body: bytes | None) -> HttpRequest:
    """As it was, at the profile's address: the demo's port is another in each run."""
    from gemini_desktop.core.redact import MASK

    recorded, own = urlsplit(sent.url), _place(profile)
    pairs = [pair for pair in recorded.query.split("&") if pair and MASK not in pair]
    names = {pair.partition("=")[0] for pair in pairs}
    url = urlunsplit((own.scheme, own.netloc, recorded.path, "&".join(pairs), ""))
    missing = [(name, value) for name, value in profile.query if name not in names]
    headers = tuple(
        (name, value)
        for name, value in sent.headers
        if MASK not in value and name.lower() not in _OF_THE_CONNECTION and not name.startswith(":")
    )
    return HttpRequest(
        method=sent.method,
        url=with_query(url, missing),
        headers=headers,
        body=sent.body if body is None else body,
    )


def _place(profile: Profile) -> SplitResult:
    """Where the profile sends. Raises ConfigurationError."""
    question = Transcript(turns=[prompt("?")])
    return urlsplit(PROTOCOLS[profile.protocol].build(profile, question, Options()).url)


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    try:
        port = parts.port
    except ValueError:
        port = -1
    return parts.scheme, parts.hostname or "", port or _PORTS.get(parts.scheme)


def _protocol(sent: RequestSent, profile: Profile) -> ProtocolName:
    """As the recording says, else as the address does."""
    if sent.protocol in PROTOCOLS:
        return cast(ProtocolName, sent.protocol)
    path = urlsplit(sent.url).path
    if path.endswith("/chat/completions"):
        return "chat-completions"
    if "/interactions" in path:
        return "interactions"
    return "generate-content" if ":" in path else profile.protocol


def _speaking(profile: Profile, protocol: ProtocolName, model: str) -> Profile:
    return msgspec.structs.replace(profile, protocol=protocol, model=model or profile.model)


def _stopped(answer: Answer) -> Turn:
    """What had come. It was this exchange that was to stop, not what comes after it."""
    task = asyncio.current_task()
    if task is not None:
        task.uncancel()
    if answer.ended is None:
        answer.feed(Ended(t_ns=answer.last_ns, how="cancelled"))
    return answer.finish()
