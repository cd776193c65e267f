"""Asks the server how many tokens a prompt would be: once, without retries, and kept nowhere."""

from __future__ import annotations

import msgspec

from gemini_desktop.core.capture import BytesReceived, Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.errors import Failure, NetworkError
from gemini_desktop.core.profile import Profile, Timeouts
from gemini_desktop.core.protocols import count_tokens
from gemini_desktop.core.request import Options
from gemini_desktop.core.transcript import Transcript
from gemini_desktop.session.means import Means

PATIENCE_S = 15.0
_MOST_BYTES = 64 * 1024


class Counting:
    """Counts for any profile, with the session's own connections and keys."""

    def __init__(self, means: Means) -> None:
        self._means = means

    async def count(self, profile: Profile, transcript: Transcript, options: Options) -> int:
        """The tokens of the request for the transcript's last turn, as its server counts them.

        The whole conversation goes to the server for it, as it does with the prompt. Raises
        GeminiDesktopError where the server cannot be asked, or did not say.
        """
        from gemini_desktop.core.answer import Answer
        from gemini_desktop.session import live

        profile, hidden = await self._means.ready(profile)
        patience = Timeouts(silence_s=PATIENCE_S, total_s=PATIENCE_S)
        profile = msgspec.structs.replace(profile, max_retries=0, follow=False, timeouts=patience)
        request = count_tokens.build(profile, transcript, options)
        reply = _Reply()
        turn = await live.run(
            await self._means.clients.get(profile),
            request,
            profile=profile,
            secret=await self._means.keys.proof(profile),
            tape=live.NoTape(),
            listener=reply,
            answer=Answer(),
            renew=self._means.tokens.renewer(profile),
            hidden=hidden,
        )
        tokens = count_tokens.counted(b"".join(reply.pieces))
        if tokens is None:
            raise NetworkError(_no_count(turn.outcome.failure if turn.outcome else None))
        return tokens


class _Reply:
    """Keeps the body, as far as it can be a count."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self._size = 0

    def record(self, record: Record) -> None:
        """A record of the exchange."""
        if isinstance(record, BytesReceived) and self._size < _MOST_BYTES:
            self.pieces.append(record.data)
            self._size += len(record.data)

    def chunk(self, chunk: Chunk) -> None:
        """A chunk: the reply is no stream, so there is nothing in it."""


def _no_count(failure: Failure | None) -> Failure:
    return failure or Failure(
        kind="no_count",
        message="The server's reply holds no count of tokens.",
        advice="The prompt can be sent all the same.",
    )
