"""An exchange of the window on its way: what is asked, recorded before anything is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import Options
from gemini_desktop.core.transcript import Transcript, Turn
from gemini_desktop.session.live_exchange import LiveExchange
from gemini_desktop.session.means import Means
from gemini_desktop.session.unsaved import Unsaved
from gemini_desktop.store.context import CaptureContext

if TYPE_CHECKING:
    from gemini_desktop.session import live


class Sending:
    """One a session."""

    def __init__(self, means: Means, unsaved: Unsaved) -> None:
        self._means = means
        self._unsaved = unsaved

    async def send(
        self,
        exchange: LiveExchange,
        profile: Profile,
        options: Options,
        *,
        listener: live.Listener,
        started: Callable[[LiveExchange], None],
    ) -> Turn:
        """Send the prompt and read the answer to its end. `started` is called when the tape runs.
        Raises ConfigurationError where it cannot be sent."""
        from gemini_desktop.session import asking, live

        means = self._means
        profile, hidden = await means.ready(profile)
        asking.checked(profile, options)
        transcript = Transcript(turns=[*exchange.path, exchange.prompt])
        request = asking.request(profile, transcript, options, exchange.answer)
        secret = await means.keys.proof(profile)
        live.check_key(profile, secret)  # before a tape runs on which nothing would ever stand
        client = await means.clients.get(profile)
        context = CaptureContext(
            conversation_id=exchange.conversation_id,
            answer_id=exchange.turn.id,
            answer_parent_id=exchange.prompt.id,
            prompt=exchange.prompt,
            demo=profile.demo,
        )
        with self._unsaved.tape(context, exchange) as tape:
            exchange.turn.capture_id = tape.id
            exchange.source = tape
            await self._unsaved.keeping.turn(exchange.conversation_id, exchange.turn)
            started(exchange)
            return await live.run(
                client,
                request,
                profile=profile,
                secret=secret,
                tape=tape,
                listener=listener,
                answer=exchange.answer,
                waits=exchange.waits,
                renew=means.tokens.renewer(profile),
                hidden=hidden,
            )
