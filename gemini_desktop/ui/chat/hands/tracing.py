"""From words in the conversation to the bytes that brought them, and back: what is asked about,
and the marks on the words that chosen bytes became.

Words are told to others by step and character (`core.provenance`); positions in documents, and
what Markdown made of the words, are known here alone.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QTimer, Signal

from gemini_desktop.core.provenance.trace import CHARACTERS, Said, joined
from gemini_desktop.ui.chat.hands.at_hand import place_at_hand
from gemini_desktop.ui.chat.hands.caret import Caret
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.scrolled_page import ScrolledPage
from gemini_desktop.ui.chat.turns.blocks import (
    Block,
    Card,
    CardText,
    Code,
    Markdown,
    Source,
    ThoughtHead,
)
from gemini_desktop.ui.chat.turns.origins import Origin

if TYPE_CHECKING:
    from gemini_desktop.ui.chat.faces.base import Face, Surroundings
    from gemini_desktop.ui.chat.text.alignment import Alignment

_KEPT = 100
_SOON_MS = 10
_ALL = ((0, 1 << 30),)
_Stretches = Sequence[tuple[int, int]]


class Tracing(QObject):
    """Acts for one view."""

    asked = Signal(str, object)
    """Where these words of the turn of that id came from: a list of `Said`, in order."""

    def __init__(self, view: ScrolledPage, caret: Caret) -> None:
        super().__init__(view)
        self._view = view
        self._selection = view.selection
        self._caret = caret
        self._turn = ""
        self._said: list[Said] = []
        self._alignments: OrderedDict[int, tuple[Block, Alignment]] = OrderedDict()
        self._marks: OrderedDict[int, tuple[Block, _Stretches]] = OrderedDict()
        self._grown: tuple[object, str, _Stretches] | None = None
        """The marks of the block that grows, which stay as long as its text begins like this."""
        self._soon = QTimer(self, interval=_SOON_MS, singleShot=True)
        self._soon.timeout.connect(self.reveal)

    # --- from the words --------------------------------------------------------------------------

    def ask(self, at: tuple[Place, QPointF] | None = None) -> bool:
        """Ask where the words came from that are selected, or else stand there (a block and a point
        of the view); without a place, what is at hand. False where nothing of it came by wire."""
        found = self.chosen(at)
        if found is not None:
            self.asked.emit(*found)
        return found is not None

    def chosen(self, at: tuple[Place, QPointF] | None = None) -> tuple[str, list[Said]] | None:
        """The turn and the words that `ask` would ask about; None where there are none."""
        ends = self._selection.ends()
        if ends is not None:
            first, last = ends
            here = None if at is None else (at[0].row, at[0].block)
            if here is None or (first.row, first.block) <= here <= (last.row, last.block):
                return self._selected()
        if at is None:
            return self._at_hand()
        place, point = at
        found = self._view.block_at(point)
        if found is None or found[0] != place:
            return self._block(place)
        return self._word(place, found[1].character_at(found[2]))

    def _at_hand(self) -> tuple[str, list[Said]] | None:
        head = self._selection.head
        if head is not None and self._view.page.has(Place(head.row, head.block)):
            return self._word(Place(head.row, head.block), head.character)
        found = place_at_hand(self._view, self._caret)
        return self._block(found[0]) if found is not None else None

    def _selected(self) -> tuple[str, list[Said]] | None:
        """The words selected in the first of the turns that have any that came by wire."""
        ends = self._selection.ends()
        if ends is None:
            return None
        first, last = ends
        page = self._view.page
        for number in range(first.row, min(last.row + 1, len(page.rows))):
            row = page.opened(number)
            found: list[Said] = []
            for index, block in enumerate(row.blocks):
                if (first.row, first.block) <= (number, index) <= (last.row, last.block):
                    start = first.character if (number, index) == (first.row, first.block) else 0
                    is_last = (number, index) == (last.row, last.block)
                    end = last.character if is_last else None
                    found += self._said_by(Place(number, index), block, start, end)
            if found:
                return row.shown_turn.id, joined(found)
        return None

    def _word(self, place: Place, character: int) -> tuple[str, list[Said]] | None:
        face = self._view.page.face(place.row, place.block)
        start, end = face.word_at(character)
        if start == end:
            return self._block(place)
        row = self._view.page.rows[place.row]
        found = list(self._said_by(place, row.blocks[place.block], start, end))
        return (row.shown_turn.id, found) if found else None

    def _block(self, place: Place) -> tuple[str, list[Said]] | None:
        row = self._view.page.rows[place.row]
        found = list(self._said_by(place, row.blocks[place.block], 0, None))
        return (row.shown_turn.id, found) if found else None

    def _said_by(self, place: Place, block: Block, start: int, end: int | None) -> Iterator[Said]:
        """What a stretch of a block's document says; `end` None is the end of the block."""
        origin = origin_of(block)
        if origin is None:
            return
        source = _source(block)
        if not source or origin.kind not in CHARACTERS:
            yield origin.whole()
            return
        is_card = isinstance(block, Card | CardText)
        first, last = 0, 0 if is_card else len(source)
        if start or end is not None:
            face = self._view.page.face(place.row, place.block)
            end = face.length() if end is None else end
            if (start, end) != (0, face.length()):
                first, last = self._aligned(block, face).source(start, end)
        if first < last:
            begin = _place(block)
            yield origin.said(begin + first, begin + last)
        elif is_card:
            yield origin.whole()

    def _aligned(self, block: Block, face: Face) -> Alignment:
        known = self._alignments.get(id(block))
        if known is None or known[0] is not block:
            from gemini_desktop.ui.chat.text import alignment

            shown = face.document.toRawText() if face.document is not None else ""
            known = (block, alignment.of_block(block, shown))
            self._alignments[id(block)] = known
            if len(self._alignments) > _KEPT:
                self._alignments.popitem(last=False)
        return known[1]

    # --- to the words ----------------------------------------------------------------------------

    @property
    def marked(self) -> tuple[str, Sequence[Said]]:
        """The turn and the words that are marked; none with an empty id."""
        return self._turn, self._said

    def mark(self, turn_id: str, said: Sequence[Said]) -> None:
        """Mark these words of a turn, and no others."""
        if (turn_id, list(said)) == (self._turn, self._said):
            return
        self._turn, self._said = (turn_id, list(said)) if said else ("", [])
        self._marks.clear()
        self._grown = None
        self._soon.stop()
        self._view.viewport().update()

    def clear(self) -> None:
        """Mark nothing."""
        self.mark("", [])

    def tell(self, around: Surroundings, place: Place, block: Block, face: Face) -> None:
        """Tell the face of a block in view which of its words are marked."""
        if self._said and self._view.page.rows[place.row].shown_turn.id == self._turn:
            around.traced = self._stretches(block, face)

    def _stretches(self, block: Block, face: Face) -> _Stretches:
        known = self._marks.get(id(block))
        if known is None or known[0] is not block:
            known = (block, self._growing(block, face))
            self._marks[id(block)] = known
            if len(self._marks) > _KEPT:
                self._marks.popitem(last=False)
        return known[1]

    def _growing(self, block: Block, face: Face) -> _Stretches:
        """As `_found`; a block that grows by a word is not aligned anew for each."""
        lineage = getattr(block, "lineage", None)
        if lineage is None or face.document is None:
            return self._found(block, face)
        text = face.document.toRawText()
        if self._grown and self._grown[0] is lineage and text.startswith(self._grown[1]):
            return self._grown[2]
        found = self._found(block, face)
        length = len(_source(block))
        if found and all(last < length for _, last in self._marked_in(block)):
            self._grown = lineage, text[: found[-1][1]], found
        return found

    def _found(self, block: Block, face: Face) -> _Stretches:
        found: list[tuple[int, int]] = []
        for first, last in self._marked_in(block):
            if isinstance(block, ThoughtHead):
                return [(0, 0)]  # its first words are perhaps others
            if last < 0 or (first == 0 and last >= len(_source(block).rstrip("\n"))):
                return _ALL
            found += self._aligned(block, face).shown(first, last)
            if isinstance(block, Card):
                found = found or [(0, 0)]  # nothing of it is seen here, but it is in there
        return found

    def _marked_in(self, block: Block) -> Iterator[tuple[int, int]]:
        """The stretches of the block's source that are marked; (0, -1) for all of another block."""
        origin = origin_of(block)
        if origin is None or (isinstance(block, ThoughtHead) and not block.folded):
            return
        source, begin = _source(block), _place(block)
        for said in self._said:
            shown = origin.shown(said)
            if shown is None:
                continue
            if not source or origin.kind not in CHARACTERS or said.start == said.end:
                yield 0, -1
                return
            first, last = max(0, shown[0] - begin), min(len(source), shown[1] - begin)
            if first < last:
                yield first, last

    def reveal(self) -> None:
        """Bring the first marked words into view; a folded thought is opened for them."""
        page = self._view.page
        rows = (n for n, row in enumerate(page.rows) if row.shown_turn.id == self._turn)
        number = next(rows, None) if self._said else None
        if number is None:
            return
        row = page.opened(number)
        for index, block in enumerate(row.blocks):
            if next(self._marked_in(block), None) is None:
                continue
            if isinstance(block, ThoughtHead) and row.content is not None:
                row.content.toggle(block.key)
                self._view.refresh_row(number)
                self._soon.start()
                return
            face = page.face(number, index)
            stretches = [] if isinstance(block, Card) else self._stretches(block, face)
            line = face.line_at(stretches[0][0] if stretches else 0)
            self._view.reveal(Place(number, index, line.top()), line.height())
            return
        if number in page.unfinished():  # a long answer is cut into blocks over several frames
            self._soon.start()


def origin_of(block: Block) -> Origin | None:
    """Where it stands in what was said; None for what came by no wire."""
    origin = getattr(block, "origin", None)
    return origin if isinstance(origin, Origin) else None


def _source(block: Block) -> str:
    """The text that the block shows, as its step said it; empty where it shows something else."""
    match block:
        case Markdown() | Code():
            return block.segment.source
        case Source():
            return block.text
        case Card() | CardText():
            return block.said
    return ""


def _place(block: Block) -> int:
    """Where that begins in what the block's origin counts."""
    return block.place if isinstance(block, Markdown | Code | Source) else 0
