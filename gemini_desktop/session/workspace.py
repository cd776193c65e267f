"""The session of the window: conversations, profiles and exchanges over one home directory."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gemini_desktop.core.errors import GeminiDesktopError, StoreError
from gemini_desktop.core.events import Content
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import Options
from gemini_desktop.core.transcript import Transcript, Turn, prompt
from gemini_desktop.net.clients import Clients, new_client_beside_a_window
from gemini_desktop.net.tasks import Tasks
from gemini_desktop.net.tokens import Tokens
from gemini_desktop.session import profiles
from gemini_desktop.session.backups import Backups
from gemini_desktop.session.chat_search import ChatSearch
from gemini_desktop.session.clock import Clock
from gemini_desktop.session.conversations import Conversation, Conversations, DeletedTurns
from gemini_desktop.session.counting import Counting
from gemini_desktop.session.demo import Demo
from gemini_desktop.session.exchanges import Exchanges, note_of_live
from gemini_desktop.session.keys import Keys
from gemini_desktop.session.live_exchange import LiveExchange
from gemini_desktop.session.means import Means
from gemini_desktop.session.others import Others
from gemini_desktop.session.preferences import Preferences
from gemini_desktop.session.purging import Purging
from gemini_desktop.session.recovery import Recovered, Recovery, open_library
from gemini_desktop.session.resending import Resending
from gemini_desktop.session.saving.exporting import Exporting
from gemini_desktop.session.saving.kept_files import KeptFiles
from gemini_desktop.session.saving.stream_log import StreamLog
from gemini_desktop.session.searching import Searching
from gemini_desktop.session.sending import Sending
from gemini_desktop.session.storage import Storage
from gemini_desktop.session.unsaved import Unsaved
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.drafts import Drafts
from gemini_desktop.store.opened_home import Home
from gemini_desktop.store.places import Places, ReadingPlace
from gemini_desktop.store.secrets import Secrets
from gemini_desktop.store.settings import Settings
from gemini_desktop.store.sharing import Sharing
from gemini_desktop.store.transcripts import Library

if TYPE_CHECKING:
    from gemini_desktop.session import drafting, live
    from gemini_desktop.session.importing.chats import Importing

__all__ = ["Conversation", "DeletedTurns", "ReadingPlace", "Session"]


class Session:
    """Use cases over one home. Runs on the loop that calls `start`; not for several threads."""

    def __init__(
        self,
        home: Path,
        *,
        found: Home | None = None,
        environ: Mapping[str, str] | None = None,
        on_error: Callable[[str, BaseException], None] | None = None,
        demo_pace: float = 1.0,
    ) -> None:
        """`found` tells what is wrong with a home that cannot be made or written."""
        self.home = home
        self._environ = os.environ if environ is None else environ
        self.notices: list[str] = [found.note] if found is not None and found.note else []
        """Sentences for the user on what was odd at the start; nothing was lost by any."""
        self.cut_off = ""
        """The conversation whose answer an earlier run did not see the end of, if there is one."""
        self.on_trouble: Callable[[str], None] = self._notice
        """Hears sentences for the user on what went wrong behind the scenes."""
        self._captures = Captures(home)
        self._library = Library(home)
        self._sharing = Sharing(home)
        self.unsaved = Unsaved(found or Home(path=home), self._library, self._captures)
        """What the disk did not take; it is held in memory."""
        self._preferences = Preferences(home, self.unsaved)
        self._notice(self._preferences.odd)
        self.clock = Clock()
        self.chats = Conversations(self._library, self.unsaved.keeping, self.clock)
        """The conversations that are kept."""
        self.recovery = Recovery(self._library, self._captures, self._sharing)
        """What comes back after a crash."""
        self.exporting = Exporting(self._library, self._captures)
        """Conversations to files."""
        self.kept_files = KeptFiles(self.exporting, self.settings)
        self.exchanges = Exchanges(self._library, self._captures)
        """All that was ever sent and received."""
        self.searching = Searching(home, self._captures)
        """Finds words in it."""
        self.chat_search = ChatSearch(self._library, self.searching)
        """Finds words in the conversations."""
        self.storage = Storage(
            home, self._library, self._captures, self._sharing, self.searching, self.chat_search
        )
        """What all of it takes on the disk."""
        self._purging = Purging(
            self._library,
            self._captures,
            self._sharing,
            storage=self.storage,
            searching=self.searching,
            chat_search=self.chat_search,
        )
        self.drafts = Drafts(home)
        """What was written and not sent yet; its methods block."""
        self.places = Places(home)
        """Where one was in each conversation."""
        self._tokens = Tokens()
        self.keys = Keys(Secrets(), self._tokens)
        self._demo = Demo(demo_pace)
        self._clients = Clients(new_client_beside_a_window)
        means = Means(self._demo, self._tokens, self.keys, self._clients, self._environ)
        self._sending = Sending(means, self.unsaved)
        self.counting = Counting(means)
        """Has a server count tokens."""
        self.resending = Resending(means, self.unsaved)
        """Sends what was recorded once more."""
        self.backups = Backups(home, self._index_news)
        """Everything in one file, and back."""
        self.stream_log = StreamLog(self.settings.stream_log)
        self.others = Others(self._library)
        """Tells of what other programs do in this home."""
        self._opened = False
        self.tasks = Tasks(on_error or (lambda _, __: None))

    @cached_property
    def importing(self) -> Importing:
        """Takes in chats from elsewhere. It knows all the others' forms: twenty modules."""
        from gemini_desktop.session.importing.chats import Importing

        return Importing(self._library, self._captures)

    # --- life ----------------------------------------------------------------------------------

    async def start(self) -> None:
        """Open the library, and read again what an earlier run left unfinished."""
        await self.open()
        await self.recover()

    async def open(self) -> None:
        """Open the library: what it knows can be shown."""
        await asyncio.to_thread(self._sharing.join)
        await self._finish_restoring()
        await asyncio.to_thread(self.drafts.claim)
        self._notice(await open_library(self._library))
        self.unsaved.check()
        self._opened = True

    async def recover(self) -> None:
        """Bring back what an earlier run left unfinished, what it was cut off at first; all the
        rest comes behind everything else, and `recovery` tells of it. Raises nothing."""
        try:
            recovered = await self.recovery.begin()
        except StoreError as error:
            recovered = Recovered(sentences=(error.failure.message,))
        for sentence in recovered.sentences:
            self._notice(sentence)
        self.cut_off = recovered.conversation_id
        self.tasks.spawn(self._go_on(), name="bring the recordings back")
        self.tasks.spawn(self.searching.run(), name="index the captures")
        self.tasks.spawn(self.chat_search.run(), name="index the conversations")
        self.tasks.spawn(self.storage.run(), name="remove what nothing refers to")
        self.tasks.spawn(self.others.run(), name="look for other programs' changes")
        self.tasks.spawn(self.unsaved.run(), name="save what is not saved")

    async def _go_on(self) -> None:
        try:
            sentences = await self.recovery.go_on()
            await self.storage.remove_old_copies()
        except StoreError as error:
            sentences = (error.failure.in_words,)
        for sentence in sentences:
            self.on_trouble(sentence)
        self._index_news()

    def _index_news(self) -> None:
        self.searching.wake()
        self.chat_search.wake()

    async def _finish_restoring(self) -> None:
        try:
            if await self.backups.finish():
                self._notice("A backup was restored to its end; it had been interrupted.")
        except StoreError as error:
            self._notice(error.failure.in_words)

    async def close(self) -> None:
        """Stop everything and put everything away. Safe to call twice."""
        await self.tasks.close()
        await self._preferences.close()
        await self.unsaved.keeping.finish()
        if self.unsaved.look() is not None and (lost := await self.unsaved.last_try()):
            self.on_trouble(lost)
        await self._clients.close()
        await self._tokens.close()
        await self._demo.close()
        self.stream_log.close()
        await self._purge()
        await self.searching.close()
        self._opened = False
        await self._library.close()
        self.drafts.release()
        self._sharing.leave()

    async def _purge(self) -> None:
        try:
            if self._opened:
                await self._purging.run()
        except StoreError as error:
            self.on_trouble(error.failure.in_words)

    def _notice(self, sentence: str) -> None:
        if sentence:
            self.notices.append(sentence)

    async def forget_drafts(self, conversation_ids: Collection[str]) -> None:
        """Keep only the drafts of these, unless another window is open: it may bring back what it
        has deleted, or begin a conversation just now; or not all conversations are known yet."""
        if self._library.refused is not None or self.recovery.left:
            return
        await asyncio.to_thread(self._forget_drafts, conversation_ids)

    def _forget_drafts(self, conversation_ids: Collection[str]) -> None:
        with self._sharing.alone() as is_alone:
            if is_alone:
                self.drafts.forget_others(conversation_ids)

    # --- settings ------------------------------------------------------------------------------

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """All profiles, the demo among them."""
        return profiles.with_demo(self.settings.profiles or profiles.initial(self._environ))

    @property
    def profile(self) -> Profile:
        """The one in use."""
        wanted = self.settings.current_profile
        known = self.profiles
        return next((p for p in known if p.name == wanted), known[0])

    @property
    def settings(self) -> Settings:
        """What is set now."""
        return self._preferences.settings

    def change(self, **changes: Any) -> None:
        """Change settings. They hold at once and are written a moment later, off the loop;
        `unsaved` hears where they cannot be."""
        self._preferences.change(**changes)

    # --- kept -------------------------------------------------------------------------------------

    def capture(self, capture_id: str) -> live.CaptureSource:
        """A kept capture. Raises StoreError where it is gone."""
        return self.unsaved.capture(capture_id) or self._captures.open(capture_id)

    async def save_transcript(self, path: Path, transcript: Transcript, title: str) -> None:
        """Write a transcript in the form that the file's name asks for. Raises StoreError."""
        from gemini_desktop.session.saving import transcripts as saving

        await asyncio.to_thread(
            saving.save_transcript,
            path,
            saving.form_of(path),
            transcript,
            title=title,
            open_capture=self.capture,
        )

    # --- asking --------------------------------------------------------------------------------

    def question(
        self,
        words: str,
        *,
        path: Sequence[Turn] = (),
        conversation_id: str = "",
        media: Sequence[Content] = (),
    ) -> LiveExchange:
        """A new prompt after `path`; `run` sends it. A conversation without id is begun, with
        the turns of `path` as its own."""
        turn = prompt(
            words,
            media,
            id=_new_id(),
            parent_id=path[-1].id if path else "",
            created_unix_ns=self.clock.now_ns(),
        )
        return self._exchange(conversation_id, path, turn)

    def again(self, question: Turn, *, path: Sequence[Turn], conversation_id: str) -> LiveExchange:
        """Another answer to a prompt that was sent before; the earlier answer stays beside it."""
        return self._exchange(conversation_id, path, question)

    def _exchange(self, conversation_id: str, path: Sequence[Turn], question: Turn) -> LiveExchange:
        profile = self.profile
        answer = Turn(
            role="model",
            id=_new_id(),
            parent_id=question.id,
            created_unix_ns=self.clock.now_ns(),
            model=profile.model,
            profile=profile.name,
            demo=profile.demo,
        )
        exchange = LiveExchange(conversation_id or _new_id(), path, question, answer)
        exchange.unsaved = () if conversation_id else tuple(path)
        return exchange

    async def draft(
        self, words: str, path: Sequence[Turn] = (), media: Sequence[Content] = ()
    ) -> drafting.Draft:
        """What `words` and `media` after `path` would be sent as, and to where. Raises
        ConfigurationError where they could not be sent. No token is asked for, and nothing leaves
        the computer."""
        from gemini_desktop.session import drafting

        profile = await self._tokens.completed(await self._demo.reachable(self.profile))
        transcript = Transcript(turns=[*path, prompt(words, media)])
        options: Options = self.settings.options
        return await asyncio.to_thread(drafting.draft, profile, transcript, options)

    async def run(
        self,
        exchange: LiveExchange,
        listener: live.Listener,
        started: Callable[[LiveExchange], None],
    ) -> Turn:
        """Send the prompt and read the answer to its end; the turn comes back with its outcome.

        `started` is called when the tape runs, before anything is sent. What cannot be sent at
        all comes back as a failed turn, with the prompt kept. Cancelling ends the exchange with
        the outcome `cancelled` and no exception.
        """
        kept = self.kept_files.beside(listener, exchange.conversation_id)
        heard = self.stream_log.beside(kept)
        task = asyncio.current_task()
        if task is not None:
            exchange.owned_by(task)
        try:
            for known in (*exchange.unsaved, exchange.prompt):
                await self.unsaved.keeping.turn(exchange.conversation_id, known)
            turn = await self._sending.send(
                exchange, self.profile, self.settings.options, listener=heard, started=started
            )
        except GeminiDesktopError as error:
            turn = exchange.not_sent(error.failure)
        except asyncio.CancelledError:
            turn = exchange.stopped()
            if task is not None:
                task.uncancel()  # it was this exchange that was to stop, not what comes after it
        exchange.owned_by(None)
        heard.finish(turn)
        await self.unsaved.keeping.turn(exchange.conversation_id, turn)
        await kept.finish()
        if turn.capture_id:
            await self.unsaved.keeping.note(note_of_live(exchange))
        self._index_news()
        self.unsaved.ended(exchange)
        return turn


def _new_id() -> str:
    return os.urandom(8).hex()
