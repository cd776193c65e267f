"""Imported conversations on their way into the library.

A file may have more of them than one transaction should hold up everybody else for. So they go in
by slices, out of sight: marked as deleted from the beginning, and all of them shown at once by one
last transaction. A program that is killed meanwhile leaves rows that nobody sees and that the next
purge takes away, like anything else that was deleted. It is the same with the files that keep them
beside the tapes (`chat_files`).

`imported` remembers where each came from, so that the same file does not come twice.
"""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

import msgspec

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.core.importing import ours
from gemini_desktop.core.importing.conversation import ImportedConversation
from gemini_desktop.core.transcript import Turn
from gemini_desktop.store import turn_json
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.database import Database
from gemini_desktop.store.importing import chat_files, kept_chats
from gemini_desktop.store.importing import grown as importing_grown
from gemini_desktop.store.importing.chat_files import ChatFiles, Kept, KeptChat, KeptTurn
from gemini_desktop.store.importing.grown import Earlier, Grown, Row
from gemini_desktop.store.migrations import Work
from gemini_desktop.store.titles import OWN_TITLE_CHARACTERS, title_from

Known: TypeAlias = Literal["new", "same", "changed"]
"""Whether a conversation is in the library: not, as it is, or as it was before it went on."""

_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_TURN = "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)"


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation as rows, its large values in the blobs already."""

    id: str
    conversation: tuple[str, ...]
    numbers: tuple[int, int, int, int, int]
    """When it was made and went on last; when it was pinned and archived, 0 for not; whether the
    title is its user's own."""
    turns: Sequence[Row]
    source: tuple[str, str, str]
    """The format, the conversation's id in it, and the fingerprint."""


class Imports:
    """The imports of one library. Methods raise StoreError."""

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        files: ChatFiles,
        keep_marks: Work[None] = lambda _: None,
    ) -> None:
        """`keep_marks` is done wherever tags appear (`store.marks`)."""
        self._database = database
        self._blobs = blobs
        self._files = files
        self._keep_marks = keep_marks

    async def look_up(
        self, conversations: Sequence[ImportedConversation], prints: Sequence[str]
    ) -> list[Known]:
        """Of each whether it is in the library; `prints` are their fingerprints."""
        return await self._database.read(
            lambda c: [_known(c, *each) for each in zip(conversations, prints, strict=True)]
        )

    async def can_keep_ids(self, conversation: ImportedConversation) -> bool:
        """Whether nothing in the library has an id that it or one of its turns has."""

        def work(connection: sqlite3.Connection) -> bool:
            sql = "SELECT 1 FROM conversations WHERE id = ?"
            taken = connection.execute(sql, (conversation.source_id,)).fetchone()
            sql = "SELECT 1 FROM turns WHERE id = ?"
            ids = (turn.id for turn in conversation.turns)
            return not taken and not any(connection.execute(sql, (i,)).fetchone() for i in ids)

        return await self._database.read(work)

    def prepare(
        self,
        conversation: ImportedConversation,
        fingerprint: str,
        *,
        keep_ids: bool = False,
        capture_id: str = "",
    ) -> Prepared:
        """Make rows of it, its large values to the blobs. For a thread: it blocks. The turns are
        given ids of the library, unless `keep_ids` says that theirs can stay. `capture_id` is the
        recording of the last one, where there is one; a recording that belongs to another turn must
        not be named in any, for it would go with this conversation."""
        if capture_id:
            conversation.turns[-1].capture_id = capture_id
        return _prepare(conversation, fingerprint, self._blobs, keep_ids=keep_ids)

    async def earlier(self, conversation: ImportedConversation) -> Earlier | None:
        """What an earlier import of the same conversation has left here."""
        return await self._database.read(lambda c: importing_grown.find(c, conversation))

    def grown(
        self, conversation: ImportedConversation, fingerprint: str, earlier: Earlier
    ) -> Grown | None:
        """What is to be added to the earlier one; None where it is too different for that. For a
        thread: it blocks."""
        found = importing_grown.new_turns(conversation, earlier)
        if found is None:
            return None
        turns, ids = found
        created = conversation.updated_unix_ns or time.time_ns()
        stood_at_an_import = earlier.head in ids.values()
        return Grown(
            earlier=earlier,
            rows=_rows(turns, ids, earlier.id, created, self._blobs),
            head=ids.get(conversation.head, earlier.head) if stood_at_an_import else earlier.head,
            title=conversation.title[:OWN_TITLE_CHARACTERS],
            updated_unix_ns=conversation.updated_unix_ns,
            fingerprint=fingerprint,
        )

    async def put(self, batch: str, prepared: Sequence[Prepared]) -> None:
        """Enter these, out of sight until `reveal`."""
        now = time.time_ns()
        if self._database.refused is None:  # else there is nothing to bring back later
            await asyncio.to_thread(self._files.stage, batch, map(_kept, prepared))
        await self._database.write(lambda c: _put(c, batch, prepared, now))

    async def reveal(self, batch: str, expected: int, grown: Sequence[Grown] = ()) -> None:
        """Show all of the batch at once, and add what was added. Raises StoreError where some are
        gone, as another window that closes takes away what nobody sees; then nothing happens."""

        def work(connection: sqlite3.Connection) -> None:
            _reveal(connection, batch, expected)
            importing_grown.add(connection, grown)
            if self._database.refused is None:
                kept_chats.rewrite(connection, self._files, [each.earlier.id for each in grown])
                self._files.reveal(batch)
            if expected:
                self._keep_marks(connection)

        await self._database.write(work)

    async def drop(self, batch: str) -> None:
        """Take away what was put in for it and not revealed."""

        def work(connection: sqlite3.Connection) -> None:
            _drop(connection, batch)
            if not _ids(connection, batch):
                self._files.drop(batch)

        await self._database.write(work)

    async def take_away(self, grown: Sequence[Grown]) -> None:
        """Undo what was added to conversations that were here."""
        await self._database.write(lambda c: importing_grown.take_away(c, grown))

    async def ids(self, batch: str) -> list[str]:
        """The conversations of the batch that are not deleted."""
        return await self._database.read(lambda c: _ids(c, batch))


