"""Replay: the capture that the inspector shows is played again, and all panes follow.

What is played goes the way of a live answer, over the bridge; but nothing is stored, and no
conversation changes. Leaving shows the conversation again, as the library has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from gemini_desktop.core.asking.asked import asked_in
from gemini_desktop.core.capture import Capture, RetryScheduled
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.session.replaying import AsItStood, request_of
from gemini_desktop.session.workspace import Conversation
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.inspector.replay.bar import Moment
from gemini_desktop.ui.inspector.replay.reel import Reel

if TYPE_CHECKING:
    from gemini_desktop.core.replay.player import Played, Player
    from gemini_desktop.session.live import CaptureSource


_MOST_HIDDEN_MS = 600


class ReplayPresenter(QObject):
    """Begins when the bar is used first; ends when it is left, or something else is shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._stood: AsItStood | None = None
        self._inspected: object = None
        """What the inspector's pages show: this, or another source."""
        self._answer = Turn(role="model")
        self._before = 0
        self._title = ""
        self._kept: list[Turn] = []
        self._show_newest = self._waits = False
        self._chosen = -1
        self._reel = reel = Reel(self)
        self._hidden = QTimer(self)
        self._hidden.setSingleShot(True)
        self._hidden.setInterval(_MOST_HIDDEN_MS)
        self._hidden.timeout.connect(self._show_way)
        self._bar = bar = desk.inspector.pages.replay
        bar.take_keys_of(desk.inspector)
        bar.play_asked.connect(self._on_play)
        bar.step_asked.connect(self._on_step)
        bar.end_asked.connect(self._on_end)
        bar.sought.connect(self._on_sought)
        bar.pace.changed.connect(self._on_pace)
        bar.leave_asked.connect(self.leave)
        bar.shown.connect(self._on_shown)
        desk.chat.replay_strip.leave_asked.connect(self.leave)
        desk.window.commands.replay.triggered.connect(self._on_command)
        desk.when_shown.append(self._forget)
        reel.restarted.connect(self._on_restarted)
        reel.fed.connect(self._on_fed)
        reel.moved.connect(self._on_moved)
        reel.finished.connect(self._on_finished)

    @property
    def active(self) -> bool:
        """Whether the panes show a replay."""
        return self._stood is not None

    @property
    def playing(self) -> bool:
        """Whether time passes."""
        return self._reel.playing

    @property
    def busy(self) -> bool:
        """Whether what was asked for is not shown yet."""
        return self._reel.busy

    def stop(self) -> None:
        """The window closes."""
        self._reel.stop()

    # --- what the user does -----------------------------------------------------------------------

    def _on_play(self) -> None:
        if self._reel.playing:
            self._reel.pause()
        elif self._enter():
            self._show_newest = False
            self._desk.inspector.follow_newest()
            self._reel.play()

    def _on_command(self) -> None:
        """From the menu, or by its key: what the inspector shows, which comes into sight."""
        if not self._bar.play.isEnabled():
            self._desk.say("There is no recorded answer in the inspector to play again.")
            return
        self._desk.window.show_inspector()
        self._on_play()

    def _on_step(self, back: bool) -> None:
        if not self._enter():
            return
        self._reel.pause()
        self._show_newest = True
        step = self._bar.pace.step
        self._reel.ask(lambda player: player.step(step, back=back))

    def _on_end(self, start: bool) -> None:
        if self._enter():
            self._reel.pause()
            from gemini_desktop.core.replay.player import Player

            self._reel.ask(Player.to_start if start else Player.to_end)

    def _on_sought(self, share: float) -> None:
        if self._enter():
            self._reel.ask(lambda player: player.seek(round(share * player.score.duration_ns)))

    def _on_pace(self) -> None:
        pace = self._bar.pace
        self._reel.set_speed(pace.speed)
        self._reel.skip_waits = pace.skip_waits

    # --- beginning and ending ---------------------------------------------------------------------

    def _enter(self) -> bool:
        """Begin, where that is not done; False where there is nothing to play."""
        desk = self._desk
        source = desk.inspector.source
        if self.active or source is None:
            return self.active
        self._kept, self._title = list(desk.path), desk.title
        self._show_newest = False
        before, self._answer = self._stage(source)
        self._stood = AsItStood(source)
        self._chosen = desk.inspector.table.chosen_event()
        desk.begin_replay()
        if before is not None:
            desk.chat.show_conversation(before)
            self._before = len(before)
        chat = desk.chat
        focus = QApplication.focusWidget()
        chat.ask_for_results(None)
        chat.replay_strip.enter([chat.composer])
        self._bar.set_replaying(replaying=True)
        if focus is None or not desk.inspector.isAncestorOf(focus):
            # Its box may be gone by now; the next in the order of tabs would be any button.
            self._bar.play.setFocus(Qt.FocusReason.OtherFocusReason)
        self._reel.load(source)
        if not self._reel.loaded:
            self._bar.show_moment(self._bar.moment._replace(remark=self.tr("reading…")))
        return True

    def _stage(self, source: CaptureSource) -> tuple[list[Turn] | None, Turn]:
        """The turns to show above, None for those that are there; and who answers below them."""
        turn = self._desk.turn_of(source)
        if turn is not None:
            self._before = next(n for n, each in enumerate(self._kept) if each is turn)
            return None, turn
        request = request_of(source.records())
        asked = asked_in(Capture(records=(request,))) if request is not None else ""
        model = request.model if request is not None else ""
        unix_ns = request.unix_ns if request is not None else 0
        answer = Turn(role="model", model=model, created_unix_ns=unix_ns)
        return ([prompt(asked)] if asked else []), answer

    def leave(self) -> None:
        """Show the conversation again, and the whole capture."""
        if self.active:
            self._desk.spawn(self._restore(), "leave the replay")

    async def _restore(self) -> None:
        desk, stood = self._desk, self._stood
        if stood is None:
            return
        conversation = Conversation(id="", title=self._title, turns=self._kept)
        if desk.conversation_id:
            conversation = await desk.session.chats.load(desk.conversation_id)
        if self._stood is not stood:
            return  # something else is shown by now
        inspected = self._inspected is stood
        desk.show(conversation, inspect=False)
        if inspected:
            desk.inspector.show_here(stood.whole)
        focus = QApplication.focusWidget()
        if focus is None or not focus.isVisible():
            desk.window.focus_prompt()

    def _forget(self) -> None:
        """End the replay; whoever calls shows something else."""
        if not self.active:
            return
        self._reel.stop()
        self._show_way()
        self._stood = None
        self._desk.replaying = False
        self._desk.chat.replay_strip.leave()
        self._bar.set_replaying(replaying=False)
        self._bar.set_playing(playing=False)

    def _on_shown(self, source: object) -> None:
        """The inspector shows something else. If the chat does so too, that ends the replay, and it
        is told next; else the chat shows its conversation again."""
        self._inspected = source
        if self.active and source is not self._stood:
            self._reel.stop()
            QTimer.singleShot(0, self, self.leave)

    # --- what is played ---------------------------------------------------------------------------

    def _on_restarted(self) -> None:
        desk, stood = self._desk, self._stood
        if stood is None:
            return
        if (chosen := desk.inspector.table.chosen_event()) >= 0:
            self._chosen = chosen
        if self._reel.busy:
            self._hide_way()
        self._waits = False
        from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks

        stood.begin()
        desk.inspector.replay(stood.whole, stood)
        turn = msgspec.structs.replace(
            self._answer, steps=[], usage=None, finish={}, outcome=None, id="",
            continuation_token="", first_token_ns=None, elapsed_ns=None,
        )  # fmt: skip
        desk.chat.replay(self._before, AnswerBlocks(turn, live=True))

    def _on_fed(self, parts: Sequence[Played]) -> None:
        stood, bridge = self._stood, self._desk.bridge
        if stood is None:
            return
        for played in parts:
            stood.take(played)
            if played.record is not None:
                self._waits = isinstance(played.record, RetryScheduled)
                bridge.record(played.record)
            for chunk in played.chunks:
                bridge.chunk(chunk)
        if not self._reel.playing:
            bridge.flush()  # what was asked for is there at once, and nothing between is seen
            self._choose()

    def _choose(self) -> None:
        """While one steps, the event that came last is looked at; else what was before."""
        inspector = self._desk.inspector
        known = len(inspector.model.columns)
        event = known - 1 if self._show_newest else self._chosen
        if 0 <= event < known and not self._reel.busy:
            inspector.select_event(event)

    def _hide_way(self) -> None:
        """Paint nothing of what runs past on the way back, but not for too long."""
        if not self._hidden.isActive():
            self._hidden.start()
            for pane in (self._desk.inspector.pages, self._desk.chat.view):
                pane.setUpdatesEnabled(False)

    def _show_way(self) -> None:
        self._hidden.stop()
        for pane in (self._desk.inspector.pages, self._desk.chat.view):
            pane.setUpdatesEnabled(True)

    def _on_moved(self) -> None:
        player = self._reel.player
        if not self._reel.busy:
            self._show_way()
        if player is None or not self.active:
            return
        self._bar.show_moment(
            Moment(
                self._reel.now_ns,
                player.score.duration_ns,
                player.position.chunks,
                player.score.events,
                self._remark(player),
                timed=player.score.timed,
            )
        )
        self._bar.set_playing(playing=self._reel.playing)

    def _remark(self, player: Player) -> str:
        if player.skipped_ns:
            return self.tr("{} s skipped").format(round(player.skipped_ns / 1e9))
        if self._waits:
            return self.tr("waits to retry")
        return "" if player.score.timed else self.tr("no times")

    def _on_finished(self, turn: Turn) -> None:
        if not self.active:
            return
        stored = self._answer
        turn.created_unix_ns, turn.profile, turn.demo = (
            stored.created_unix_ns, stored.profile, stored.demo,
        )  # fmt: skip
        turn.model = turn.model or stored.model
        self._desk.bridge.end(turn)
        self._choose()
