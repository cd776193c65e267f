"""One exchange from the request to its outcome: first onto the tape, then decoded, then shown.

The window, the command line and the programmer's client all send through `run`, so an exchange is
recorded and read in the same way whoever asked for it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Protocol
from urllib.parse import quote

import httpx

from gemini_desktop.core import retry
from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    Record,
    ResponseStarted,
    RetryScheduled,
)
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.errors import Failure, LimitExceeded, StoreError
from gemini_desktop.core.events import ErrorReported
from gemini_desktop.core.outcome import Note
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.redact import BodyMask, is_secret
from gemini_desktop.core.request import HttpRequest
from gemini_desktop.core.transcript import Turn
from gemini_desktop.net import auth
from gemini_desktop.net.exchange import Progress, exchange
from gemini_desktop.net.waits import Waits
from gemini_desktop.session.going_on import GoingOn

__all__ = ["CaptureSource", "Listener", "NoTape", "Tape", "Waits", "run"]


Renew = Callable[[str], Awaitable[str]]
"""Another token than the one given."""

_UNAUTHORIZED = 401
_UNCHECKED = Note(
    id="certificates_unchecked",
    message="The server's certificate was not checked: the profile says so.",
)


class Tape(Protocol):
    """Where records are kept before anything reads them."""

    def append(self, record: Record) -> None:
        """Keep a record. Raises StoreError where it cannot be written."""
        ...

    def overwrite(self, offset: int, data: bytes) -> None:
        """Replace bytes of the body, to mask a secret."""
        ...


class CaptureSource(Protocol):
    """A capture that can be read, also while it grows."""

    @property
    def id(self) -> str:
        """Its name in the library, or a file's name."""
        ...

    def records(self) -> Iterator[Record]:
        """Its records so far."""
        ...

    def read(self, start: int, end: int) -> bytes:
        """Bytes of the body, end exclusive."""
        ...

    def size(self) -> int:
        """Length of the body so far, in bytes."""
        ...


class Listener(Protocol):
    """Who wants to see an exchange while it goes on."""

    def record(self, record: Record) -> None:
        """A record, already on the tape."""
        ...

    def chunk(self, chunk: Chunk) -> None:
        """A chunk that this record completed."""
        ...


class NoTape:
    """Keeps nothing: for a command that was not asked to record."""

    def append(self, record: Record) -> None:
        """Let it go."""

    def overwrite(self, offset: int, data: bytes) -> None:
        """Nothing to replace."""


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
    sent = _proven(request, profile, secret)
    secrets = tuple(_secrets(secret, profile, hidden))
    tells_places = profile.protocol == "interactions"  # others have no ids to go on from
    going_on = GoingOn(sent, answer, profile.protocol) if profile.follow else None
    sink = _Recorder(tape, listener, answer, BodyMask(secrets), going_on if tells_places else None)
    policy = retry.Policy(max_retries=profile.max_retries)
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
        judge=_Judge(answer, policy, sink, going_on, renewable=renew is not None),
        waits=waits,
        renew=renewed,
    )
    return answer.finish()


def _proven(request: HttpRequest, profile: Profile, secret: str | None) -> HttpRequest:
    """The request with the profile's headers and those that prove who asks."""
    added = request.with_headers(profile.headers)
    return added.with_headers(auth.headers(profile, secret))


def _secrets(secret: str | None, profile: Profile, hidden: tuple[str, ...] = ()) -> Iterator[str]:
    """What is to be masked: as it is, and as it stands in an address."""
    if secret and secret.strip():
        yield secret.strip()
    named = [value for name, value in (*profile.headers, *profile.query) if is_secret(name)]
    for value in (*hidden, *named):
        bare = value.rpartition(" ")[2]  # after "Bearer" and the like
        yield from dict.fromkeys((value, bare, quote(value, safe=""), quote(bare, safe="")))


class _Judge:
    """Says after each attempt whether another follows."""

    def __init__(
        self,
        answer: Answer,
        policy: retry.Policy,
        sink: _Recorder,
        going_on: GoingOn | None,
        *,
        renewable: bool,
    ) -> None:
        self._answer = answer
        self._policy = policy
        self._sink = sink
        self._going_on = going_on
        self._renewable = renewable
        self._renewed = False
        self._renewals = 0

    def __call__(self, number: int, failure: Failure | None) -> retry.Retry | None:
        head = self._sink.head
        status = head.status if head else None
        if status == _UNAUTHORIZED and self._renewable and not self._renewed:
            self._renewed = True
            self._renewals += 1
            return retry.with_another_token(status, self._error())
        # A background interaction may outlive several tokens: one that was taken counts anew.
        self._renewed = self._renewed and status == _UNAUTHORIZED
        if self._going_on is not None:
            hop = self._going_on.next(failure, status)
            if hop is not None:
                return hop
        attempt = retry.Attempt(
            number=number - self._renewals,
            status=status,
            headers=head.headers if head else (),
            failure_kind=failure.kind if failure else "",
            error=self._error(),
            has_content=self._answer.fold.has_content,
        )
        return retry.decide(
            attempt,
            self._policy,
            unix_s=time.time(),
            random=random.random,
        )

    def _error(self) -> ErrorReported | None:
        return self._answer.fold.errors[-1] if self._answer.fold.errors else None


class _Recorder:
    """The sink of one exchange."""

    def __init__(
        self,
        tape: Tape,
        listener: Listener,
        answer: Answer,
        mask: BodyMask,
        going_on: GoingOn | None = None,
    ) -> None:
        self._going_on = going_on
        self._tape = tape
        self._listener = listener
        self._answer = answer
        self.mask = mask
        self.head: ResponseStarted | None = None
        """The response head of the attempt that goes on."""

    def __call__(self, record: Record) -> Progress:
        shown: list[Record] = []
        if isinstance(record, BytesReceived):
            record, read = self._masked(record)
            shown.append(read)
        else:
            if held := self.mask.release():
                shown.append(BytesReceived(t_ns=record.t_ns, data=held))
            shown.append(record)
        if isinstance(record, ResponseStarted):
            self.head = record
        elif isinstance(record, RetryScheduled):
            self.head = None
        self._keep(record)
        chunks = [chunk for each in shown for chunk in self._answer.feed(each)]
        self._listener.record(record)
        progress = Progress.NOTHING
        for chunk in chunks:
            self._listener.chunk(chunk)
            if self._going_on is not None:
                self._going_on.seen(chunk)
            if chunk.kind == "done":
                progress = Progress.DONE
            elif chunk.kind != "comment" and progress is Progress.NOTHING:
                progress = Progress.EVENT
        failure = self._answer.decoder.failure
        if failure is not None and isinstance(record, BytesReceived):
            raise LimitExceeded(failure)
        return progress

    def _keep(self, record: Record) -> None:
        try:
            self._tape.append(record)
        except StoreError:
            # What ends the exchange because nothing can be written is told once, not twice.
            if not isinstance(record, Ended):
                raise

    def _masked(self, record: BytesReceived) -> tuple[BytesReceived, BytesReceived]:
        """The read for the tape, and what of it (and of the ones before) may be shown by now."""
        masked = self.mask.feed(record.data)
        for offset, length in masked.before:
            self._tape.overwrite(offset, b"*" * length)
        if masked.data is not record.data:
            self._answer.decoder.notes.append(
                Note(id="secret_masked", message="The server echoed a secret; it is masked.")
            )
            record = BytesReceived(t_ns=record.t_ns, data=masked.data)
        if masked.shown is masked.data:
            return record, record
        return record, BytesReceived(t_ns=record.t_ns, data=masked.shown)