def new_batch() -> str:
    """A name for what is taken in together."""
    return os.urandom(8).hex()


def _known(
    connection: sqlite3.Connection, conversation: ImportedConversation, fingerprint: str
) -> Known:
    there = (
        "SELECT 1 FROM imported JOIN conversations ON conversations.id = conversation_id"
        " WHERE deleted_unix_ns IS NULL AND format = ? AND "
    )
    form = conversation.format
    if connection.execute(there + "fingerprint = ?", (form, fingerprint)).fetchone():
        return "same"
    if form == ours.FORMAT and _has_turns(connection, conversation.turns):
        return "same"
    source_id = conversation.source_id
    if source_id and connection.execute(there + "source_id = ?", (form, source_id)).fetchone():
        return "changed"
    return "new"


def _has_turns(connection: sqlite3.Connection, turns: Sequence[Turn]) -> bool:
    """Whether all these turns of our own are in a conversation that is here."""
    sql = (
        "SELECT 1 FROM turns JOIN conversations ON conversations.id = conversation_id"
        " WHERE turns.id = ? AND turns.deleted_unix_ns IS NULL"
        " AND conversations.deleted_unix_ns IS NULL"
    )
    return bool(turns) and all(connection.execute(sql, (turn.id,)).fetchone() for turn in turns)


def _prepare(
    conversation: ImportedConversation,
    fingerprint: str,
    blobs: Blobs,
    *,
    keep_ids: bool,
) -> Prepared:
    conversation_id = os.urandom(16).hex()
    ids: Mapping[str, str] = importing_grown.turn_ids(conversation_id, conversation.turns)
    if keep_ids:
        if _ID.fullmatch(conversation.source_id):
            conversation_id = conversation.source_id
        ids = {turn.id: turn.id for turn in conversation.turns}
    created = conversation.created_unix_ns or time.time_ns()
    updated = max(conversation.updated_unix_ns, created)
    rows = _rows(conversation.turns, ids, conversation_id, created, blobs, keep_parents=keep_ids)
    title = conversation.title or title_from(conversation.turns)
    return Prepared(
        id=conversation_id,
        conversation=(
            title[:OWN_TITLE_CHARACTERS],
            ids.get(conversation.head, rows[-1][0] if rows else ""),
            "\n".join(conversation.tags),
            conversation.format,
        ),
        numbers=(
            created,
            updated,
            updated if conversation.pinned else 0,
            updated if conversation.archived else 0,
            int(conversation.own_title),
        ),
        turns=rows,
        source=(conversation.format, conversation.source_id, fingerprint),
    )


