"""Folding events into turns, at any time, from any order."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.events import (
    Citation,
    Content,
    ErrorReported,
    FunctionCall,
    InteractionFinished,
    InteractionStarted,
    Json,
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
    Unknown,
    UnknownContent,
    Usage,
    UsageReported,
)
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.core.turn_fold import TurnFold

PNG = Media(kind="image", mime_type="image/png", data="iVBORw0=")


def fold(*events: StreamEvent, turn: Turn | None = None) -> TurnFold:
    folded = TurnFold(turn)
    for number, event in enumerate(events):
        folded.apply(event, number)
    return folded


def delta(content: Content, index: int = 0, part: Json = None) -> StepDelta:
    return StepDelta(index=index, content=content, part=part)


OUTPUT = StepStarted(index=0, kind="model_output")


def test_neighbouring_text_is_joined_and_order_is_kept() -> None:
    (step,) = (
        fold(
            OUTPUT, delta(Text(text="a")), delta(Text(text="b")), delta(PNG), delta(Text(text="c"))
        )
        .turn()
        .steps
    )
    assert step.contents == [Text(text="ab"), PNG, Text(text="c")]
    assert step.text == "abc"


contents = st.one_of(
    st.builds(Text, text=st.text(max_size=3)),
    st.builds(ThoughtText, text=st.text(max_size=3)),
    st.builds(ThoughtSignature, signature=st.just("c2ln")),
    st.just(PNG),
    st.builds(FunctionCall, name=st.just("f"), arguments=st.text(max_size=3)),
    st.builds(Metadata, name=st.sampled_from("ab"), value=st.integers()),
    st.builds(UnknownContent, name=st.just("x"), value=st.integers()),
    st.builds(Citation, kind=st.just("web")),
)


@given(st.lists(st.tuples(st.integers(0, 2), contents, st.booleans()), max_size=20))
def test_looking_at_a_turn_changes_nothing(deltas: list[tuple[int, Content, bool]]) -> None:
    """A turn that is read after every event ends as one that is read once."""
    plain, watched = TurnFold(), TurnFold()
    for index, content, looks in deltas:
        event = delta(content, index, {"text": content.text} if isinstance(content, Text) else None)
        plain.apply(event)
        watched.apply(event)
        if looks:
            assert isinstance(watched.text, str)
    assert plain.turn() == watched.turn()
    again = TurnFold()
    for each in plain.turn().events():
        again.apply(each)
    bare = [msgspec.structs.replace(step, parts=[]) for step in plain.turn().steps]
    assert again.turn().steps == bare


def test_plain_parts_are_joined_signed_ones_stay_as_they_came() -> None:
    signed = {"text": "c", "thoughtSignature": "c2ln"}
    (step,) = (
        fold(
            OUTPUT,
            delta(Text(text="a"), part={"text": "a"}),
            delta(Text(text="b"), part={"text": "b"}),
            delta(Text(text="c"), part=signed),
            delta(Text(text="d"), part={"text": "d"}),
            delta(Text(text="e"), part={"text": "e", "thought": False}),
        )
        .turn()
        .steps
    )
    assert step.parts == [{"text": "ab"}, signed, {"text": "de"}]
    assert step.text == "abcde"


def test_fragments_of_a_call_are_one_call_also_across_a_signature() -> None:
    (step,) = (
        fold(
            StepStarted(index=0, kind="function_call"),
            delta(FunctionCall(id="1", name="f", arguments='{"a"')),
            delta(ThoughtSignature(signature="c2ln")),
            delta(FunctionCall(arguments=":1}")),
        )
        .turn()
        .steps
    )
    assert step.contents == [
        FunctionCall(id="1", name="f", arguments='{"a":1}'),
        ThoughtSignature(signature="c2ln"),
    ]
    assert (step.id, step.name) == ("1", "f")


def test_metadata_replaces_itself_but_pieces_add_up() -> None:
    (step,) = (
        fold(
            OUTPUT,
            delta(Metadata(name="a", value=1)),
            delta(Metadata(name="p", value=1, piece=True)),
            delta(Text(text="x")),
            delta(Metadata(name="a", value=2)),
            delta(Metadata(name="p", value=2, piece=True)),
        )
        .turn()
        .steps
    )
    assert step.contents == [
        Metadata(name="a", value=2),
        Metadata(name="p", value=1, piece=True),
        Text(text="x"),
        Metadata(name="p", value=2, piece=True),
    ]


def test_a_delta_without_a_start_is_not_lost() -> None:
    (step,) = fold(delta(Text(text="a"), 7)).turn().steps
    assert (step.index, step.kind, step.text) == (7, "model_output", "a")


def test_times_of_steps() -> None:
    (step,) = fold(OUTPUT, delta(Text(text="a")), StepStopped(index=0)).turn().steps
    assert (step.started_ns, step.stopped_ns) == (0, 2)


def test_a_turn_goes_on_where_it_stopped() -> None:
    stored = Turn(
        role="model",
        steps=[Step(index=0, kind="thought", contents=[ThoughtText(text="a")])],
    )
    said = fold(
        StepStarted(index=0, kind="thought"),
        delta(ThoughtText(text="b")),
        StepStarted(index=1, kind="model_output"),
        delta(Text(text="c"), 1),
        turn=stored,
    ).turn()
    assert said is stored
    assert (said.thought_text, said.text) == ("ab", "c")


def test_the_first_candidate_is_the_answer_and_the_users_input_is_not() -> None:
    said = fold(
        StepStarted(index=0, kind="user_input"),
        delta(Text(text="question")),
        StepStarted(index=1, kind="model_output", candidate=1),
        delta(Text(text="B"), 1),
        StepStarted(index=2, kind="model_output"),
        delta(Text(text="A"), 2),
    )
    assert said.text == "A"
    assert prompt("question").text == "question"


@pytest.mark.parametrize(
    ("content", "counts"),
    [
        (Text(text="a"), True),
        (Text(text=""), False),
        (ThoughtText(text="a"), True),
        (PNG, True),
        (FunctionCall(name="f"), True),
        (UnknownContent(name="x"), True),
        (ThoughtSignature(signature="c2ln"), False),
        (Metadata(name="safetyRatings", value=[]), False),
    ],
)
def test_what_counts_as_content(content: Content, *, counts: bool) -> None:
    folded = fold(OUTPUT, delta(content))
    assert folded.has_content is counts
    folded.turn()
    assert folded.has_content is counts
    assert not fold(OUTPUT).has_content


def test_totals_replace_each_other_field_by_field() -> None:
    usage = (
        fold(
            UsageReported(usage=Usage(input=1, total=1, raw={"a": 1})),
            UsageReported(usage=Usage(total=0, raw={"b": 2})),
            UsageReported(usage=Usage(raw="odd")),
        )
        .turn()
        .usage
    )
    assert usage == Usage(input=1, total=0, raw="odd")


def test_names_status_and_tokens() -> None:
    folded = fold(
        InteractionStarted(id="v1", status="in_progress"),
        InteractionStarted(model="m"),
        StatusChanged(status="working", continuation_token="one"),
    )
    turn = folded.turn()
    assert (turn.interaction_id, turn.model, folded.status) == ("v1", "m", "working")
    assert turn.continuation_token == "one"
    folded.apply(InteractionFinished(reason="STOP", candidate=1))
    assert turn.continuation_token == "one"
    folded.apply(InteractionFinished(reason="CONTINUATION", continuation_token="two"))
    assert turn.continuation_token == "two"
    folded.apply(InteractionFinished(reason="STOP"))
    assert turn.continuation_token == ""
    assert turn.finish == {"1": "STOP", "0": "STOP"}
    folded.apply(ErrorReported(message="no"))
    folded.apply(Unknown(name="x"))
    assert ([e.message for e in folded.errors], [u.name for u in folded.unknown]) == (["no"], ["x"])


def test_a_long_answer_costs_its_length() -> None:
    folded = TurnFold()
    piece = Text(text="x" * 10)
    for _ in range(200_000):
        folded.apply(StepDelta(index=0, content=piece))
    assert len(folded.text) == 2_000_000
