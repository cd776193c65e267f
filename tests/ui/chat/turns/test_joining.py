"""Sections joined into one list of blocks: right after every change, and cheap after many."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_desktop.core.events import FunctionCall, StepDelta, StepStarted, StepStopped
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.chat.turns.blocks import Block, Heading
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks
from gemini_desktop.ui.chat.turns.joining import Joined
from gemini_desktop.ui.chat.turns.sections import Section, TextSection


class Counted(Section):
    """Counts how often it is looked at."""

    def __init__(self, name: str) -> None:
        super().__init__(Heading(name))
        self.looks = 0

    def refresh(self) -> None:
        self.looks += 1


def ends() -> tuple[Section, Section]:
    first = Section(Heading("first"))
    first.close()
    return first, Section(Heading("last"))


def words(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Heading)]


def test_sections_stand_between_the_first_and_the_last() -> None:
    joined = Joined(*ends())
    assert joined.refresh() == 0
    joined.add(Section(Heading("a")))
    joined.add(Section(Heading("b")))
    assert joined.refresh() == 1
    assert words(joined.blocks) == ["first", "a", "b", "last"]


def test_nothing_new_is_told_as_such() -> None:
    joined = Joined(*ends())
    joined.refresh()
    assert joined.refresh() is None


def test_only_what_changed_and_what_follows_is_new() -> None:
    first, last = ends()
    joined = Joined(first, last)
    sections = [Section(Heading(name)) for name in "abc"]
    for section in sections:
        joined.add(section)
    joined.refresh()
    before = list(joined.blocks)
    sections[1].replace(Heading("B"))
    assert joined.refresh() == 2
    assert words(joined.blocks) == ["first", "a", "B", "c", "last"]
    assert joined.blocks[:2] == before[:2]
    assert joined.blocks[3:] == before[3:]


def test_a_change_of_the_last_alone_keeps_all_before_it() -> None:
    first, last = ends()
    joined = Joined(first, last)
    joined.add(Section(Heading("a")))
    joined.refresh()
    last.replace(Heading("end"))
    assert joined.refresh() == 2
    assert words(joined.blocks) == ["first", "a", "end"]


def test_another_order_is_taken_over_from_where_it_differs() -> None:
    first, last = ends()
    joined = Joined(first, last)
    a, b, c = (Section(Heading(name)) for name in "abc")
    joined.arrange([a, b])
    joined.refresh()
    joined.arrange([a, c, b])
    assert joined.refresh() == 2
    assert words(joined.blocks) == ["first", "a", "c", "b", "last"]


def test_closed_sections_are_not_looked_at_again() -> None:
    joined = Joined(*ends())
    sections = [Counted(str(number)) for number in range(50)]
    for section in sections:
        joined.add(section)
        joined.refresh()
        section.close()
    for section in sections:
        section.looks = 0
    for _ in range(20):
        joined.refresh()
    assert sum(section.looks for section in sections) <= 2


def test_touching_looks_at_all_of_them_again() -> None:
    joined = Joined(*ends())
    section = Section(Heading("a"))
    joined.add(section)
    section.close()
    joined.refresh()
    joined.refresh()
    section.replace(Heading("A"))
    joined.touch()
    assert joined.refresh() == 1
    assert words(joined.blocks) == ["first", "A", "last"]


def test_a_closed_text_with_more_to_cut_is_not_passed_over() -> None:
    first, last = ends()
    joined = Joined(first, last)
    text = TextSection("0")
    joined.add(text)
    source = "".join(f"Paragraph {n} of a long answer.\n\n" for n in range(20_000))
    text.append(source)
    text.close()
    for _ in range(1_000):
        joined.refresh()
        if not joined.unfinished:
            break
    shown = "".join(s.segment.source for s in joined.blocks if hasattr(s, "segment"))
    assert shown == source
    assert joined.blocks[-1] is last.blocks[0]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_whatever_happens_the_blocks_are_those_of_the_sections(seed: int) -> None:
    chance = random.Random(seed)
    first, last = ends()
    joined, sections = Joined(first, last), [first, last]
    for step in range(60):
        match chance.randrange(6):
            case 0 | 1:
                sections.insert(-1, Section(Heading(str(step))))
                joined.add(sections[-2])
            case 2:
                chance.choice(sections[:-1]).close()
            case 3:
                section = chance.choice(sections)
                section.replace(Heading(f"again {step}"))
                joined.touch()
            case 4:
                middle = sections[1:-1]
                chance.shuffle(middle)
                sections = [first, *middle, last]
                joined.arrange(middle)
            case _:
                before = list(joined.blocks)
                changed = joined.refresh()
                now = [block for section in sections for block in section.blocks]
                assert joined.blocks == now
                assert before[:changed] == now[:changed]


@pytest.mark.parametrize("calls", [50, 3_000])
def test_one_more_call_changes_the_end_alone(calls: int) -> None:
    answer = AnswerBlocks(Turn(role="model"), live=True)
    for index in range(calls):
        answer.apply(StepStarted(index=index, kind="function_call"))
        call = FunctionCall(id=f"c{index}", name="f", arguments="{}")
        answer.apply(StepDelta(index=index, content=call))
        answer.apply(StepStopped(index=index))
    answer.refresh()
    answer.refresh()
    answer.apply(StepStarted(index=calls, kind="function_call"))
    answer.apply(StepDelta(index=calls, content=FunctionCall(name="g", arguments="{}")))
    assert answer.refresh() == calls + 1
    assert len(answer.blocks) == calls + 3