def _rows(
    turns: Iterable[Turn],
    ids: Mapping[str, str],
    conversation_id: str,
    created: int,
    blobs: Blobs,
    *,
    keep_parents: bool = False,
) -> list[Row]:
    rows: list[Row] = []
    for turn in turns:
        at = turn.created_unix_ns if 0 < turn.created_unix_ns < 1 << 63 else created
        parent = turn.parent_id if keep_parents else ids.get(turn.parent_id, "")
        kept = msgspec.structs.replace(turn, id=ids[turn.id], parent_id=parent)
        outcome = turn.outcome.kind if turn.outcome else "complete"  # none is still to come
        data = turn_json.packed(kept, blobs)
        rows.append(
            (kept.id, conversation_id, parent, kept.role, at, kept.capture_id, outcome, data)
        )
    return rows


def _kept(prepared: Prepared) -> Kept:
    title, head, _, origin = prepared.conversation
    _, source_id, fingerprint = prepared.source
    turns = (
        KeptTurn(row[0], *row[2:7], 0, chat_files.size_in_file(row[7])) for row in prepared.turns
    )
    chat = KeptChat(
        version=chat_files.VERSION,
        id=prepared.id,
        title=title,
        head=head,
        created_unix_ns=prepared.numbers[0],
        updated_unix_ns=prepared.numbers[1],
        origin=origin,
        source_id=source_id,
        fingerprint=fingerprint,
        turns=tuple(turns),
    )
    return chat, [row[7] for row in prepared.turns]


def _put(
    connection: sqlite3.Connection, batch: str, prepared: Sequence[Prepared], now: int
) -> None:
    connection.executemany(
        "INSERT INTO conversations (id, title, head_turn_id, tags, origin, created_unix_ns,"
        " updated_unix_ns, pinned_unix_ns, archived_unix_ns, own_title, deleted_unix_ns)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(each.id, *each.conversation, *each.numbers, now) for each in prepared],
    )
    connection.executemany(_TURN, [row for each in prepared for row in each.turns])
    connection.executemany(
        "INSERT INTO imported VALUES (?, ?, ?, ?, ?)",
        [(each.id, batch, *each.source) for each in prepared],
    )


_OF_BATCH = "id IN (SELECT conversation_id FROM imported WHERE batch = ?)"


def _reveal(connection: sqlite3.Connection, batch: str, expected: int) -> None:
    sql = f"UPDATE conversations SET deleted_unix_ns = NULL WHERE {_OF_BATCH}"  # noqa: S608 - ours
    found = connection.execute(sql, (batch,)).rowcount
    if found != expected:
        raise StoreError(
            Failure(
                kind="import_disturbed",
                message=f"Of {expected} imported chats only {found} are left: another window was "
                "closed meanwhile. None was taken in.",
                advice="Import the file again.",
            )
        )


def _drop(connection: sqlite3.Connection, batch: str) -> None:
    hidden = f"FROM conversations WHERE deleted_unix_ns IS NOT NULL AND {_OF_BATCH}"  # ours
    for sql in (
        f"DELETE FROM captures WHERE conversation_id IN (SELECT id {hidden})",  # noqa: S608
        f"DELETE {hidden}",
    ):
        connection.execute(sql, (batch,))


def _ids(connection: sqlite3.Connection, batch: str) -> list[str]:
    sql = f"SELECT id FROM conversations WHERE deleted_unix_ns IS NULL AND {_OF_BATCH}"  # noqa: S608
    return [row[0] for row in connection.execute(sql, (batch,))]
