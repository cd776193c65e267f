"""The database's shape, as a list of steps: each is applied once, in order, and never edited.

The number of steps applied stands in SQLite's `user_version`.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias, TypeVar

from gemini_desktop.core.errors import Failure, StoreError

T = TypeVar("T")
Work: TypeAlias = Callable[[sqlite3.Connection], T]
Migration: TypeAlias = Callable[[sqlite3.Connection], None]


def _001_conversations_turns_captures(connection: sqlite3.Connection) -> None:
    """A conversation is a tree of turns; its current path leads from the head to the root."""
    connection.execute(
        """
        CREATE TABLE conversations (
            id TEXT PRIMARY KEY,
            title TEXT NOT NULL DEFAULT '',
            created_unix_ns INTEGER NOT NULL,
            updated_unix_ns INTEGER NOT NULL,
            head_turn_id TEXT NOT NULL DEFAULT '',
            deleted_unix_ns INTEGER
        ) STRICT
        """
    )
    connection.execute(
        """
        CREATE TABLE turns (
            id TEXT PRIMARY KEY,
            conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
            parent_id TEXT NOT NULL DEFAULT '',
            role TEXT NOT NULL,
            created_unix_ns INTEGER NOT NULL,
            capture_id TEXT NOT NULL DEFAULT '',
            outcome TEXT NOT NULL DEFAULT '',
            data BLOB NOT NULL
        ) STRICT
        """
    )
    connection.execute("CREATE INDEX turns_of_conversation ON turns (conversation_id)")
    connection.execute(
        "CREATE INDEX turns_unfinished ON turns (role, outcome)"
        " WHERE role = 'model' AND outcome = ''"
    )
    connection.execute(
        """
        CREATE TABLE captures (
            id TEXT PRIMARY KEY,
            conversation_id TEXT NOT NULL DEFAULT '',
            turn_id TEXT NOT NULL DEFAULT '',
            created_unix_ns INTEGER NOT NULL,
            protocol TEXT NOT NULL DEFAULT '',
            profile TEXT NOT NULL DEFAULT '',
            model TEXT NOT NULL DEFAULT '',
            outcome TEXT NOT NULL DEFAULT '',
            bytes INTEGER NOT NULL DEFAULT 0,
            ended INTEGER NOT NULL DEFAULT 0
        ) STRICT
        """
    )
    connection.execute("CREATE INDEX captures_of_conversation ON captures (conversation_id)")


def _002_deleted_turns(connection: sqlite3.Connection) -> None:
    """A turn that was deleted has a time; it can come back until it is purged."""
    connection.execute("ALTER TABLE turns ADD COLUMN deleted_unix_ns INTEGER")


def _003_figures_of_captures(connection: sqlite3.Connection) -> None:
    """What the list of captures says of each, so that it need not read the tapes. `figured` is 0
    where nobody has counted yet. The indexes keep the list from reading the turns' data."""
    for column in (
        "prompt TEXT NOT NULL DEFAULT ''",
        "duration_ns INTEGER NOT NULL DEFAULT 0",
        "attempts INTEGER NOT NULL DEFAULT 0",
        "figured INTEGER NOT NULL DEFAULT 0",
        "deleted_unix_ns INTEGER",
    ):
        connection.execute(f"ALTER TABLE captures ADD COLUMN {column}")
    connection.execute("CREATE INDEX captures_by_time ON captures (created_unix_ns)")
    connection.execute(
        "CREATE INDEX turns_of_capture ON turns"
        " (capture_id, deleted_unix_ns, conversation_id, id, created_unix_ns, outcome)"
        " WHERE capture_id != ''"
    )
    connection.execute(
        "CREATE INDEX turns_deleted ON turns (deleted_unix_ns, id)"
        " WHERE deleted_unix_ns IS NOT NULL"
    )


