"""What the user has put on conversations, kept beside the tapes as well: `library.json`.

Pins, tags, archived ones, titles of the user's own and the branch that was chosen are on no tape;
with this small file a lost or damaged database gets them back too. It is a file of its own and not
part of each tape's context, as it changes when nothing is recorded, and a conversation may have
many tapes, or none.

The database is what counts: the file is written from it, whole, within the transaction that changes
a mark, so that programs that share a home take turns. It is read once in a database's life, when
that is new; marks of conversations that are not there wait in it until they come.

Branches stand in the file alone, beside the head that the database has, and only where a rebuild
would show another one. A branch counts as long as nothing was asked since it was chosen. Of turns
that were deleted for good the ids stay while others follow them: the tapes of those still say so.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from gemini_desktop.store import deleting
from gemini_desktop.store.atomic import write_atomically
from gemini_desktop.store.database import Database
from gemini_desktop.store.failures import store_error

FILE = "library.json"
_TAKEN_UP = ""
"""The id of the row that says that the file was read."""
_MARKED = "own_title OR pinned_unix_ns OR archived_unix_ns OR tags != ''"


class Mark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept of one conversation. `title` is empty where it is not the user's own."""

    title: str = ""
    pinned_unix_ns: int = 0
    archived_unix_ns: int = 0
    tags: tuple[str, ...] = ()
    head: str = ""
    """Where the branch ends that was chosen; empty where it is what a rebuild shows anyway."""
    chosen_unix_ns: int = 0
    gone: dict[str, str] = {}
    """Turns that are deleted for good and that others follow, and which turn each of them
    followed."""


class _Marks(msgspec.Struct, frozen=True):
    version: int
    conversations: dict[str, Mark]


def keep(
    connection: sqlite3.Connection, home: Path, chosen: Mapping[str, Mark] | None = None
) -> None:
    """Write the file as the database has it, if that changes it, with the branches that are
    `chosen` now (a mark without a head: none any more). What the file had before is entered first,
    where that could not be done until now. Raises StoreError; then what is in the transaction must
    not happen either."""
    take_up(connection, home)
    columns = "id, title, own_title, pinned_unix_ns, archived_unix_ns, tags"
    rows = connection.execute(
        f"SELECT {columns} FROM conversations WHERE {_MARKED}"  # noqa: S608 - our own names
        f" UNION ALL SELECT {columns} FROM waiting_marks WHERE id != '' ORDER BY id"
    )
    marks = {
        row[0]: Mark(
            title=row[1] if row[2] else "",
            pinned_unix_ns=row[3],
            archived_unix_ns=row[4],
            tags=tuple(row[5].split("\n")) if row[5] else (),
        )
        for row in rows
    }
    gone = _gone(connection)
    path = home / FILE
    before = _bytes(path)
    for conversation_id, mark in {**(_decoded(before) or {}), **(chosen or {})}.items():
        if not (mark.head or mark.gone):
            continue
        head = _head(connection, conversation_id)
        if mark.head and head in (mark.head, None):
            marks[conversation_id] = msgspec.structs.replace(
                marks.get(conversation_id, Mark()),
                head=mark.head,
                chosen_unix_ns=mark.chosen_unix_ns,
            )
        if mark.gone and head is None:
            gone[conversation_id] = mark.gone
    for conversation_id, turns in gone.items():
        mark = marks.get(conversation_id, Mark())
        marks[conversation_id] = msgspec.structs.replace(mark, gone=turns)
    marks = dict(sorted(marks.items()))
    data = msgspec.json.format(msgspec.json.encode(_Marks(1, marks)), indent=1) + b"\n"
    if (marks or before is not None) and data != before:
        write_atomically(path, data, private=True)


def chosen(connection: sqlite3.Connection, conversation_id: str, head: str, newest: str) -> Mark:
    """The mark for a branch that is chosen now: none where it is the newest, which a rebuild shows,
    unless the conversation comes from a file, which has another one."""
    sql = "SELECT 1 FROM imported WHERE conversation_id = ?"
    if head == newest and connection.execute(sql, (conversation_id,)).fetchone() is None:
        return Mark()
    return Mark(head=head, chosen_unix_ns=time.time_ns())


def _show(connection: sqlite3.Connection, conversation_id: str, mark: Mark | None) -> None:
    if mark is None or not mark.head:
        return
    connection.execute(
        "UPDATE conversations SET head_turn_id = :head WHERE id = :id"
        " AND EXISTS (SELECT 1 FROM turns WHERE id = :head AND conversation_id = :id"
        "             AND deleted_unix_ns IS NULL)"
        " AND NOT EXISTS (SELECT 1 FROM turns WHERE conversation_id = :id"
        "                 AND created_unix_ns > :chosen)",
        {"id": conversation_id, "head": mark.head, "chosen": mark.chosen_unix_ns},
    )


