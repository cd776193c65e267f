"""Each conversation as a file in a folder of the user's, kept up to date as answers come in.

The file is a convenience beside the library: where it cannot be written the answer goes on, and
the user is told once. Markdown and text grow while an answer comes; when it ends the file is
written anew, whole, which the other forms alone are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gemini_desktop.core.capture import Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.events import Content, StepDelta, StepStarted, Text, ThoughtText
from gemini_desktop.core.export.wanted import SUFFIXES, ChatForm, Wanted
from gemini_desktop.core.files import file_names
from gemini_desktop.session.roles import Listener
from gemini_desktop.session.saving.exporting import Choice, Exporting, stem_of
from gemini_desktop.session.saving.job import Job, to_its_end
from gemini_desktop.store.failures import store_error
from gemini_desktop.store.settings import Settings

if TYPE_CHECKING:
    from gemini_desktop.core.export.document import Document

KEPT_FORMS: tuple[ChatForm, ...] = ("markdown", "html", "text", "json")
EVERY_S = 0.25
"""How often a file grows."""
GROWING: frozenset[ChatForm] = frozenset({"markdown", "text"})
"""Those that are written on while an answer comes."""
_ID_CHARACTERS = 8
_ALL_THE_SAME = "The answer goes on and is recorded all the same."


class KeptFiles:
    """One a session. Off while it has no folder."""

    def __init__(self, exporting: Exporting, settings: Settings) -> None:
        self._exporting = exporting
        folder, form = settings.keep_folder, settings.keep_form
        self.folder: Path | None = Path(folder) if folder else None
        """Where the files go; None while it is off."""
        self.form: ChatForm = next((f for f in KEPT_FORMS if f == form), "markdown")
        self.trouble = ""
        """Why nothing is written although it should be; empty while all is well."""
        self.changed: Callable[[], None] = _nobody
        """Called when one of the three has changed."""

    def keep_in(self, folder: Path | None, form: str) -> None:
        """Switch it on, off, or to another form. Files that are there stay."""
        self.folder = folder
        self.form = next((f for f in KEPT_FORMS if f == form), "markdown")
        self.trouble = ""
        self.changed()

    def beside(self, listener: Listener, conversation_id: str) -> Kept:
        """A listener that tells `listener` everything, and the file of this conversation."""
        return Kept(self, listener, conversation_id)

    async def write(self, conversation_id: str) -> Path | None:
        """Write the conversation's file anew, whole; where it is. None where it is off, or cannot
        be written: `trouble` says why then."""
        folder, form = self.folder, self.form
        if folder is None:
            return None
        try:
            conversation = await self._exporting.document(conversation_id)
        except StoreError:
            return None  # where the library cannot take the chat the user knows of that already
        try:
            path = await asyncio.to_thread(_path, folder, form, conversation)
            choice = Choice(form=form, wanted=Wanted(branches=True, beside=True))
            await self._exporting.save(conversation, path, choice, Job())
        except StoreError as error:
            self.tell(error)
            return None
        self._told("")
        return path

    def tell(self, error: StoreError) -> None:
        """It could not be written."""
        self._told(error.failure.in_words)

    def _told(self, trouble: str) -> None:
        before, self.trouble = self.trouble, trouble
        if trouble != before:
            self.changed()


class Kept:
    """One exchange, for the file and for whoever else listens."""

    def __init__(self, files: KeptFiles, listener: Listener, conversation_id: str) -> None:
        self._files = files
        self._listener = listener
        self._conversation_id = conversation_id
        self._words = _Words(quoted=files.form == "markdown")
        self._task: asyncio.Task[None] | None = None

    def record(self, record: Record) -> None:
        """A record, already on the tape."""
        self._listener.record(record)

    def chunk(self, chunk: Chunk) -> None:
        """A chunk that this record completed."""
        self._listener.chunk(chunk)
        if self._files.folder is None or self._files.form not in GROWING:
            return
        if self._task is None:  # the library has the prompt by now, and that an answer comes
            self._task = asyncio.get_running_loop().create_task(self._grow(), name="keep a file")
        self._words.take(chunk)

    async def finish(self) -> None:
        """The library has the whole answer: write the file anew."""
        task = self._task
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        await self._files.write(self._conversation_id)

    async def _grow(self) -> None:
        path = await self._files.write(self._conversation_id)
        while path is not None:
            await asyncio.sleep(EVERY_S)
            if text := self._words.taken():
                try:
                    await to_its_end(Job(), _append, path, text)
                except StoreError as error:
                    self._files.tell(error)
                    return


class _Words:
    """What an answer says, as it is appended: its text, and thoughts set apart."""

    def __init__(self, *, quoted: bool) -> None:
        self._quoted = quoted
        self._pieces: list[str] = []
        self._in_thought: bool | None = None
        self._candidates: dict[int, int] = {}

    def take(self, chunk: Chunk) -> None:
        """Of the first candidate alone, as the chat shows it."""
        for event in chunk.events:
            if isinstance(event, StepStarted):
                self._candidates[event.index] = event.candidate
            elif isinstance(event, StepDelta) and not self._candidates.get(event.index):
                self._add(event.content)

    def taken(self) -> str:
        """What has come since the last call."""
        text = "".join(self._pieces)
        self._pieces.clear()
        return text

    def _add(self, content: Content) -> None:
        if not isinstance(content, Text | ThoughtText):
            return
        thought = isinstance(content, ThoughtText)
        mark = "> " if self._quoted else "    "
        if thought != self._in_thought:
            head = f"{mark}**Thought**\n{mark}\n{mark}" if self._quoted else f"[Thought]\n{mark}"
            self._pieces.append("\n\n" + head if thought else "\n\n")
            self._in_thought = thought
        text = content.text
        self._pieces.append(text.replace("\n", f"\n{mark}") if thought else text)


def _path(folder: Path, form: ChatForm, conversation: Document) -> Path:
    """The conversation's file: the one that is there, whatever it was called then, else a new one
    by its title. The beginning of the id tells it from others."""
    mark = file_names.stem(conversation.id)[-_ID_CHARACTERS:]
    ending = f" {mark}{SUFFIXES[form]}"
    try:
        there = sorted(name.name for name in folder.iterdir() if name.name.endswith(ending))
    except OSError as error:
        raise store_error(error, "keep the chat as a file", folder, _ALL_THE_SAME) from error
    return folder / (there[0] if there else f"{stem_of(conversation)}{ending}")


def _append(path: Path, text: str) -> None:
    try:
        with path.open("ab") as file:
            file.write(text.encode("utf-8", "replace"))
    except OSError as error:
        raise store_error(error, "keep the chat as a file", path, _ALL_THE_SAME) from error


def _nobody() -> None:
    """Nobody wants to know."""