def _004_the_list_of_conversations(connection: sqlite3.Connection) -> None:
    """What the list says of each conversation stands in its own row, so that one query without a
    join gives all of it. `tags` has a line for each. `revision` grows whenever a turn is added,
    changed or taken away, by whomever, and never comes again: the search index goes by it.

    `waiting_marks` has what `library.json` knows of conversations that are not here (yet); they get
    it when they come (`store.marks`).
    """
    for column in (
        "own_title INTEGER NOT NULL DEFAULT 0",
        "pinned_unix_ns INTEGER NOT NULL DEFAULT 0",
        "archived_unix_ns INTEGER NOT NULL DEFAULT 0",
        "tags TEXT NOT NULL DEFAULT ''",
        "turn_count INTEGER NOT NULL DEFAULT 0",
        "bytes INTEGER NOT NULL DEFAULT 0",
        "revision INTEGER NOT NULL DEFAULT 1",
    ):
        connection.execute(f"ALTER TABLE conversations ADD COLUMN {column}")
    connection.execute(
        """
        UPDATE conversations SET
            turn_count = (SELECT count(*) FROM turns
                          WHERE conversation_id = conversations.id AND deleted_unix_ns IS NULL),
            bytes = (SELECT ifnull(sum(length(data)), 0) FROM turns
                     WHERE conversation_id = conversations.id)
                  + (SELECT ifnull(sum(captures.bytes), 0) FROM captures
                     WHERE conversation_id = conversations.id),
            own_title = title != '' AND NOT EXISTS (
                SELECT 1 FROM turns WHERE conversation_id = conversations.id AND role = 'user'
                AND instr(data, CAST(rtrim(title, '…') AS BLOB)))
        """  # a title whose words no prompt has was not made from one
    )
    _count_turns_and_bytes(connection)
    _let_marks_wait(connection)


def _count_turns_and_bytes(connection: sqlite3.Connection) -> None:
    now_ms = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
    changed = f"revision = max(revision + 1, {now_ms})"
    for when, row, sign in (("INSERT", "NEW", "+"), ("DELETE", "OLD", "-")):
        connection.execute(
            f"""
            CREATE TRIGGER turns_{when} AFTER {when} ON turns BEGIN
                UPDATE conversations SET
                    turn_count = turn_count {sign} ({row}.deleted_unix_ns IS NULL),
                    bytes = bytes {sign} length({row}.data), {changed}
                WHERE id = {row}.conversation_id;
            END
            """  # noqa: S608 - our own names
        )
        connection.execute(
            f"""
            CREATE TRIGGER captures_{when} AFTER {when} ON captures BEGIN
                UPDATE conversations SET bytes = bytes {sign} {row}.bytes
                WHERE id = {row}.conversation_id;
            END
            """  # noqa: S608 - our own names
        )
    connection.execute(
        f"""
        CREATE TRIGGER turns_UPDATE AFTER UPDATE OF data, deleted_unix_ns ON turns BEGIN
            UPDATE conversations SET
                turn_count = turn_count + (NEW.deleted_unix_ns IS NULL)
                                        - (OLD.deleted_unix_ns IS NULL),
                bytes = bytes + length(NEW.data) - length(OLD.data), {changed}
            WHERE id = NEW.conversation_id;
        END
        """  # noqa: S608 - our own names
    )
    connection.execute(
        """
        CREATE TRIGGER captures_UPDATE AFTER UPDATE OF bytes, conversation_id ON captures BEGIN
            UPDATE conversations SET bytes = bytes - OLD.bytes WHERE id = OLD.conversation_id;
            UPDATE conversations SET bytes = bytes + NEW.bytes WHERE id = NEW.conversation_id;
        END
        """
    )


