"""What is done when something in the conversation is clicked, or chosen from its menu."""

from __future__ import annotations

from functools import partial
from typing import assert_never

from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QMenu

from gemini_desktop.ui.chat.hands import copying, raw_look
from gemini_desktop.ui.chat.hands.actions import (
    Action,
    CopyAnswer,
    CopyCode,
    CopyPrompt,
    Open,
    Toggle,
    ToNote,
)
from gemini_desktop.ui.chat.hands.at_hand import place_at_hand
from gemini_desktop.ui.chat.hands.caret import Caret
from gemini_desktop.ui.chat.hands.copies import Copies
from gemini_desktop.ui.chat.hands.link_deeds import LinkDeeds
from gemini_desktop.ui.chat.hands.media_actions import MediaAction, ShowSource
from gemini_desktop.ui.chat.hands.media_deeds import MediaDeeds
from gemini_desktop.ui.chat.hands.selection import Point
from gemini_desktop.ui.chat.hands.tracing import Tracing
from gemini_desktop.ui.chat.hands.turn_actions import (
    Continue,
    Delete,
    Edit,
    Inspect,
    OpenSettings,
    Retry,
    Switch,
)
from gemini_desktop.ui.chat.hands.turn_menu import TurnMenu
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.scrolled_page import ScrolledPage
from gemini_desktop.ui.chat.text import links, notes, source_links
from gemini_desktop.ui.chat.turns.blocks import CardText, Sources

_FEW = 100
"""Characters that someone may have selected to look for them."""


