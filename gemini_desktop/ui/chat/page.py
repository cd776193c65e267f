"""The whole conversation as one tall page of which only what is seen is ever laid out.

A row is a turn, in it stand blocks. Heights are estimates until a block was measured, which
happens when it comes into view. A stored turn is not even cut into blocks before that, so opening
a long conversation costs a glance at each turn.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from gemini_desktop.core.events import Media, Text
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.chat import spacing
from gemini_desktop.ui.chat.heights import Heights
from gemini_desktop.ui.chat.media.pictures import Pictures
from gemini_desktop.ui.chat.turns.blocks import ONLY, Block, Code, Markdown, Source, Variant
from gemini_desktop.ui.chat.turns.code_views import CodeViews

if TYPE_CHECKING:
    from gemini_desktop.ui.chat.faces.base import Face
    from gemini_desktop.ui.chat.turns.conversation import TurnBlocks

KEPT_FACES = 400
_KEPT_GROWING = 16
_KEPT_TAIL = 6


class Row(msgspec.Struct, eq=False):
    """A turn on the page. `content` is None until it comes near the view."""

    turn: Turn
    content: TurnBlocks | None = None
    heights: Heights = msgspec.field(default_factory=Heights)
    measured: list[bool] = msgspec.field(default_factory=list)
    generation: int = 0
    raw: bool | None = None
    """Whether its source is shown; None: as that of all others."""

    @property
    def shown_turn(self) -> Turn:
        """The turn as it is shown; that of a row which came live has grown since."""
        return self.content.turn if self.content is not None else self.turn

    @property
    def blocks(self) -> list[Block]:
        """The blocks, none before the row was opened."""
        return self.content.blocks if self.content is not None else []


class Place(msgspec.Struct, frozen=True):
    """A block of the page, and how far below its top (in pixels; negative above the first)."""

    row: int
    block: int
    offset: float = 0.0


class Page:
    """Rows, their heights, and the faces of the blocks seen last."""

    def __init__(self, pictures: Pictures) -> None:
        self.rows: list[Row] = []
        self.width = 600.0
        self._pictures = pictures
        self.code_views = CodeViews()
        self._heights = Heights()
        self._faces: OrderedDict[int, tuple[Block, Face]] = OrderedDict()
        self._generation = 0
        self._unfinished: set[int] = set()
        self._growing: OrderedDict[object, int] = OrderedDict()  # lineage -> key of its face
        self._grown: Block | None = None
        self.raw = False
        """Whether answers are shown as their source."""
        self._variants: Mapping[str, Variant] = {}
        self.touched: set[int] = set()
        """Rows whose blocks have changed; who watches them takes them out."""
        self.one_changed = False
        """Whether the last refresh changed one block alone, those after it being the same."""

    # --- rows ------------------------------------------------------------------------------------

    def show(self, turns: Iterable[Turn]) -> None:
        """Replace everything by these turns, as they were stored."""
        self.rows = []
        self.touched.clear()
        self.code_views.clear()
        self._unfinished.clear()
        self._heights = Heights()
        self._forget_faces()
        self._extend(turns)

    def _extend(self, turns: Iterable[Turn]) -> None:
        for turn in turns:
            self.rows.append(Row(turn, generation=self._generation))
            self._heights.append(spacing.estimated_turn(_characters(turn), self.width))

    def replace_from(self, number: int, turns: Iterable[Turn]) -> None:
        """Replace the turns from this row on; what is above stays as it is."""
        self.touched.clear()
        self._unfinished = {row for row in self._unfinished if row < number}
        del self.rows[number:]
        self._heights.truncate(number)
        self._extend(turns)
        if number == len(self.rows) and number and (end := self.rows[-1].content) is not None:
            end.set_last(last=True)
            self.refresh(number - 1)

    def variant(self, turn_id: str) -> Variant:
        """Which of the turns at its place it is."""
        return self._variants.get(turn_id, ONLY)

    def set_variants(self, variants: Mapping[str, Variant]) -> None:
        """Say which of the turns at their place these are, by the ids of the turns."""
        before, self._variants = self._variants, variants
        for number, row in enumerate(self.rows):
            if row.content is not None:
                turn = row.shown_turn.id
                now = variants.get(turn, ONLY)
                if now != before.get(turn, ONLY):
                    row.content.set_variant(now)
                    self.refresh(number)

    def append(self, content: TurnBlocks) -> int:
        """Add a turn at the end; gives its row."""
        if self.rows and (before := self.rows[-1].content) is not None:
            before.set_last(last=False)
            self.refresh(len(self.rows) - 1)
        if variant := self._variants.get(content.turn.id):
            content.set_variant(variant)
        row = Row(content.turn, content, generation=self._generation)
        self.rows.append(row)
        self._heights.append(0)
        number = len(self.rows) - 1
        self.refresh(number)
        return number

    def refresh(self, number: int) -> int | None:
        """Take in what changed in the turn of this row: the first block that did, or None."""
        row = self.rows[number]
        if row.content is None:
            return None
        known = row.blocks[-_KEPT_TAIL:]
        length = len(row.blocks)
        first = row.content.refresh()
        if len(row.heights) < len(row.blocks):  # it has grown before it came onto the page
            first = len(row.heights) if first is None else min(first, len(row.heights))
        if first is None:
            self._unfinished.discard(number)
            return None
        self.touched.add(number)
        after = length - first - 1
        self.one_changed = (
            0 <= after < len(known) and row.blocks[first + 1 :] == (known[len(known) - after :])
        )
        if row.content.unfinished:
            self._unfinished.add(number)
        blocks = row.content.blocks
        before = [row.heights[index] for index in range(first, min(len(row.heights), len(blocks)))]
        row.heights.truncate(first)
        del row.measured[first:]
        for index in range(first, len(blocks)):
            if index - first < len(before):  # most often a little more of the same
                row.heights.append(before[index - first])
            else:
                gap = spacing.above(blocks[index - 1] if index else None, blocks[index])
                row.heights.append(gap + spacing.estimated(blocks[index], self.width))
            row.measured.append(False)
        self._sum(number)
        return first

    def unfinished(self) -> list[int]:
        """The rows that have more to show than one frame allowed."""
        return sorted(
            number
            for number in self._unfinished
            if (content := self.rows[number].content) is not None and content.unfinished
        )

    def opened(self, number: int) -> Row:
        """The row, with its blocks."""
        from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks, of_turn
        from gemini_desktop.ui.chat.turns.prompt_blocks import PromptBlocks

        row = self.rows[number]
        if row.content is None:
            turn = row.turn
            row.content = PromptBlocks(turn) if turn.role == "user" else of_turn(turn)
            if number < len(self.rows) - 1:
                row.content.set_last(last=False)
            if variant := self._variants.get(turn.id):
                row.content.set_variant(variant)
            self.refresh(number)
        wanted = self.raw if row.raw is None else row.raw
        if isinstance(row.content, AnswerBlocks) and row.content.raw != wanted:
            row.content.show_raw(raw=wanted)
            self.refresh(number)
        if row.generation != self._generation:
            row.generation = self._generation
            row.measured = [False] * len(row.measured)
        return row

    # --- layout ----------------------------------------------------------------------------------

    def set_width(self, width: float) -> None:
        """Lay out for this width from now on; known heights serve as estimates."""
        if width != self.width:
            self.width = width
            self._generation += 1

    def restyle(self) -> None:
        """Theme or zoom changed: all faces are made anew."""
        self._forget_faces()
        self._generation += 1

    def look_again(self) -> bool:
        """Formulas were drawn: the faces that waited for one are laid out anew when next seen.
        False where none waited."""
        from gemini_desktop.ui.chat.text.formulas import typed

        waiting = [face for _, face in self._faces.values() if typed.is_waiting(face.document)]
        for face in waiting:
            face.width = 0.0
        self._generation += 1 if waiting else 0
        return bool(waiting)

    def remeasure(self, number: int, index: int) -> None:
        """The face was laid out anew by itself; take its height."""
        self.rows[number].measured[index] = False
        self.face(number, index)

    def face(self, number: int, index: int) -> Face:
        """The face of a block, laid out; its height counts from now on."""
        row = self.opened(number)
        block = row.blocks[index]
        known = self._faces.get(id(block))
        if known is None:
            face = self._made(block)
        else:
            face = known[1]
            self._faces.move_to_end(id(block))
        if face.width != self.width:
            face.layout(self.width)
        if not row.measured[index]:
            row.measured[index] = True
            gap = spacing.above(row.blocks[index - 1] if index else None, block)
            if row.heights.set(index, gap + face.height):
                self._sum(number)
        return face

    def _made(self, block: Block) -> Face:
        """The face of an earlier state of the block, grown; else a new one."""
        from gemini_desktop.ui.chat.faces import face_of
        from gemini_desktop.ui.chat.faces.code import CodeFace

        lineage = block.lineage if isinstance(block, Markdown | Code | Source) else None
        face: Face | None = None
        if lineage is not None and (key := self._growing.pop(lineage, None)) is not None:
            _, earlier = self._faces.pop(key, (None, None))
            if earlier is not None and earlier.width == self.width and earlier.grow(block):
                face, self._grown = earlier, block
        if face is None:
            face = face_of(block, self._pictures)
            if isinstance(face, CodeFace) and (view := self.code_views.of(block)) is not None:
                face.show_as(view)
        self._faces[id(block)] = (block, face)
        if len(self._faces) > KEPT_FACES:
            self._faces.popitem(last=False)
        if lineage is not None:
            self._growing[lineage] = id(block)
            if len(self._growing) > _KEPT_GROWING:
                self._growing.popitem(last=False)
        return face

    def grown(self, place: Place) -> Face | None:
        """The face of the block, if it was the last to grow with its block."""
        block = self.rows[place.row].blocks[place.block]
        return self._faces[id(block)][1] if self._grown is block else None

    def reshape(self, number: int, blocks: Iterable[int]) -> None:
        """These blocks are to be laid out in another way; their heights are estimates again."""
        row = self.opened(number)
        for index in blocks:
            self._faces.pop(id(row.blocks[index]), None)
            row.measured[index] = False

    def _forget_faces(self) -> None:
        self._faces.clear()
        self._growing.clear()
        self._grown = None

    def is_measured(self, place: Place) -> bool:
        """Whether the height of the block is known, so that its face is not needed for it."""
        row = self.rows[place.row]
        return row.generation == self._generation and row.measured[place.block]

    def gap(self, number: int, index: int) -> float:
        """The empty space above a block."""
        blocks = self.rows[number].blocks
        return spacing.above(blocks[index - 1] if index else None, blocks[index])

    def height(self) -> float:
        """The height of the page as far as it is known."""
        return self._heights.total() + spacing.PAGE_TOP + spacing.PAGE_BOTTOM

    def top(self, place: Place) -> float:
        """The y of a place on the page, the gap above the block counted as the block's."""
        y = spacing.PAGE_TOP + self._heights.top(place.row)
        if self.rows[place.row].content is not None:
            y += spacing.above_turn(self.rows[place.row].turn.role)
            y += self.rows[place.row].heights.top(place.block)
        return y + place.offset

    def bottom(self, number: int) -> float:
        """The y at which a row ends."""
        return spacing.PAGE_TOP + self._heights.top(number + 1)

    def at(self, y: float) -> Place | None:
        """The place at this y; None on an empty page. Opens the row there."""
        if not self.rows:
            return None
        number, rest = self._heights.find(max(0.0, y - spacing.PAGE_TOP))
        row = self.opened(number)
        index, _ = row.heights.find(rest - spacing.above_turn(row.turn.role))
        return Place(number, index, y - self.top(Place(number, index)))

    def has(self, place: Place) -> bool:
        """Whether there is such a block, its row being open."""
        return place.row < len(self.rows) and place.block < len(self.rows[place.row].blocks)

    def walked(self, place: Place, distance: float) -> Place:
        """The place so many pixels further down (or up), every block on the way measured."""
        self.face(place.row, place.block)
        offset = place.offset + distance
        while offset < 0 and (before := self.preceding(place)) is not None:
            self.face(before.row, before.block)
            offset += self.top(Place(place.row, place.block)) - self.top(before)
            place = before
        while (after := self.following(place)) is not None:
            step = self.top(after) - self.top(Place(place.row, place.block))
            if offset < step:
                break
            self.face(after.row, after.block)
            offset -= step
            place = after
        return Place(place.row, place.block, offset)

    def following(self, place: Place) -> Place | None:
        """The next block, opening its row; None after the last."""
        if place.block + 1 < len(self.rows[place.row].blocks):
            return Place(place.row, place.block + 1)
        for number in range(place.row + 1, len(self.rows)):
            if self.opened(number).blocks:
                return Place(number, 0)
        return None

    def preceding(self, place: Place) -> Place | None:
        """The block before, opening its row; None before the first."""
        if place.block > 0:
            return Place(place.row, place.block - 1)
        for number in range(place.row - 1, -1, -1):
            if blocks := self.opened(number).blocks:
                return Place(number, len(blocks) - 1)
        return None

    def last(self) -> Place | None:
        """The last block; None on an empty page."""
        return self.preceding(Place(len(self.rows), 0)) if self.rows else None

    def _sum(self, number: int) -> None:
        row = self.rows[number]
        height = row.heights.total()
        if row.blocks:
            height += spacing.above_turn(row.turn.role)
        self._heights.set(number, height)


def _characters(turn: Turn) -> int:
    total = 0
    for step in turn.steps:
        for content in step.contents:
            if isinstance(content, Text):
                total += len(content.text)
            elif isinstance(content, Media):
                total += 800
    return total
