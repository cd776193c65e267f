"""Conversations to files, in every form: one, a selection, or all of them.

What is written appears under its final name only when it is whole: a file by renaming, a folder
with many files too. A `Job` tells how far it is, and takes its word to stop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from gemini_desktop.core.asking.instruction import instruction
from gemini_desktop.core.capture import RequestSent
from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.core.export.wanted import SUFFIXES, ChatForm, Wanted
from gemini_desktop.core.files import file_names
from gemini_desktop.session.saving.job import Job, Stopped, to_its_end
from gemini_desktop.store.atomic import replacing
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.care.unfinished import remembered
from gemini_desktop.store.transcripts import Library

if TYPE_CHECKING:  # what writes all the forms is imported when something is written
    from gemini_desktop.core.export import index_page
    from gemini_desktop.core.export.apart import Apart
    from gemini_desktop.core.export.document import Document
    from gemini_desktop.store.export_files import Batch

__all__ = ["Choice", "Exporting", "Job", "Printer", "Stopped", "free_path", "stem_of"]

Printer: TypeAlias = Callable[["Document", Wanted], bytes]
"""Makes a PDF; called in a thread."""

PREVIEW_CHARACTERS = 4000
_REQUESTS: frozenset[ChatForm] = frozenset({"openai", "gemini"})
_APART: frozenset[ChatForm] = frozenset({"markdown", "html", "text", "json"})
_MOST_PARSED = 64 << 20


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What the user chose: the form, what is in it, and whether many become one file."""

    form: ChatForm = "markdown"
    wanted: Wanted = Wanted()
    as_one: bool = False

    @property
    def suffix(self) -> str:
        """The ending of a file with one conversation."""
        return SUFFIXES[self.form]

    @property
    def suffix_of_many(self) -> str:
        """The ending of a file with several: lines can stand in one file, all else is a ZIP."""
        return self.suffix if self.form == "openai" else ".zip"