class Deeds(QObject):
    """Acts for one view. What others must do (ask again) is the view's signals."""

    def __init__(self, view: ScrolledPage, caret: Caret, tracing: Tracing) -> None:
        super().__init__(view)
        self._view = view
        self._selection, self._marks = view.selection, view.marks
        self._caret = caret
        self._tracing = tracing
        self.media = MediaDeeds(view, view.marks)
        self.links = LinkDeeds(view, view.marks)
        self.copies = Copies(view, view.selection)
        self._offer = Copies(view, view.selection, QClipboard.Mode.Selection)
        self._turn_menu = TurnMenu(view, self.act)

    def act(self, place: Place, action: Action, at: QPointF | None = None) -> None:
        """Do what was clicked, at this point of the block where the mouse did it."""
        if isinstance(action, MediaAction):
            self.media.act(place, action, at)
            return
        row = self._view.page.rows[place.row]
        match action:
            case Toggle():
                if row.content is not None:
                    at_foot = isinstance(row.blocks[place.block], CardText)
                    row.content.toggle(action.key)
                    self._view.refresh_row(place.row)
                    if at_foot:
                        self.media.show_head(place.row, action.key)
            case CopyCode():
                self._copied(copying.whole_code(row.blocks, place.block), place, action)
            case CopyAnswer():
                self._copied(copying.answer(row.blocks, row.shown_turn), place, action)
            case CopyPrompt():
                self._copied(row.turn.text, place, action)
            case Edit() | Retry() | Continue() | Switch() | Delete() | Inspect() | OpenSettings():
                self._view.turn_asked.emit(action, row.shown_turn.id)
            case Open() if number := source_links.number_of(action.address):
                self.media.act(place, ShowSource(number))
            case Open():
                self.links.open(action.address)
            case ToNote():
                self.links.go(place, action)
            case _:
                assert_never(action)

    def explained(self, place: Place, address: str) -> str:
        """What a tooltip says of a link, or of the number of a source."""
        number = source_links.number_of(address)
        if not number:
            return notes.explained(address) or links.explained(address)
        blocks = self._view.page.opened(place.row).blocks
        listed = next((b.citations for b in blocks if isinstance(b, Sources)), ())
        source = listed[number - 1] if number <= len(listed) else None
        if source is None:
            return ""
        where = (
            links.explained(source.uri) if links.is_safe(source.uri) else links.shown(source.uri)
        )
        return "\n".join(filter(None, (source.title, where)))

    def copy(self) -> None:
        """Put the selected text on the clipboard."""
        self.copies.copy_selection()

    # --- copies and sources ----------------------------------------------------------------------

    def copy_markdown(self) -> None:
        """The source of what is selected; of the answer in view where nothing is."""
        self.copies.copy(self._row_at_hand(), plain=False)

    def copy_plain(self) -> None:
        """What is selected as it reads; the answer in view where nothing is."""
        self.copies.copy(self._row_at_hand(), plain=True)

    def copy_chat(self) -> None:
        """All prompts and answers as Markdown."""
        self.copies.copy_conversation(plain=False)

    def copy_chat_plain(self) -> None:
        """All prompts and answers as they read."""
        self.copies.copy_conversation(plain=True)

    def toggle_source(self) -> None:
        """Show the answer in view as its source, or no longer."""
        row = self._row_at_hand()
        if row is not None:
            self._toggle_source(row)

    def finish_copies(self) -> None:
        """What has been asked for is of the turns that are still there."""
        self.copies.finish()
        self._offer.finish()

    def show_sources(self, shown: bool) -> None:
        """Show all answers as their source, or none."""
        raw_look.show_all(self._view, raw=shown)

    def _toggle_source(self, row: int) -> None:
        raw_look.show_row(self._view, row, raw=not raw_look.is_raw(self._view, row))

    def _row_at_hand(self) -> int | None:
        """The answer that the reader is at: where the keyboard is, else in the middle of the view;
        at a prompt, the answer to it."""
        at_hand = place_at_hand(self._view, self._caret)
        if at_hand is None:
            return None
        row, rows = at_hand[0].row, self._view.page.rows
        is_asked = rows[row].turn.role == "user" and row + 1 < len(rows)
        return row + 1 if is_asked else row

    # --- the selection ---------------------------------------------------------------------------

    def offer_selection(self) -> None:
        """Where the system has a second clipboard for what is selected (X11), put it there."""
        if QGuiApplication.clipboard().supportsSelection():
            self._offer.copy_selection()

    def selected_words(self) -> str:
        """The selection, if it is but a few words of one line; else nothing."""
        ends = self._selection.ends()
        if ends is None or ends[0].row != ends[1].row or ends[0].block != ends[1].block:
            return ""
        words = self._selection.text(self._view.page)
        return words if len(words) <= _FEW and "\n" not in words else ""

    def select_all(self) -> None:
        """Select the whole conversation."""
        last = self._view.page.last()
        if last is not None:
            face = self._view.page.face(last.row, last.block)
            end = Point(last.row, last.block, max(1, face.length()))
            self._selection.span(Point(0, 0, 0), end)
            self._view.viewport().update()

    def show_menu(self, where: QPoint, place: Place | None, address: str) -> None:
        """What can be done with the selection, and with what is under the pointer: a block (None
        where there is none) and the address of a link (empty where there is none)."""
        from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks

        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(self.tr("Copy"), self.copy)
        copy.setEnabled(self._selection.ends() is not None)
        row = place.row if place is not None else None
        either = row is not None or copy.isEnabled()
        for words, plain in (
            (self.tr("Copy as Markdown"), False),
            (self.tr("Copy as plain text"), True),
        ):
            entry = menu.addAction(words, partial(self.copies.copy, row, plain=plain))
            entry.setEnabled(either)
        menu.addAction(self.tr("Select all"), self.select_all)
        if address and not (source_links.number_of(address) or notes.is_own(address)):
            clipboard = QGuiApplication.clipboard()
            menu.addAction(self.tr("Copy link"), lambda: clipboard.setText(address))
        if place is not None and isinstance(self._view.page.rows[place.row].content, AnswerBlocks):
            menu.addSeparator()
            source = menu.addAction(self.tr("Show source"))
            source.setCheckable(True)
            source.setChecked(raw_look.is_raw(self._view, place.row))
            source.triggered.connect(partial(self._toggle_source, place.row))
        if place is not None:
            self._offer_tracing(menu, where, place)
            self.media.fill(menu, place)
        if place is not None:
            self._turn_menu.fill(menu, place)
        menu.popup(where)

    def _offer_tracing(self, menu: QMenu, where: QPoint, place: Place) -> None:
        """Lead from what is selected, or else is under the pointer, to its bytes."""
        at = (place, QPointF(self._view.viewport().mapFromGlobal(where)))
        if (found := self._tracing.chosen(at)) is not None:
            menu.addAction(
                self.tr("Show where this came from"), partial(self._tracing.asked.emit, *found)
            )

    def _copied(self, text: str, place: Place, action: Action) -> None:
        QGuiApplication.clipboard().setText(copying.whole(text))
        self._marks.tick((self._view.page.rows[place.row].blocks[place.block], action))