def _head(connection: sqlite3.Connection, conversation_id: str) -> str | None:
    """None for a conversation that is still to come back."""
    sql = "SELECT head_turn_id FROM conversations WHERE id = ?"
    row = connection.execute(sql, (conversation_id,)).fetchone()
    return None if row is None else str(row[0])


def _gone(connection: sqlite3.Connection) -> dict[str, dict[str, str]]:
    """By conversation, the empty rows that `deleting.purge` leaves."""
    found: dict[str, dict[str, str]] = {}
    for conversation_id, turn_id, parent_id in connection.execute(
        "SELECT conversation_id, id, parent_id FROM turns"
        " WHERE deleted_unix_ns IS NOT NULL AND length(data) = 0 ORDER BY id"
    ):
        found.setdefault(conversation_id, {})[turn_id] = parent_id
    return found


class MarksFile:
    """The file of one home, for the transactions of its library."""

    def __init__(self, home: Path, database: Database) -> None:
        self._home = home
        self._database = database
        self._before: dict[str, Mark] | None = None
        """As they were when the first conversation came back."""
        self._chosen: dict[str, Mark] = {}

    @property
    def waits(self) -> bool:
        """Whether a branch was chosen that the file does not know of yet."""
        return bool(self._chosen)

    def choose(self, conversation_id: str, mark: Mark) -> None:
        """Let the next `keep` write it, at the latest at the end: to write the file of a large
        library takes longer than to show another branch. Until then the database has it alone."""
        self._chosen[conversation_id] = mark

    def keep(self, connection: sqlite3.Connection, gone: Iterable[str] = ()) -> None:
        """Like `keep`, and forget the branches of those that are `gone`. A stand-in may know of
        none: it leaves the file alone."""
        chosen = {**self._chosen, **dict.fromkeys(gone, Mark())}
        if self._database.refused is None:
            keep(connection, self._home, chosen)
        self._chosen.clear()

    def show_chosen(self, connection: sqlite3.Connection, conversation_id: str) -> None:
        """Of a conversation that has come back, show the branch that was chosen last; and what
        was deleted of it stays so."""
        if self._before is None:
            self._before = _decoded(_bytes(self._home / FILE)) or {}
        mark = self._before.get(conversation_id)
        _show(connection, conversation_id, mark)
        if mark is not None:
            deleting.bury(connection, conversation_id, mark.gone)


def is_taken_up(connection: sqlite3.Connection) -> bool:
    """Whether this database has read the file."""
    sql = "SELECT 1 FROM waiting_marks WHERE id = ?"
    return connection.execute(sql, (_TAKEN_UP,)).fetchone() is not None


def take_up(connection: sqlite3.Connection, home: Path) -> None:
    """Enter what the file knows. A file that cannot be understood is put aside. Raises
    StoreError."""
    if is_taken_up(connection):
        return  # another program was faster
    marks = {"": Mark(), **_take(home / FILE)}
    connection.executemany(
        "INSERT INTO waiting_marks VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                conversation_id,
                mark.title,
                mark.title != "",
                mark.pinned_unix_ns,
                mark.archived_unix_ns,
                "\n".join(mark.tags),
            )
            for conversation_id, mark in marks.items()
            if not conversation_id
            or mark != Mark(head=mark.head, chosen_unix_ns=mark.chosen_unix_ns, gone=mark.gone)
        ],
    )
    connection.execute(
        """
        UPDATE conversations
        SET title = CASE WHEN marks.own_title THEN marks.title ELSE conversations.title END,
            own_title = marks.own_title, pinned_unix_ns = marks.pinned_unix_ns,
            archived_unix_ns = marks.archived_unix_ns, tags = marks.tags
        FROM waiting_marks AS marks WHERE marks.id = conversations.id
        """
    )
    connection.execute("DELETE FROM waiting_marks WHERE id IN (SELECT id FROM conversations)")


def _take(path: Path) -> dict[str, Mark]:
    """A file that cannot be understood is put aside."""
    data = _bytes(path)
    marks = _decoded(data)
    if data is not None and marks is None:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
        with contextlib.suppress(OSError):
            path.rename(path.with_name(f"{path.name}.damaged-{stamp}"))
    return marks or {}


def _decoded(data: bytes | None) -> dict[str, Mark] | None:
    """None where there is nothing, or what cannot be understood."""
    with contextlib.suppress(msgspec.DecodeError, RecursionError):
        return msgspec.json.decode(data, type=_Marks).conversations if data is not None else None
    return None


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise store_error(error, "read pins and tags", path) from error
