"""What the context menu offers for a turn: all that its tools do, in words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu

from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.chat.hands.actions import Action, CopyAnswer, CopyPrompt
from gemini_desktop.ui.chat.hands.turn_actions import Continue, Delete, Edit, Inspect, Retry, Switch
from gemini_desktop.ui.chat.page import Place, Row
from gemini_desktop.ui.chat.scrolled_page import ScrolledPage
from gemini_desktop.ui.chat.turns.next_steps import can_ask_again, can_edit, can_go_on


class TurnMenu:
    """Fills the menu of one view."""

    def __init__(self, view: ScrolledPage, act: Callable[[Place, Action], None]) -> None:
        self._view = view
        self._act = act

    def fill(self, menu: QMenu, place: Place) -> None:
        """Add what can be done with the turn at this place."""
        row = self._view.page.rows[place.row]
        menu.addSeparator()
        for words, action in _of_prompt(row.turn) if row.turn.role == "user" else _of_answer(row):
            menu.addAction(words, partial(self._act, place, action))
        variant = self._view.page.variant(row.shown_turn.id)
        if variant.count > 1:
            menu.addSeparator()
            before = menu.addAction(_tr("Previous variant"), partial(self._act, place, Switch(-1)))
            before.setEnabled(variant.number > 1)
            after = menu.addAction(_tr("Next variant"), partial(self._act, place, Switch(1)))
            after.setEnabled(variant.number < variant.count)
        menu.addSeparator()
        menu.addAction(_tr("Delete"), partial(self._act, place, Delete()))


def _of_prompt(turn: Turn) -> list[tuple[str, Action]]:
    entries: list[tuple[str, Action]] = [(_tr("Copy prompt"), CopyPrompt())]
    if can_edit(turn):
        entries.append((_tr("Edit and send again"), Edit()))
    return entries


def _of_answer(row: Row) -> list[tuple[str, Action]]:
    turn = row.shown_turn
    entries: list[tuple[str, Action]] = [(_tr("Copy answer"), CopyAnswer())]
    if can_ask_again(turn):
        entries.append((_tr("Ask for another answer"), Retry()))
    if can_go_on(turn):
        entries.append((_tr("Continue this answer"), Continue()))
    if turn.capture_id:
        entries.append((_tr("Open in inspector"), Inspect()))
    return entries


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)