def _let_marks_wait(connection: sqlite3.Connection) -> None:
    marks = "own_title, pinned_unix_ns, archived_unix_ns, tags"
    connection.execute(
        "CREATE TABLE waiting_marks (id TEXT PRIMARY KEY, title TEXT NOT NULL DEFAULT '',"
        " own_title INTEGER NOT NULL DEFAULT 0, pinned_unix_ns INTEGER NOT NULL DEFAULT 0,"
        " archived_unix_ns INTEGER NOT NULL DEFAULT 0, tags TEXT NOT NULL DEFAULT '') STRICT"
    )
    connection.execute(
        f"""
        CREATE TRIGGER conversations_marked AFTER INSERT ON conversations
        WHEN EXISTS (SELECT 1 FROM waiting_marks WHERE id = NEW.id) BEGIN
            UPDATE conversations
            SET (title, {marks}) = (SELECT CASE WHEN own_title THEN title ELSE NEW.title END,
                                    {marks} FROM waiting_marks WHERE id = NEW.id)
            WHERE id = NEW.id;
            DELETE FROM waiting_marks WHERE id = NEW.id;
        END
        """  # noqa: S608 - our own names
    )


def _005_imported_conversations(connection: sqlite3.Connection) -> None:
    """Where a conversation came from, if it came from a file: `origin` names the format, and
    `imported` knows enough of it to tell when it comes again (`store.importing.entering`)."""
    connection.execute("ALTER TABLE conversations ADD COLUMN origin TEXT NOT NULL DEFAULT ''")
    connection.execute(
        """
        CREATE TABLE imported (
            conversation_id TEXT PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
            batch TEXT NOT NULL,
            format TEXT NOT NULL,
            source_id TEXT NOT NULL,
            fingerprint TEXT NOT NULL
        ) STRICT
        """
    )
    for column in ("batch", "fingerprint", "source_id"):
        connection.execute(f"CREATE INDEX imported_by_{column} ON imported ({column})")


MIGRATIONS: tuple[Migration, ...] = (
    _001_conversations_turns_captures,
    _002_deleted_turns,
    _003_figures_of_captures,
    _004_the_list_of_conversations,
    _005_imported_conversations,
)


def in_transaction(connection: sqlite3.Connection, work: Work[T]) -> T:
    """Run `work` as a whole or not at all. IMMEDIATE, as a transaction that begins by reading
    cannot wait for another program's: it would fail as locked at once."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def migrate(
    connection: sqlite3.Connection,
    path: Path,
    migrations: Sequence[Migration] = MIGRATIONS,
    *,
    keeps_copies: bool = True,
) -> None:
    """Apply the steps that are missing, each in a transaction, each after a copy of the file to
    `NAME.before-NUMBER` (but where the file is new, or no copies are kept). Two programs that
    do it at once do each step once."""
    copied = keeps_copies and version_of(connection) > 0
    while version_of(connection) < len(migrations):
        in_transaction(connection, lambda c: _next_step(c, path, migrations, copied=copied))


def _next_step(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration], *, copied: bool
) -> None:
    version = version_of(connection)
    if version >= len(migrations):
        return  # another program was faster
    if copied:
        _keep_copy(path, path.with_name(f"{path.name}.before-{version + 1}"))
    migrations[version](connection)
    connection.execute(f"PRAGMA user_version = {version + 1}")


def refuse_newer(connection: sqlite3.Connection, path: Path, known: int) -> None:
    """Raises StoreError where a newer version of the program has changed the file's shape."""
    version = version_of(connection)
    if version > known:
        raise StoreError(
            Failure(
                kind="newer_database",
                message=f"The library {path} was written by a newer version of this program "
                f"(shape {version}, this version knows {known}). It was not touched.",
                advice="Install the newer version, or start with another folder (--home).",
            )
        )


def version_of(connection: sqlite3.Connection) -> int:
    """How many steps were applied."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _keep_copy(path: Path, target: Path) -> None:
    """By SQLite's own backup, as the file alone lacks what is still in the journal."""
    temporary = target.with_name(target.name + ".part")
    temporary.unlink(missing_ok=True)
    temporary.touch(mode=0o600)
    with (
        contextlib.closing(sqlite3.connect(path)) as source,
        contextlib.closing(sqlite3.connect(temporary)) as copy,
    ):
        source.backup(copy)
    temporary.replace(target)
