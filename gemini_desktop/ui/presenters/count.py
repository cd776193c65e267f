"""How many tokens would be sent: estimated while somebody writes, counted when it is asked for.

An exact count sends the conversation to the server, as the prompt will be; so it is made only
where the user clicks for it, or has chosen to have it made whenever typing pauses.
"""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QTimer

from gemini_desktop.core.asking import token_estimate
from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.core.protocols import count_tokens
from gemini_desktop.core.transcript import Transcript, Turn, prompt
from gemini_desktop.ui.desk import Desk

_ESTIMATE_AFTER_MS = 150
_COUNT_AFTER_MS = 600


class CountPresenter(QObject):
    """At most one count is under way; what changes meanwhile makes its answer worthless."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._composer = desk.chat.composer
        self._number = self._composer.tokens
        self._asking: asyncio.Task[None] | None = None
        self._version = 0
        """Grows with each change of what would be sent."""
        self._counted = -1
        """The version that was counted last."""
        self._estimate_timer = self._timer(_ESTIMATE_AFTER_MS, self._estimate)
        self._count_timer = self._timer(_COUNT_AFTER_MS, self._pause)
        self._composer.edited.connect(self.refresh)
        desk.bridge.exchange_ended.connect(self.refresh)
        desk.when_shown.append(self.refresh)
        self._number.clicked.connect(self._on_click)
        self._number.way_chosen.connect(self._on_way)

    def refresh(self) -> None:
        """What would be sent may be another now."""
        self._version += 1
        self._estimate_timer.start()
        self._count_timer.start()

    def close(self) -> None:
        """Nothing is counted any more."""
        self._estimate_timer.stop()
        self._count_timer.stop()

    # --- estimating ------------------------------------------------------------------------------

    def _estimate(self) -> None:
        turns = self._turns()
        if turns is None:
            self._number.show_nothing()
            return
        self._number.set_asking(possible=self._possible, way=self._way)
        if self._counted != self._version:
            self._show_estimate(turns)

    def _show_estimate(self, turns: list[Turn], problem: str = "") -> None:
        instruction = self._desk.session.settings.options.system_instruction
        tokens, files = token_estimate.estimate(turns, instruction)
        words = [
            problem,
            self.tr(
                "An estimate of what would be sent, the conversation included: a token for four "
                "letters or one Chinese character, {} for a picture."
            ).format(token_estimate.PICTURE_TOKENS),
            self.tr("Sound, film and PDF are not in it.") if files else "",
            self._offer(),
        ]
        explained = "\n".join(word for word in words if word)
        self._number.show_count(tokens, exact=False, files=files, explained=explained)

    def _offer(self) -> str:
        if not self._possible:
            return self.tr("This API has no way to count beforehand.")
        if self._way == "never":
            return self.tr("The server is not asked; its menu changes that.")
        return self.tr(
            "Click to have {} count it: the conversation and this prompt go there, as they do "
            "when you send. The menu has more."
        ).format(self._host)

    # --- counting --------------------------------------------------------------------------------

    def _pause(self) -> None:
        if self._way == "typing" and self._possible:
            self._count()

    def _on_click(self) -> None:
        if self._way != "never" and self._possible:
            self._count()

    def _on_way(self, way: str) -> None:
        self._desk.session.change(count_tokens=way)
        self._counted = -1
        self.refresh()

    def _count(self) -> None:
        idle = self._asking is None or self._asking.done()
        if idle and self._desk.exchange is None and self._counted != self._version:
            self._asking = self._desk.spawn(self._ask(), "count tokens")

    async def _ask(self) -> None:
        version, turns = self._version, self._turns()
        if turns is None:
            return
        session = self._desk.session
        try:
            tokens = await session.counting.count(
                session.profile, Transcript(turns=turns), session.settings.options
            )
        except GeminiDesktopError as error:  # the estimate stands, and says why it does
            if version == self._version:
                problem = self.tr("It could not be counted: {}").format(error.failure.message)
                self._show_estimate(turns, problem)
            return
        if version == self._version:
            self._counted = version
            explained = self.tr("Counted by {}, the conversation included.").format(self._host)
            self._number.show_count(tokens, exact=True, explained=explained)
        elif self._way == "typing":
            self._count_timer.start()

    # --- inside ----------------------------------------------------------------------------------

    @property
    def _possible(self) -> bool:
        return count_tokens.can_count(self._desk.session.profile)

    @property
    def _way(self) -> str:
        return self._desk.session.settings.count_tokens

    @property
    def _host(self) -> str:
        profile = self._desk.session.profile
        if profile.demo:
            return self.tr("the demo")
        return urlsplit(profile.base_url).hostname or self.tr("the server")

    def _turns(self) -> list[Turn] | None:
        """What would be sent; None while there is nothing, or an answer comes in."""
        text, media = self._composer.content()
        if self._desk.exchange is not None or not (text.strip() or media):
            return None
        return [*self._desk.turns, prompt(text.strip(), media)]

    def _timer(self, milliseconds: int, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(slot)
        return timer
