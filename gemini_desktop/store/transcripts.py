"""The library: conversations, their turns, and the index over the captures.

A conversation is a tree of turns, as editing a prompt or asking again branches it; what is shown is
the path from its head to the root. A turn is kept as JSON, its pictures and other large values as
blobs, so that the database stays small and quick to check.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from gemini_desktop.core import turn_tree
from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.core.transcript import Turn
from gemini_desktop.store import (
    capture_rows,
    conversation_rows,
    deleting,
    duplicating,
    marks,
    packing,
    queries,
    turn_json,
    whole,
)
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.care.upkeep import Upkeep
from gemini_desktop.store.conversation_rows import ConversationSummary, Tapes
from gemini_desktop.store.database import Database, Opened
from gemini_desktop.store.deleting import DeletedTurns
from gemini_desktop.store.importing import kept_chats
from gemini_desktop.store.importing.chat_files import ChatFiles
from gemini_desktop.store.importing.kept_chats import KeptChats
from gemini_desktop.store.loaded import UNREADABLE, Conversation, UnfinishedTurn, unlinked
from gemini_desktop.store.migrations import Work
from gemini_desktop.store.queries import CaptureNote
from gemini_desktop.store.search import searchable
from gemini_desktop.store.titles import own_title, tag_of, title_of

if TYPE_CHECKING:
    from gemini_desktop.core.export.document import Document
    from gemini_desktop.store.importing.entering import Imports

__all__ = ["FILE", "RECENT_PROMPTS", "Conversation", "Library", "UnfinishedTurn"]

FILE = "library.db"
RECENT_PROMPTS = 100


class Library:
    """All conversations under `home`. Every method raises StoreError where the database cannot be
    used; a turn handed in is encoded before the method first waits, so it may change afterwards."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._database = Database(home / FILE)
        self.upkeep = Upkeep(self._database)
        self._blobs = Blobs(home / "blobs")
        self._listing = conversation_rows.Listing()
        self._chat_files = ChatFiles(home)
        self._marks = marks.MarksFile(home, self._database)
        self.kept_chats = KeptChats(self._database, self._chat_files, self._marks.show_chosen)
        """What came from elsewhere, beside the tapes."""

    @cached_property
    def imports(self) -> Imports:
        """Takes in what came from elsewhere."""
        from gemini_desktop.store.importing.entering import Imports

        return Imports(self._database, self._blobs, self._chat_files, self._marks.keep)

    async def open(self) -> Opened:
        """Open, create or bring up to date. See to what `store.rebuild` finds after it, also where
        this raises StoreError: a stand-in in memory is there to work with then."""
        try:
            opened = await self._database.open()
        except StoreError as error:
            await self._database.open_stand_in(error)
            raise
        await self._take_up_marks()
        return opened

    async def _take_up_marks(self) -> None:
        with contextlib.suppress(StoreError):  # tried again before any is changed
            if not await self._database.read(marks.is_taken_up):
                await self._database.write(lambda c: marks.take_up(c, self._home))

    @property
    def refused(self) -> Failure | None:
        """Why nothing of this is kept beyond the program's end; None where it is."""
        refused = self._database.refused
        return refused.failure if refused is not None else None

    async def reopen(self) -> bool:
        """Where it is a stand-in, try the file again; whether it is not one any more."""
        with contextlib.suppress(StoreError):
            await self._database.reopen()
            await self._take_up_marks()
        return self.refused is None

    async def close(self) -> None:
        """Finish all writes and close; may be called twice."""
        if self._marks.waits:
            with contextlib.suppress(StoreError):  # the database has it
                await self._database.write(self._marks.keep)
        await self._database.close()

    async def version(self) -> int:
        """A number that is another one after another program has written to the library; what
        this one writes leaves it as it is."""
        return await self._database.read(
            lambda c: int(c.execute("PRAGMA data_version").fetchone()[0])
        )

    async def conversations(self) -> list[ConversationSummary]:
        """All that are not deleted, latest first; one that has not changed is the same object."""
        return await self._database.read(self._listing.read)

    async def rename(self, conversation_id: str, title: str) -> None:
        """Give it a title of the user's own."""
        own = own_title(title)
        await self._mark(lambda c: conversation_rows.set_own_title(c, conversation_id, own))

    async def pin(self, ids: Sequence[str], *, pinned: bool) -> None:
        """Pin these, or no longer."""
        at = time.time_ns() if pinned else 0
        await self._mark(lambda c: conversation_rows.set_pinned(c, ids, at))

    async def archive(self, ids: Sequence[str], *, archived: bool) -> None:
        """Archive these, or take them out of the archive."""
        at = time.time_ns() if archived else 0
        await self._mark(lambda c: conversation_rows.set_archived(c, ids, at))

    async def change_tags(
        self, ids: Sequence[str], add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> None:
        """Put these tags on all of them, and take those off; capitals make no difference."""
        new = [tag for tag in map(tag_of, add) if tag]
        await self._mark(lambda c: conversation_rows.change_tags(c, ids, new, remove))

    async def _mark(self, work: Work[None]) -> None:
        """Change what stands in `library.json` too: both, or nothing."""

        def both(connection: sqlite3.Connection) -> None:
            work(connection)
            self._marks.keep(connection)

        await self._database.write(both)

    async def delete_conversations(self, ids: Sequence[str]) -> None:
        """Take them out of the list. They can come back until `purge_deleted`."""
        now = time.time_ns()
        await self._database.write(lambda c: conversation_rows.set_deleted(c, ids, now))

    async def restore_conversations(self, ids: Sequence[str]) -> None:
        """Undo `delete_conversations`."""
        await self._database.write(lambda c: conversation_rows.set_deleted(c, ids, None))

    async def duplicate(self, conversation_id: str) -> str:
        """A copy with all its branches; its id."""
        now = time.time_ns()

        def work(connection: sqlite3.Connection) -> str:
            copy_id = duplicating.duplicate(
                connection,
                conversation_id,
                lambda: uuid.uuid4().hex,
                now,
                self._turn,
                lambda turn: turn_json.packed(turn, self._blobs),
            )
            if self._database.refused is None:  # else there is nothing to bring back later
                kept_chats.enrol(connection, [copy_id])
                kept_chats.rewrite(connection, self._chat_files, [copy_id])
                self._marks.keep(connection)
            return copy_id

        return await self._database.write(work)

    async def purge_deleted(self, tapes: Tapes) -> int:
        """Delete for good what was deleted, each capture through `tapes` (in the database's
        thread); how many conversations and turns. Captures go first, for a capture
        without its rows would be taken for one that a crash cut off, and brought back. Deleted
        turns go in the same way."""

        def work(connection: sqlite3.Connection) -> int:
            before = conversation_rows.ids(connection)
            kept_chats.forget_deleted(connection, self._chat_files)
            less = kept_chats.losing_words(connection)
            capture_rows.purge(connection, tapes.delete)
            turns = deleting.purge(connection, tapes)
            gone = conversation_rows.purge(connection, tapes)
            kept_chats.rewrite(connection, self._chat_files, less)
            if turns or gone:
                self._marks.keep(connection, before - conversation_rows.ids(connection))
            return turns + gone

        return await self._database.write(work)

    async def delete_turn(self, conversation_id: str, turn_id: str) -> DeletedTurns:
        """Take a turn out of sight, with what belongs to it. It can come back until
        `purge_deleted`."""
        now = time.time_ns()
        return await self._database.write(
            lambda c: deleting.delete(c, conversation_id, turn_id, now)
        )

    async def restore_turns(self, conversation_id: str, deleted: DeletedTurns) -> None:
        """Undo `delete_turn`."""
        await self._database.write(lambda c: deleting.restore(c, conversation_id, deleted))

    async def save_turn(self, conversation_id: str, turn: Turn) -> None:
        """Insert the turn, or replace the one of its id. A new turn becomes the conversation's
        head. A conversation that is not there is made; one without a title gets the prompt's."""
        await self._database.write(self._saving(conversation_id, turn))

    async def enter(
        self, conversation_id: str, turns: Sequence[Turn], notes: Sequence[CaptureNote]
    ) -> None:
        """Save turns and note captures that were not known, in this order, all at once. What the
        user has added since stays in view."""
        savings = [self._saving(conversation_id, turn) for turn in turns]

        def work(connection: sqlite3.Connection) -> None:
            with queries.newest_in_view(connection, conversation_id):
                for save in savings:
                    save(connection)
            self._marks.show_chosen(connection, conversation_id)
            for note in notes:
                queries.note_capture(connection, note)

        await self._database.write(work)

    def _saving(self, conversation_id: str, turn: Turn) -> Callable[[sqlite3.Connection], None]:
        if not turn.id:
            raise ValueError("a turn needs an id to be saved")
        pack = turn_json.packer(turn, self._blobs)
        row = queries.values_of(conversation_id, turn)
        row["title"] = title_of(turn)
        return lambda connection: queries.save_turn(connection, {**row, "data": pack()})

    async def load(self, conversation_id: str) -> Conversation:
        """The conversation's current path. A turn that cannot be read any more is there with an
        outcome that says so."""

        def work(connection: sqlite3.Connection) -> Conversation:
            title, head = queries.title_and_head(connection, conversation_id)
            tree = deleting.tree(connection, conversation_id)
            path = turn_tree.path_to(tree.pairs, head)
            turns = [self._turn(row) for row in queries.turns(connection, path)]
            return Conversation(
                id=conversation_id,
                title=title,
                turns=unlinked(turns, tree.moved),
                variants=turn_tree.variants(tree.pairs, path),
            )

        return await self._database.read(work)

    async def document(self, conversation_id: str) -> Document:
        """The conversation with all its branches, for what leaves the library."""
        return await self._database.read(lambda c: whole.document(c, conversation_id, self._turn))

    async def variants(
        self, conversation_id: str, turn_ids: Sequence[str]
    ) -> dict[str, tuple[str, ...]]:
        """Of these turns, those that stand beside others, as in `Conversation.variants`."""
        return await self._database.read(
            lambda c: turn_tree.variants(deleting.tree(c, conversation_id).pairs, turn_ids)
        )

    async def choose(self, conversation_id: str, turn_id: str) -> None:
        """Show the branch through this turn, down to its newest end. One that is not there
        (deleted in another window) changes nothing."""

        def work(connection: sqlite3.Connection) -> None:
            tree = deleting.tree(connection, conversation_id).pairs
            if turn_id in dict(tree):
                leaf = turn_tree.newest_leaf(tree, turn_id)
                queries.set_head(connection, conversation_id, leaf)
                mark = marks.chosen(connection, conversation_id, leaf, tree[-1][0])
                self._marks.choose(conversation_id, mark)

        await self._database.write(work)

    async def recent_prompts(self, limit: int = RECENT_PROMPTS) -> list[str]:
        """The words of the last prompts of all conversations that are not deleted, newest first,
        without those that have none."""

        def work(connection: sqlite3.Connection) -> list[str]:
            found = (self._words(data) for data in queries.recent_prompts(connection, limit))
            return [words for words in found if words]

        return await self._database.read(work)

    async def note_capture(self, note: CaptureNote) -> None:
        """Enter the capture, or replace what is known of it."""
        await self._database.write(lambda c: queries.note_capture(c, note))

    async def capture_ids(self) -> set[str]:
        """The captures that the library knows: noted, or named by a turn."""
        return await self._database.read(queries.capture_ids)

    async def captures(self) -> list[CaptureNote]:
        """All captures that nobody deleted, newest first, as far as they are known here."""
        return await self._database.read(capture_rows.listed)

    async def captures_of(self, conversation_id: str) -> set[str]:
        """The captures from which its turns came."""
        return await self._database.read(lambda c: capture_rows.of_conversation(c, conversation_id))

    async def figured_captures(self) -> set[str]:
        """The captures of which all is known that `captures` can tell."""
        return await self._database.read(capture_rows.figured)

    async def known_capture(self, capture_id: str) -> CaptureNote | None:
        """What is known of one capture."""
        return await self._database.read(lambda c: capture_rows.known(c, capture_id))

    async def delete_capture(self, capture_id: str) -> None:
        """Take it out of the list. It can come back until `purge_deleted`. Raises StoreError where
        an answer came from it."""
        now = time.time_ns()
        await self._database.write(lambda c: capture_rows.delete(c, capture_id, now))

    async def restore_capture(self, capture_id: str) -> None:
        """Undo `delete_capture`."""
        await self._database.write(lambda c: capture_rows.restore(c, capture_id))

    async def revisions(self) -> dict[str, int]:
        """All conversations that are not deleted, latest first; the number grows with each change
        of a turn."""
        return await self._database.read(searchable.revisions)

    async def searchable(
        self, known: Mapping[str, Collection[str]]
    ) -> dict[str, searchable.SearchableChat]:
        """The turns of these conversations, and what those hold of which the token is not known.
        Pictures are left out."""

        def read(data: bytes) -> Turn | None:
            with contextlib.suppress(msgspec.DecodeError, RecursionError, StoreError):
                text = packing.unpack(data, self._blobs, searchable.LONGEST_VALUE)
                return msgspec.json.decode(text, type=Turn)
            return None

        return await self._database.read(
            lambda c: {each: searchable.chat(c, each, known[each], read) for each in known}
        )

    async def unfinished_turns(self) -> list[UnfinishedTurn]:
        """Answers without an outcome, oldest first. At the start of the program these are what a
        crash cut off: their tapes say how far they came (unless `TapeReader.is_being_written`)."""

        def work(connection: sqlite3.Connection) -> list[UnfinishedTurn]:
            found = queries.unfinished(connection)
            return [UnfinishedTurn(conversation_id=c, turn=self._turn(row)) for c, row in found]

        return await self._database.read(work)

    def _words(self, data: bytes) -> str:
        """A prompt's text; what its attachments hold is not read for it."""
        with contextlib.suppress(msgspec.DecodeError, RecursionError, StoreError):
            short = msgspec.json.decode(packing.outline(data), type=Turn).text
            return short or msgspec.json.decode(packing.unpack(data, self._blobs), type=Turn).text
        return ""

    def _turn(self, row: queries.TurnRow) -> Turn:
        turn_id, parent_id, role, created, capture_id, data = row
        try:
            turn = turn_json.decode(packing.unpack(data, self._blobs))
            turn.capture_id = capture_id  # the recording may have been removed since
            return turn
        except (msgspec.DecodeError, RecursionError, StoreError):
            return Turn(
                role=role, id=turn_id, parent_id=parent_id, created_unix_ns=created,
                capture_id=capture_id, outcome=UNREADABLE,
            )  # fmt: skip
