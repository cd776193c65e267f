"""Mouse and keyboard on the conversation: selecting, copying, folding, opening links."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QContextMenuEvent,
    QDesktopServices,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip

from gemini_desktop.ui.chat import copying, links
from gemini_desktop.ui.chat.blocks import Block
from gemini_desktop.ui.chat.conversation import AnswerBlocks
from gemini_desktop.ui.chat.faces.base import (
    Action,
    CopyAnswer,
    CopyCode,
    Face,
    Open,
    Retry,
    Spot,
    Surroundings,
    Toggle,
)
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.selection import Point, Selection

if TYPE_CHECKING:
    from gemini_desktop.ui.chat.view import ChatView

_TICK_MS = 2000
_AUTO_SCROLL_MS = 40


class Hands(QObject):
    """Belongs to one view and filters the events of its viewport and itself."""

    def __init__(self, view: ChatView) -> None:
        super().__init__(view)
        self._view = view
        self.selection = Selection()
        self._hovered: tuple[Block, Action] | None = None
        self._focused: tuple[Block, Action] | None = None
        self._done: tuple[Block, Action] | None = None
        self._pressed: tuple[Place, Action] | None = None
        self._dragging = False
        self._pointer = QPointF()
        self._tick = QTimer(self, interval=_TICK_MS, singleShot=True)
        self._tick.timeout.connect(self._forget_done)
        self._auto_scroll = QTimer(self, interval=_AUTO_SCROLL_MS)
        self._auto_scroll.timeout.connect(self._scroll_on)
        view.viewport().setMouseTracking(True)
        view.viewport().installEventFilter(self)
        view.installEventFilter(self)

    def reset(self) -> None:
        """Another conversation is shown."""
        self.selection.clear()
        self._hovered = self._focused = self._done = self._pressed = None
        self._auto_scroll.stop()

    def mark(self, around: Surroundings, place: Place, face: Face) -> None:
        """Tell a face what of it is selected, hovered, focused or done."""
        block = self._block(place)
        around.selected = self.selection.within(place.row, place.block, face.length())
        for name, known in (
            ("hovered", self._hovered),
            ("focused", self._focused),
            ("done", self._done),
        ):
            if known is not None and known[0] is block:
                setattr(around, name, known[1])

    # --- events ----------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt for all events of the view and its viewport."""
        if watched is self._view:
            return (
                isinstance(event, QKeyEvent)
                and event.type() == QEvent.Type.KeyPress
                and (self._key(event))
            )
        if isinstance(event, QMouseEvent) and watched is self._view.viewport():
            return self._mouse(event)
        match event.type():
            case QEvent.Type.ToolTip if isinstance(event, QHelpEvent):
                self._tool_tip(event)
                return True
            case QEvent.Type.ContextMenu if isinstance(event, QContextMenuEvent):
                self._menu(event)
                return True
            case QEvent.Type.Leave:
                self._set_hovered(None)
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseButtonPress:
                self._press(event)
            case QEvent.Type.MouseMove:
                self._move(event)
            case QEvent.Type.MouseButtonRelease:
                self._release(event)
            case QEvent.Type.MouseButtonDblClick:
                self._double_click(event)
        event.accept()
        return True

    def _press(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._view.setFocus(Qt.FocusReason.MouseFocusReason)
        self._focused = None
        found = self._at(event.position())
        if found is None:
            self.selection.clear()
            self._view.viewport().update()
            return
        place, face, inner = found
        spot = _spot_at(face, inner)
        self._pressed = (place, spot.action) if spot is not None else None
        if spot is None:
            point = Point(place.row, place.block, face.character_at(inner))
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            if shift and self.selection.anchor is not None:
                self.selection.head = point
            else:
                self.selection.start(point)
            self._dragging = True
        self._view.viewport().update()

    def _move(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        if self._dragging:
            self._drag()
            return
        found = self._at(event.position())
        if found is None:
            self._set_hovered(None)
            self._view.viewport().setCursor(Qt.CursorShape.ArrowCursor)
            return
        place, face, inner = found
        spot = _spot_at(face, inner)
        self._set_hovered((self._block(place), spot.action) if spot is not None else None)
        shape = Qt.CursorShape.ArrowCursor
        if spot is not None or face.address_at(inner):
            shape = Qt.CursorShape.PointingHandCursor
        elif face.document is not None:
            shape = Qt.CursorShape.IBeamCursor
        self._view.viewport().setCursor(shape)

    def _drag(self) -> None:
        found = self._at(self._pointer, nearest=True)
        if found is not None:
            place, face, inner = found
            self.selection.head = Point(place.row, place.block, face.character_at(inner))
            self._view.viewport().update()
        outside = not 0 <= self._pointer.y() < self._view.viewport().height()
        if outside and not self._auto_scroll.isActive():
            self._auto_scroll.start()
        elif not outside:
            self._auto_scroll.stop()

    def _scroll_on(self) -> None:
        y, height = self._pointer.y(), self._view.viewport().height()
        bar = self._view.verticalScrollBar()
        bar.setValue(bar.value() + round((y if y < 0 else y - height) / 2))
        self._drag()

    def _release(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._auto_scroll.stop()
        dragged, self._dragging = self._dragging, False
        pressed, self._pressed = self._pressed, None
        found = self._at(event.position())
        if found is None:
            return
        place, face, inner = found
        if pressed is not None:
            spot = _spot_at(face, inner)
            if spot is not None and spot.action == pressed[1]:
                self.act(place, spot.action)
        elif dragged and self.selection.ends() is None and (address := face.address_at(inner)):
            self.act(place, Open(address))

    def _double_click(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if found is None or event.button() != Qt.MouseButton.LeftButton:
            return
        place, face, inner = found
        if _spot_at(face, inner) is not None:
            self._press(event)
            return
        start, end = face.word_at(face.character_at(inner))
        self.selection.span(
            Point(place.row, place.block, start), Point(place.row, place.block, end)
        )
        self._view.viewport().update()

    def _tool_tip(self, event: QHelpEvent) -> None:
        found = self._at(QPointF(event.pos()))
        text = ""
        if found is not None:
            _place, face, inner = found
            spot = _spot_at(face, inner)
            address = face.address_at(inner)
            if address:
                text = links.explained(address)
            elif spot is not None and not isinstance(spot.action, Toggle):
                text = spot.name
        if text:
            QToolTip.showText(event.globalPos(), text, self._view)
        else:
            QToolTip.hideText()

    # --- keyboard --------------------------------------------------------------------------------

    def _key(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return self._focus_next(forward=event.key() == Qt.Key.Key_Tab)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            return self._act_on_focus()
        else:
            return self._scroll_key(event)
        return True

    def _scroll_key(self, event: QKeyEvent) -> bool:
        bar = self._view.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_Home:
                bar.setValue(bar.minimum())
            case Qt.Key.Key_End:
                self._view.jump_to_latest()
            case _:
                return False  # the scroll area knows arrows and pages
        return True

    def _focus_next(self, *, forward: bool) -> bool:
        """Go through what can be clicked in view; False at the end, and the focus moves on."""
        spots = [(place, spot) for place, face, _ in self._view.in_view() for spot in face.spots]
        known = [(self._block(place), spot.action) for place, spot in spots]
        now = next((i for i, k in enumerate(known) if _same(k, self._focused)), None)
        following = (
            (0 if forward else len(known) - 1) if now is None else now + (1 if forward else -1)
        )
        inside = 0 <= following < len(known)
        self._focused = known[following] if inside else None
        self._view.viewport().update()
        return inside

    def _act_on_focus(self) -> bool:
        for place, face, _ in list(self._view.in_view()):
            for spot in face.spots:
                if _same((self._block(place), spot.action), self._focused):
                    self.act(place, spot.action)
                    self._keep_focus(place, spot.action)
                    return True
        return False

    def _keep_focus(self, place: Place, action: Action) -> None:
        """After folding, the head is another block with the same action."""
        for now, face, _ in self._view.in_view():
            if now.row == place.row and any(spot.action == action for spot in face.spots):
                self._focused = (self._block(now), action)

    # --- deeds -----------------------------------------------------------------------------------

    def act(self, place: Place, action: Action) -> None:
        """Do what was clicked."""
        row = self._view.page.rows[place.row]
        match action:
            case Toggle():
                if row.content is not None:
                    row.content.toggle(action.key)
                    self._view.refresh_row(place.row)
            case CopyCode():
                self._copied(copying.whole_code(row.blocks, place.block), place, action)
            case CopyAnswer():
                turn = row.content.turn if row.content is not None else row.turn
                self._copied(copying.answer(row.blocks, turn), place, action)
            case Retry():
                self._view.retry_requested.emit()
            case Open():
                if links.is_safe(action.address):
                    QDesktopServices.openUrl(QUrl(action.address))
            case _:
                assert_never(action)

    def copy(self) -> None:
        """Put the selected text on the clipboard."""
        text = self.selection.text(self._view.page)
        if text:
            QGuiApplication.clipboard().setText(copying.whole(text))

    def select_all(self) -> None:
        """Select the whole conversation."""
        last = self._view.page.last()
        if last is not None:
            face = self._view.page.face(last.row, last.block)
            end = Point(last.row, last.block, max(1, face.length()))
            self.selection.span(Point(0, 0, 0), end)
            self._view.viewport().update()

    def _copied(self, text: str, place: Place, action: Action) -> None:
        QGuiApplication.clipboard().setText(copying.whole(text))
        self._done = (self._block(place), action)
        self._tick.start()
        self._view.viewport().update()

    def _forget_done(self) -> None:
        self._done = None
        self._view.viewport().update()

    def _menu(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(self.tr("Copy"), self.copy)
        copy.setEnabled(self.selection.ends() is not None)
        menu.addAction(self.tr("Select all"), self.select_all)
        found = self._at(QPointF(event.pos()))
        if found is not None:
            place, face, inner = found
            content = self._view.page.rows[place.row].content
            if address := face.address_at(inner):
                clipboard = QGuiApplication.clipboard()
                menu.addAction(self.tr("Copy link"), lambda: clipboard.setText(address))
            if isinstance(content, AnswerBlocks):
                menu.addAction(self.tr("Copy answer"), lambda: self.act(place, CopyAnswer()))
        menu.popup(event.globalPos())

    # --- places ----------------------------------------------------------------------------------

    def _at(self, point: QPointF, *, nearest: bool = False) -> tuple[Place, Face, QPointF] | None:
        """The block under a point, its face, and the point within it."""
        best: tuple[Place, Face, QPointF] | None = None
        for place, face, corner in self._view.in_view():
            inner = point - corner
            if inner.y() < 0 and best is not None:
                break
            best = (place, face, inner)
            if 0 <= inner.y() < face.height:
                return best
        return best if nearest else None

    def _block(self, place: Place) -> Block:
        return self._view.page.rows[place.row].blocks[place.block]

    def _set_hovered(self, hovered: tuple[Block, Action] | None) -> None:
        if not _same(hovered, self._hovered):
            self._hovered = hovered
            self._view.viewport().update()


def _spot_at(face: Face, point: QPointF) -> Spot | None:
    return next((spot for spot in face.spots if spot.rect.contains(point)), None)


def _same(one: tuple[Block, Action] | None, other: tuple[Block, Action] | None) -> bool:
    if one is None or other is None:
        return one is other
    return one[0] is other[0] and one[1] == other[1]
