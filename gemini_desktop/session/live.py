"""One exchange from the request to its outcome: first onto the tape, then decoded, then shown.

The window, the command line and the programmer's client all send through `run`, so an exchange is
recorded and read in the same way whoever asked for it. What sends (httpx, 60 ms) is imported with
the first request: a window knows the names of this module before it is painted.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

from gemini_desktop.core import retry
from gemini_desktop.core.answer import Answer
from gemini_desktop.core.outcome import Note
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.redact import BodyMask, is_secret
from gemini_desktop.core.request import HttpRequest
from gemini_desktop.core.transcript import Turn
from gemini_desktop.net import auth
from gemini_desktop.net.waits import Waits
from gemini_desktop.session.going_on import GoingOn
from gemini_desktop.session.roles import CaptureSource, Listener, NoTape, Tape

if TYPE_CHECKING:
    import httpx

__all__ = ["CaptureSource", "Listener", "NoTape", "Tape", "Waits", "run"]


Renew = Callable[[str], Awaitable[str]]
"""Another token than the one given."""

_UNCHECKED = Note(
    id="certificates_unchecked",
    message="The server's certificate was not checked: the profile says so.",
)


async def run(
    client: httpx.AsyncClient,
    request: HttpRequest,
    *,
    profile: Profile,
    secret: str | None,
    tape: Tape,
    listener: Listener,
    answer: Answer,
    waits: Waits | None = None,
    renew: Renew | None = None,
    hidden: tuple[str, ...] = (),
) -> Turn:
    """Send the request and read the answer to its end; the turn comes back with its outcome.

    An attempt that fails in a way that may pass is made again (`core.retry`), as often as the
    profile says; `waits.skip` cuts the wait short. `renew` gives another token in the place of one
    that a server refused (401); that attempt is made once, whatever the profile says. `hidden` are
    values in the profile's headers and query that must not be shown.

    Raises ConfigurationError, before anything is sent, where the profile's key is missing, and
    CancelledError when stopped: then too everything received is on the tape, and
    `answer.finish()` gives what had come.
    """
    from gemini_desktop.net.exchange import exchange
    from gemini_desktop.session.attempts import Attempts
    from gemini_desktop.session.recorder import Recorder

    sent = _proven(request, profile, secret)
    secrets = tuple(_secrets(secret, profile, hidden))
    tells_places = profile.protocol == "interactions"  # others have no ids to go on from
    going_on = GoingOn(sent, answer, profile.protocol) if profile.follow else None
    sink = Recorder(tape, listener, answer, BodyMask(secrets), going_on if tells_places else None)
    policy = retry.Policy(
        max_retries=profile.max_retries,
        patience_s=profile.timeouts.total_s or retry.PATIENCE_S,
    )
    if profile.insecure:
        answer.decoder.notes.append(_UNCHECKED)

    async def renewed(refused: HttpRequest) -> tuple[HttpRequest, tuple[str, ...]]:
        nonlocal secret, secrets
        secret = await renew(secret or "") if renew else secret
        secrets = (*secrets, *_secrets(secret, profile))
        sink.mask.learn(secrets)
        proof = auth.headers(profile, secret)
        if going_on is not None:
            going_on.prove(proof)
        return refused.with_headers(proof), secrets

    await exchange(
        client,
        sent,
        sink,
        profile=profile,
        secrets=secrets,
        judge=Attempts(answer, policy, sink, going_on, renewable=renew is not None),
        waits=waits,
        renew=renewed,
    )
    return answer.finish()


def check_key(profile: Profile, secret: str | None) -> None:
    """Raises ConfigurationError where the profile's key is missing, or is none."""
    auth.headers(profile, secret)


def _proven(request: HttpRequest, profile: Profile, secret: str | None) -> HttpRequest:
    """The request with the profile's headers and those that prove who asks."""
    added = request.with_headers(profile.headers)
    return added.with_headers(auth.headers(profile, secret))


def _secrets(secret: str | None, profile: Profile, hidden: tuple[str, ...] = ()) -> Iterator[str]:
    """What is to be masked. How else it may be written is for `core.secret_forms` to know."""
    if secret and secret.strip():
        yield secret.strip()
    named = [value for name, value in (*profile.headers, *profile.query) if is_secret(name)]
    for value in (*hidden, *named):
        bare = value.rpartition(" ")[2]  # after "Bearer" and the like
        yield from dict.fromkeys((value, bare))
