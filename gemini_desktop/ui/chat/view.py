"""The conversation on screen: turns come and grow, and what is seen of them is painted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui import theme
from gemini_desktop.ui.chat import accessible, damage
from gemini_desktop.ui.chat.damage import Change
from gemini_desktop.ui.chat.hands.mouse import Hands
from gemini_desktop.ui.chat.kept_place import KeptPlace
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.scrolled_page import ScrolledPage
from gemini_desktop.ui.chat.text.formulas.service import formulas

if TYPE_CHECKING:
    from gemini_desktop.ui.chat.faces.base import Face
    from gemini_desktop.ui.chat.turns.blocks import Variant
    from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks, TurnBlocks


class ChatView(ScrolledPage):
    """Shows a list of turns, the last of which may be growing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chatView")
        accessible.install()
        self.setAccessibleName(self.tr("Conversation"))
        self.setAccessibleDescription(self.tr("Prompts and answers, oldest first"))
        self.pictures.ready.connect(self._pictures_changed)
        self._live: AnswerBlocks | None = None
        self.hands = Hands(self)
        theme.manager().changed.connect(self._restyle)
        formulas().ready.connect(self._formulas_drawn)

    # --- content ---------------------------------------------------------------------------------

    def show_turns(self, turns: Sequence[Turn]) -> None:
        """Replace everything by these turns; the end is in view."""
        self.hands.reset()
        self.pictures.clear()
        self._live = self._top = None
        self.page.show(turns)
        self.turns_switched.emit()
        self.jump_to_latest()

    def replace_from(
        self, number: int, turns: Sequence[Turn], variants: Mapping[str, Variant] | None = None
    ) -> None:
        """Replace the turns from this row on, as little as possible moving (`KeptPlace`)."""
        bar = self.verticalScrollBar()
        place = KeptPlace(self.page, number, bar.value(), self.viewport().height())
        kept = self.hands.forget_from(number)
        self._live = self._top = None
        self.page.replace_from(number, turns)
        self.turns_switched.emit()
        if variants is not None:
            self.page.set_variants(variants)
        self._following = False
        self._settle(place.after())
        self._note_following()
        self._jump.setVisible(not self._following)
        self.hands.take_up(number, kept)
        self.viewport().update()

    def set_variants(self, variants: Mapping[str, Variant]) -> None:
        """Say of the turns with these ids which of those at their place they are."""
        anchor = self._anchor()
        self.page.set_variants(variants)
        self._settle(anchor)
        self.viewport().update()

    def append(self, content: TurnBlocks) -> None:
        """Add a turn. One that is live is brought up to date by each `flush`."""
        from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks

        self.page.append(content)
        if isinstance(content, AnswerBlocks) and content.live:
            self._live = content
        self.jump_to_latest()

    def flush(self) -> None:
        """Show what came since the last frame: one layout of the open blocks, one scroll."""
        if self._live is None:
            return
        number = len(self.page.rows) - 1
        known = len(self.page.rows[number].heights)
        first = self.page.refresh(number)
        if first is not None:
            self._repaint_from(Place(number, first), is_new=first >= known)
        if not self._live.live:
            self._live = None

    def _repaint_from(self, place: Place, *, is_new: bool) -> None:
        """Settle and paint what changed: this block, or a part of it, and what is below."""
        bar = self.verticalScrollBar()
        before = self.page.top(place) - bar.value()
        end_before = self._end - bar.value()
        self._settle(grown=place)
        after = self.page.top(place) - bar.value()
        if self._jump.isVisible() and after != before:
            self.viewport().update()
            return
        top, bottom = after, None
        if not is_new and (face := self.page.grown(place)) is not None:
            top += self.page.gap(place.row, place.block) + face.changed_from
        if self.page.one_changed and self._end - bar.value() == end_before:
            below = Place(place.row, place.block + 1)
            bottom = self.page.top(below) - bar.value()
        damage.repaint(self.viewport(), Change(before, after, top, bottom))

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), QColor(theme.current().surface))
        dirty = QRectF(event.rect())
        for place, face, corner in self.in_view(dirty.top() - 2):
            area = QRectF(corner.x(), corner.y(), face.width, face.height)
            if area.top() > dirty.bottom() + 2:
                break
            if not area.adjusted(-2, -2, 2, 2).intersects(dirty):
                continue
            painter.save()
            painter.translate(corner)
            self._paint_block(painter, place, face, dirty.translated(-corner))
            painter.restore()
        painter.end()

    def _paint_block(self, painter: QPainter, place: Place, face: Face, clip: QRectF) -> None:
        from gemini_desktop.ui.chat.faces.surroundings import Surroundings

        around = Surroundings(clip=clip, above=self.page.gap(place.row, place.block))
        self.hands.mark(around, place, face)
        face.paint(painter, around)

    def _pictures_changed(self) -> None:
        for place, face, _corner in list(self.in_view()):
            face.layout(self.page.width)
            self.page.remeasure(place.row, place.block)
        self._settle()
        self.viewport().update()

    def _formulas_drawn(self) -> None:
        anchor = self._anchor()
        if self.page.look_again():
            self._settle(anchor)
            self.viewport().update()

    def _restyle(self) -> None:
        anchor = self._anchor()
        self.page.restyle()
        self._settle(anchor)
        self.viewport().update()
