"""One turn as blocks: the same for an answer that streams in and for one that was stored.

Needs no window. `apply` takes stream events at a cost that does not depend on what is there;
`refresh`, called once a frame, brings `blocks` up to date and says from where on they changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias, TypeVar

from gemini_desktop.core import usage as totals
from gemini_desktop.core.events import (
    Citation,
    Content,
    ErrorReported,
    FunctionCall,
    InteractionFinished,
    InteractionStarted,
    Media,
    Metadata,
    StatusChanged,
    StepDelta,
    StepStarted,
    StepStopped,
    StreamEvent,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolCall,
    ToolResult,
    Unknown,
    UnknownContent,
    Usage,
    UsageReported,
)
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.chat import wording
from gemini_desktop.ui.chat.turns import cards, raw
from gemini_desktop.ui.chat.turns.blocks import (
    ONLY,
    Block,
    Ending,
    Header,
    Picture,
    Status,
    Variant,
)
from gemini_desktop.ui.chat.turns.candidates import Candidates
from gemini_desktop.ui.chat.turns.card_section import CardSection
from gemini_desktop.ui.chat.turns.cards import CallSection
from gemini_desktop.ui.chat.turns.citations import Citations
from gemini_desktop.ui.chat.turns.files import FileSection
from gemini_desktop.ui.chat.turns.joining import Joined
from gemini_desktop.ui.chat.turns.next_steps import can_ask_again, next_steps
from gemini_desktop.ui.chat.turns.origins import Origins
from gemini_desktop.ui.chat.turns.prompt_blocks import PromptBlocks
from gemini_desktop.ui.chat.turns.sections import Section, TextSection, ThoughtSection

_LARGE, _TENTH = 200_000, 100_000
"""Bytes of an event from which on their number is told, in steps of a tenth of a megabyte."""

_Run = TypeVar("_Run", bound=TextSection)


class AnswerBlocks:
    """The blocks of one answer."""

    def __init__(self, turn: Turn, *, live: bool) -> None:
        self.turn = turn
        self.live = live
        self.held = self._was_held = False
        """Between two attempts."""
        self._header, self._trailer = Section(), Section()
        self._joined = Joined(self._header, self._trailer)
        self._named: tuple[str, int, bool] | None = None
        self._name(turn.model)
        self._candidates = Candidates()
        self._candidate_of: dict[int, int] = {}
        self._thoughts: set[int] = set()
        self._open: dict[int, Section] = {}
        self._origins = Origins()
        self._citations = Citations()
        self._arriving = 0
        self._unknown: Counter[str] = Counter()
        self._usage: Usage | None = turn.usage
        self._first_ns: int | None = None
        self._last_ns: int | None = None
        self._variant = ONLY
        self._is_last = True
        self._stale = True

    @property
    def blocks(self) -> list[Block]:
        """What is shown, as of the last `refresh`."""
        return self._joined.blocks

    # --- taking events ---------------------------------------------------------------------------

    def apply(self, event: StreamEvent, t_ns: int | None = None) -> None:
        """Take one event in. `t_ns` is the time of the read that completed it."""
        self._stale = True
        if t_ns is not None:
            self._first_ns = t_ns if self._first_ns is None else self._first_ns
            self._last_ns = t_ns
        match event:
            case StepDelta():
                self._content(event.index, event.content, t_ns)
            case StepStarted():
                self._origins.started(event)
                self._candidate_of[event.index] = event.candidate
                self._close(event.index)
                if event.kind == "thought":
                    self._thoughts.add(event.index)
            case StepStopped():
                self._origins.stopped(event.index)
                self._close(event.index, t_ns)
            case UsageReported():
                self._usage = totals.merged(self._usage, event.usage)
            case InteractionStarted():
                if event.model and not self.turn.model:
                    self._name(event.model)
            case Unknown():
                self._unknown[event.name] += 1
            case InteractionFinished() | StatusChanged() | ErrorReported():
                pass  # told by the outcome

    def arriving(self, count: int) -> bool:
        """So many bytes of an event have come that is not whole yet, a large picture as a rule.
        Whether that is to be shown."""
        tenths = count // _TENTH if count >= _LARGE else 0
        if tenths == self._arriving and self.held == self._was_held:
            return False
        self._arriving, self._was_held, self._stale = tenths, self.held, True
        return True

    def finish(self, turn: Turn) -> None:
        """The answer has ended; the turn says how."""
        self.turn = turn
        self.live = False
        self._usage = totals.merged(self._usage, turn.usage) if turn.usage else self._usage
        self._name(turn.model)
        for index in list(self._open):
            self._close(index)
        self._stale = True

    def _name(self, model: str) -> None:
        """Say who answers. A header that says the same already stays, and all below it with it."""
        named = (model, self.turn.created_unix_ns, self.turn.demo)
        if named != self._named:
            self._named = named
            self._header.replace(Header(*named))
            self._header.close()
            self._joined.touch()

    def set_last(self, *, last: bool) -> None:
        """Whether no other turn follows, so that the next step is still to be taken."""
        self._stale = self._stale or self._is_last != last
        self._is_last = last

    def set_variant(self, variant: Variant) -> None:
        """Say which of the answers at this place it is."""
        self._stale = self._stale or variant != self._variant
        self._variant = variant

    def toggle(self, key: str) -> None:
        """Fold or unfold what carries this key."""
        self._joined.touch()
        self._citations.fold(key)
        for section in self._candidates.all():
            if isinstance(section, ThoughtSection | CardSection) and section.key == key:
                section.fold(folded=not section.folded)
            elif isinstance(section, FileSection) and section.key == key:
                section.ask()
        self._stale = True

    def show_candidate(self, number: int) -> None:
        """Show one candidate alone, counted from 1, or all below each other (0)."""
        self._candidates.show(number)
        self._joined.arrange(self._candidates.shown())
        self._joined.touch()
        self._stale = True

    def hidden(self, key: str) -> Sequence[Block]:
        """The blocks of the thought or the card with this key, as long as it is folded."""
        for section in self._candidates.all():
            if (
                isinstance(section, ThoughtSection | CardSection)
                and section.key == key
                and section.folded
            ):
                return [*map(raw.source_of, section.whole)] if self.raw else section.whole
        return ()

    @property
    def raw(self) -> bool:
        """Whether the source is given instead of what it means."""
        return self._joined.raw

    def show_raw(self, *, raw: bool) -> None:
        """Give the source, or what it means."""
        self._joined.show_raw(raw=raw)
        self._stale = True

    @property
    def unfinished(self) -> bool:
        """Whether another `refresh` has more to show, without anything new having come."""
        return self._stale

    # --- giving blocks ---------------------------------------------------------------------------

    def refresh(self) -> int | None:
        """Bring `blocks` up to date; the first index that changed, None where none did."""
        if not self._stale:
            return None
        self._stale = False
        if self._citations.place():
            self._joined.touch()
        self._trail()
        first = self._joined.refresh()
        self._stale = self._joined.unfinished or self._citations.pending
        return first

    def _trail(self) -> None:
        """The blocks after all content; a status line that reads as before is the same object."""
        blocks, before = self._trailing(), self._trailer.blocks
        if len(blocks) == 1 == len(before) and _reads_alike(blocks[0], before[0]):
            return
        self._trailer.blocks = blocks
        self._trailer.changed_from = 0

    def _trailing(self) -> list[Block]:
        blocks: list[Block] = []
        if self._unknown:
            blocks.append(cards.unknown_events(self._unknown))
        blocks += self._citations.blocks()
        outcome = self.turn.outcome
        if not self.live and outcome is not None and _worth_saying(outcome):
            blocks.append(Ending(outcome, next_steps(self.turn) if self._is_last else ()))
        blocks.append(self._status())
        return blocks

    def _status(self) -> Status:
        usage = self._usage
        output = usage.output if usage else None
        ns = self.turn.elapsed_ns if self.turn.elapsed_ns is not None else self._last_ns
        seconds = None if ns is None else ns / 1e9
        rate = self.turn.tokens_per_s
        return Status(
            self.live,
            self._variant,
            usage.thoughts if usage else None,
            output,
            seconds,
            rate,
            waiting=self.live and self._last_ns is None and not self._arriving,
            held=self.live and self.held,
            arriving=self._arriving * _TENTH,
            has_capture=bool(self.turn.capture_id),
            has_prompt=can_ask_again(self.turn),
        )

    # --- content ---------------------------------------------------------------------------------

    def _content(self, index: int, content: Content, t_ns: int | None) -> None:
        match content:
            case Text():
                if content.text:
                    self._text(index, content)
            case ThoughtText():
                if content.text:
                    thought = self._running(index, ThoughtSection)
                    thought.append(content.text)
                    self._place(thought, index, content)
                    thought.seen_at(t_ns)
            case FunctionCall():
                call = self._call(index)
                call.append(content)
                self._place(call, index, content)
            case Media():
                self._media(index, content, t_ns)
            case ToolCall() | ToolResult() | UnknownContent():
                self._add(index, cards.of(content, self._key(index)), content)
            case Citation():
                self._citations.add(index, content)
            case ThoughtSignature() if index in self._thoughts:
                # A step that is only signed: that it was thought about is all there is to say.
                thought = self._running(index, ThoughtSection)
                thought.seen_at(t_ns)
                self._place(thought, index, content)
            case Metadata():
                self._citations.beside(content)
            case ThoughtSignature():
                self._origins.take(index, content, None)  # seen in the inspector; nothing to read

    def _text(self, index: int, content: Text) -> None:
        running = self._running(index, TextSection)
        running.append(content.text)
        if running.origin is None:
            self._place(running, index, content)
        else:
            running.origin.say(content.text)
        self._citations.text(index, running, content.text)

    def _media(self, index: int, media: Media, t_ns: int | None) -> None:
        if media.kind != "image":
            section = self._open.get(index)
            if not isinstance(section, FileSection) or not section.takes(media):
                section = FileSection(self._key(index))
                self._add(index, section)
            section.append(media)
            self._place(section, index, media)
        elif media.thought:
            thought = self._running(index, ThoughtSection)
            origin = self._origins.take(index, media, None)
            thought.show(Picture(media, "thought", origin=origin))
            thought.seen_at(t_ns)
        else:
            origin = self._origins.take(index, media, None)
            self._add(index, Section(Picture(media, origin=origin)))

    def _running(self, index: int, kind: type[_Run]) -> _Run:
        """The open run of this kind in the step, or a new one."""
        section = self._open.get(index)
        if type(section) is kind:
            return section
        new = kind(self._key(index))
        self._add(index, new)
        return new

    def _call(self, index: int) -> CallSection:
        """The call whose fragments come in this step."""
        section = self._open.get(index)
        if isinstance(section, CallSection):
            return section
        new = CallSection(self._key(index))
        self._add(index, new)
        return new

    def _place(self, section: Section, index: int, content: Content) -> None:
        """The section shows this, too."""
        origin = self._origins.take(index, content, section.origin)
        if section.origin is None or not isinstance(content, ThoughtSignature):
            section.origin = origin

    def _add(self, index: int, section: Section, content: Content | None = None) -> None:
        if content is not None:
            self._place(section, index, content)
        self._close(index)
        candidate = self._candidate_of.get(index, 0)
        self._candidates.add(candidate, section)
        self._open[index] = section
        if self._candidates.several:
            self._joined.arrange(self._candidates.shown())
        else:
            self._joined.add(section)

    def _close(self, index: int, t_ns: int | None = None) -> None:
        section = self._open.pop(index, None)
        if isinstance(section, ThoughtSection):
            section.seen_at(t_ns)
        if section is not None:
            section.close()

    def _key(self, index: int) -> str:
        return f"{index}.{self._candidates.count}"


def of_turn(turn: Turn) -> AnswerBlocks:
    """The blocks of an answer that was stored."""
    answer = AnswerBlocks(turn, live=True)
    times = {step.index: (step.started_ns, step.stopped_ns) for step in turn.steps}
    for event in turn.events():
        started, stopped = times.get(getattr(event, "index", -1), (None, None))
        answer.apply(event, stopped if isinstance(event, StepStopped) else started)
    answer.finish(turn)
    return answer


TurnBlocks: TypeAlias = AnswerBlocks | PromptBlocks


def _reads_alike(one: Block, other: Block) -> bool:
    return (
        isinstance(one, Status)
        and isinstance(other, Status)
        and one.live
        and other.live
        and one.variant == other.variant
        and wording.status(one) == wording.status(other)
    )


def _worth_saying(outcome: Outcome) -> bool:
    return outcome.kind != "complete" or outcome.message not in ("", "Complete.")