class Exporting:
    """One a session, as `session.exporting`. Its methods raise StoreError and Stopped; nothing is
    left under the final name then."""

    def __init__(self, library: Library, captures: Captures) -> None:
        self._library = library
        self._captures = captures
        self._home = captures.folder.parent

    async def document(self, conversation_id: str) -> Document:
        """A conversation of the library with all its branches."""
        return await self._library.document(conversation_id)

    async def save(
        self,
        conversation: Document,
        target: Path,
        choice: Choice,
        job: Job,
        printer: Printer | None = None,
    ) -> None:
        """Write one conversation to this file, and what lies beside it."""
        job.total = 1
        await to_its_end(job, self._save, conversation, target, choice, job, printer)
        job.done = 1

    async def save_many(
        self,
        ids: Sequence[str],
        target: Path,
        choice: Choice,
        job: Job,
        printer: Printer | None = None,
    ) -> int:
        """Write these conversations: into the folder `target` with a file each, or with `as_one`
        into this file. How many there are. A conversation that was deleted meanwhile is left
        out."""
        from gemini_desktop.core.export import index_page

        job.total = len(ids)
        batch = await asyncio.to_thread(_batch, target, choice, self._home)
        pages = choice.form == "html"
        names = file_names.Names(*([index_page.STEM] if pages else []))
        told: list[index_page.Entry] = []
        try:
            for conversation_id in ids:
                job.breathe()
                try:
                    conversation = await self._library.document(conversation_id)
                except StoreError as error:
                    if error.failure.kind != "not_found":
                        raise
                    continue
                name = names.unique(stem_of(conversation))
                await to_its_end(job, self._add, batch, name, conversation, choice, job, printer)
                told.append(index_page.entry(name + choice.suffix, conversation))
                job.done += 1
            if pages:
                await to_its_end(job, _add_index, batch, told)
            await to_its_end(job, batch.finish)
        except BaseException:
            batch.give_up()
            raise
        return len(told)

    def pieces(self, conversation: Document, choice: Choice) -> Iterator[bytes]:
        """The bytes of the file of one conversation, with everything in it. Blocks."""
        return self._pieces(conversation, choice, None, None)

    def preview(self, conversation: Document, choice: Choice) -> str:
        """The first lines of the file, pictures left out of them; of a page and of a PDF the words
        that one will read. Blocks."""
        from gemini_desktop.core.export import chat_file
        from gemini_desktop.core.export.apart import Apart

        form: ChatForm = "text" if choice.form in ("html", "pdf") else choice.form
        wanted = msgspec.structs.replace(choice.wanted, beside=True)
        apart = Apart("files") if form in _APART else None
        text = ""
        for piece in chat_file.pieces(
            _beginning(conversation), form, wanted, apart=apart, system=self._system(conversation)
        ):
            text += piece.decode()
            if len(text) > PREVIEW_CHARACTERS * 3:
                break
        return text[:PREVIEW_CHARACTERS]

    def _save(
        self,
        conversation: Document,
        target: Path,
        choice: Choice,
        job: Job,
        printer: Printer | None,
    ) -> None:
        from gemini_desktop.store.export_files import write_files_beside

        apart = _apart(target.stem, choice)
        with replacing(target, remembered=partial(remembered, self._home)) as file:
            for piece in self._pieces(conversation, choice, apart, printer):
                job.breathe()
                file.write(piece)
            if apart is not None and apart.files:  # before the file that names them is there
                write_files_beside(target.parent / apart.folder, apart.files, self._home)

    def _add(
        self,
        batch: Batch,
        name: str,
        conversation: Document,
        choice: Choice,
        job: Job,
        printer: Printer | None,
    ) -> None:
        apart = _apart(name, choice)
        with batch.file(name + choice.suffix, conversation.updated_unix_ns) as file:
            for piece in self._pieces(conversation, choice, apart, printer):
                job.breathe()
                file.write(piece)
        for beside, data in apart.files.items() if apart is not None else ():
            with batch.file(f"{name}-files/{beside}", conversation.updated_unix_ns) as file:
                file.write(data)

    def _pieces(
        self,
        conversation: Document,
        choice: Choice,
        apart: Apart | None,
        printer: Printer | None,
    ) -> Iterator[bytes]:
        if choice.form == "pdf":
            if printer is None:
                raise _no_printer()
            return iter([printer(conversation, choice.wanted)])
        from gemini_desktop.core.export import chat_file

        system = self._system(conversation) if choice.form in _REQUESTS else ""
        return chat_file.pieces(
            conversation, choice.form, choice.wanted, apart=apart, system=system
        )

    def _system(self, conversation: Document) -> str:
        """The instruction of the last answer's request; empty where its recording is gone."""
        for turn in reversed(conversation.path):
            if turn.role == "model" and turn.capture_id:
                try:
                    records = islice(self._captures.open(turn.capture_id).records(), 8)
                    sent = next((r for r in records if isinstance(r, RequestSent)), None)
                except StoreError:
                    return ""
                short = sent is not None and len(sent.body) <= _MOST_PARSED
                return instruction(sent.body) if sent is not None and short else ""
        return ""


def free_path(wanted: Path) -> Path:
    """The path itself where nothing lies there, else one with a number."""
    from gemini_desktop.store import export_files

    return export_files.free_path(wanted)


def stem_of(conversation: Document) -> str:
    """What its file is called, without the ending."""
    words = next((turn.text for turn in conversation.turns if turn.role == "user"), "")
    return file_names.stem(conversation.title or words[:400])


def _add_index(batch: Batch, told: Sequence[index_page.Entry]) -> None:
    from gemini_desktop.core.export import index_page

    with batch.file(f"{index_page.STEM}.html") as file:
        file.write(index_page.write(told))


def _apart(stem: str, choice: Choice) -> Apart | None:
    from gemini_desktop.core.export.apart import Apart

    wanted = choice.wanted.beside and choice.form in _APART
    return Apart(f"{stem}-files") if wanted else None


def _batch(target: Path, choice: Choice, home: Path) -> Batch:
    from gemini_desktop.store.export_files import FolderBatch, LinesBatch, ZipBatch

    if not choice.as_one:
        return FolderBatch(target, home)
    return LinesBatch(target, home) if choice.form == "openai" else ZipBatch(target, home)


def _beginning(conversation: Document) -> Document:
    """Of a long conversation the first turns are enough for its first lines."""
    path = conversation.path[:6]
    return msgspec.structs.replace(conversation, turns=path, head=path[-1].id if path else "")


def _no_printer() -> StoreError:
    return StoreError(
        Failure(
            kind="no_printer",
            message="A PDF can only be made in the window, which has fonts.",
            advice="Choose another form, or open the window and use File > Export….",
        )
    )
