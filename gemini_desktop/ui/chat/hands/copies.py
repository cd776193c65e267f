"""Copies of a selection, an answer or the whole conversation, as Markdown or as plain text.

Plain text is what the blocks read as, so each of them has to be made; that goes on between frames
where it takes long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

from gemini_desktop.core.events import Text
from gemini_desktop.core.transcript import Step, Turn
from gemini_desktop.ui.chat.hands import copying
from gemini_desktop.ui.chat.hands.selection import Point, Selection
from gemini_desktop.ui.chat.page import Page, Place, Row
from gemini_desktop.ui.chat.scrolled_page import ScrolledPage
from gemini_desktop.ui.chat.text import soft
from gemini_desktop.ui.chat.turns.blocks import Block, Code, Heading, Markdown, Prompt
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks, of_turn
from gemini_desktop.ui.chat.turns.shown_text import plain_text
from gemini_desktop.ui.chat.turns.turn_text import name_of

_AT_ONCE_S = 0.03
_SLICE_S = 0.006
_STEPS = 20
"""So many are made before the clock is looked at: what is short is copied at once."""


class Copies(QObject):
    """Puts one copy after another on the clipboard; a new one takes the place of one not ready."""

    def __init__(
        self,
        view: ScrolledPage,
        selection: Selection,
        mode: QClipboard.Mode = QClipboard.Mode.Clipboard,
    ) -> None:
        super().__init__(view)
        self._mode = mode
        self._view = view
        self._selection = selection
        self._parts: list[str] = []
        self._steps: Iterator[str] | None = None
        self._rest = QTimer(self, interval=4, singleShot=True)
        self._rest.timeout.connect(self._go_on)

    @property
    def ready(self) -> bool:
        """Whether what was asked for is on the clipboard."""
        return self._steps is None

    def copy_selection(self) -> None:
        """What is selected: whole blocks as they came, parts of them as they are seen."""
        ends = self._selection.ends()
        if ends is None:
            return
        if (ends[0].row, ends[0].block) == (ends[1].row, ends[1].block):
            self._begin(iter([self._selection.text(self._view.page)]))
        else:
            self._begin(_exact(self._view.page, self._selection))

    def copy(self, row: int | None, *, plain: bool) -> None:
        """The selection; where there is none, the answer (or prompt) in this row."""
        page, ends = self._view.page, self._selection.ends()
        if ends is not None:
            self._begin(_selected(page, *ends, plain=plain))
        elif row is not None:
            self._begin(_turn(page.rows[row], plain=plain))

    def copy_turn(self, row: int, *, plain: bool) -> None:
        """The whole answer or prompt, whatever is selected."""
        self._begin(_turn(self._view.page.rows[row], plain=plain))

    def copy_conversation(self, *, plain: bool) -> None:
        """All prompts and answers, each under a heading."""
        self._begin(_conversation(self._view.page, plain=plain))

    def _begin(self, steps: Iterator[str]) -> None:
        self._rest.stop()
        self._parts, self._steps = [], steps
        self._work(_AT_ONCE_S)

    def _go_on(self) -> None:
        self._work(_SLICE_S)

    def _work(self, budget_s: float) -> None:
        until, steps = perf_counter() + budget_s, 0
        while self._steps is not None:
            part = next(self._steps, None)
            if part is None:
                self._steps = None
                if text := copying.whole("".join(self._parts)):
                    QGuiApplication.clipboard().setText(text, self._mode)
                self._parts = []
            elif (steps := steps + 1) > _STEPS and perf_counter() > until:
                self._parts.append(part)
                self._rest.start()
                return
            else:
                self._parts.append(part)


def _exact(page: Page, selection: Selection) -> Iterator[str]:
    parts: list[tuple[str, bool]] = []
    for part in selection.parts(page):
        if part is not None:
            parts.append(part)
        yield ""
    yield copying.joined(parts)


def _conversation(page: Page, *, plain: bool) -> Iterator[str]:
    for number, row in enumerate(page.rows):
        heading = name_of(row.turn)
        lead = "\n\n" if number else ""
        yield f"{lead}{heading}:\n\n" if plain else f"{lead}## {heading}\n\n"
        last = ""
        for part in _turn(row, plain=plain):
            # What ends a turn is parted from the next by one empty line, like everything else.
            yield last
            last = part
        yield last.rstrip("\n")


def _turn(row: Row, *, plain: bool) -> Iterator[str]:
    turn = row.content.turn if row.content is not None else row.turn
    if turn.role == "user":
        yield turn.text
    elif not plain:
        yield copying.answer(row.blocks, turn)
    else:
        content = row.content
        if not isinstance(content, AnswerBlocks) or content.raw or content.unfinished:
            live = isinstance(content, AnswerBlocks) and content.live
            content = of_turn(_said(copying.answer(row.blocks, turn)) if live else turn)
            while content.refresh() is not None or content.unfinished:
                yield ""
        answer = [block for block in content.blocks if _is_answer(block)]
        yield from _joined(answer, plain_text)


def _said(text: str) -> Turn:
    """A turn that says this, for an answer whose own turn is not complete yet."""
    step = Step(index=0, kind="model_output", contents=[Text(text=text)])
    return Turn(role="model", steps=[step])


def _is_answer(block: Block) -> bool:
    match block:
        case Markdown() | Code():
            return block.part == "answer"
        case Heading():
            return True
    return False


def _joined(blocks: list[Block], text_of: Callable[[Block], str]) -> Iterator[str]:
    """Plain texts of blocks with an empty line between them; pieces of one block are put together
    again."""
    begun = False
    for block in blocks:
        text = text_of(block)
        if text:
            yield f"{_between(block) if begun else ''}{text}"
            begun = True


def _between(block: Block) -> str:
    if not copying.goes_on(block):
        return "\n\n"
    match block:
        case Markdown() if soft.is_continued_paragraph(block.segment.prefix):
            return " "
        case Prompt():
            return ""
    return "\n"


def _selected(page: Page, first: Point, last: Point, *, plain: bool) -> Iterator[str]:
    """Plain: what is selected, to the letter. Markdown: the sources of all blocks that are touched,
    for a part of one has none of its own."""
    begun = ended = False
    place: Place | None = Place(first.row, first.block)
    while place is not None and (place.row, place.block) <= (last.row, last.block):
        blocks = page.opened(place.row).blocks
        block = blocks[place.block] if place.block < len(blocks) else None
        text = ""
        if block is not None:
            text = _part(page, place, first, last) if plain else copying.source(block)
        if block is not None and text:
            lead = ""
            if plain:
                lead = _between(block) if begun else ""
            elif begun and not ended and not copying.goes_on(block):
                lead = "\n"
            yield lead + text
            begun, ended = True, text.endswith("\n")
        else:
            yield ""
        place = page.following(place)


def _part(page: Page, place: Place, first: Point, last: Point) -> str:
    here = (place.row, place.block)
    starts, ends = here == (first.row, first.block), here == (last.row, last.block)
    if not (starts or ends):
        return plain_text(page.rows[place.row].blocks[place.block])
    face = page.face(place.row, place.block)
    return face.text(first.character if starts else 0, last.character if ends else face.length())
