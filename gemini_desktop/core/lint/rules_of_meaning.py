"""The rules on what an answer says, by protocol."""

from __future__ import annotations

from gemini_desktop.core.lint.rule import Rule

_GENERATE = "Gemini API reference: GenerateContentResponse"
_CANDIDATE = "Gemini API reference: Candidate"
_PART = "Gemini API reference: Part"
_INTERACTIONS = "Interactions API, Streaming: order and names of the events"
_OPENAI = "OpenAI's API reference: the chat completion chunk object"

GEN = (
    Rule(
        id="GEN01",
        title="No finishReason at the end",
        severity="error",
        why="Without it nobody can tell a whole answer from one that was cut off.",
        where=_CANDIDATE + ".finishReason",
    ),
    Rule(
        id="GEN02",
        title="The answer went on after it had finished",
        severity="warning",
        why="Clients stop at the finishReason, so the rest is lost to them.",
        where=_CANDIDATE + ".finishReason",
    ),
    Rule(
        id="GEN03",
        title="A gap in the candidates' indexes",
        severity="warning",
        why="Candidates count from 0. A client that makes a list of them fails, or mixes them up.",
        where=_CANDIDATE + ".index",
    ),
    Rule(
        id="GEN04",
        title="A candidate's index is no number",
        severity="warning",
        why="It is taken for 0, so two answers may be mixed.",
        where=_CANDIDATE + ".index",
    ),
    Rule(
        id="GEN05",
        title="A field is no list though it should be",
        severity="warning",
        why="Typed clients refuse the event.",
        where=_GENERATE + ", candidates; Content, parts",
    ),
    Rule(
        id="GEN06",
        title="An event says nothing",
        severity="info",
        why="It has neither content nor an end nor usage; clients that take the first candidate "
        "fail on it.",
        where=_GENERATE,
    ),
    Rule(
        id="GEN07",
        title="The prompt was blocked and answered",
        severity="warning",
        why="promptFeedback.blockReason says that there is no answer, and yet there are "
        "candidates: a client shows one or the other.",
        where="Gemini API reference: PromptFeedback",
    ),
    Rule(
        id="GEN08",
        title="responseId changed",
        severity="warning",
        why="All chunks of one answer have the same id; two answers may have been mixed.",
        where=_GENERATE + ".responseId",
    ),
    Rule(
        id="GEN09",
        title="modelVersion changed",
        severity="warning",
        why="One answer comes from one model; a gateway may have switched in the middle.",
        where=_GENERATE + ".modelVersion",
    ),
    Rule(
        id="GEN10",
        title="Unknown finishReason",
        severity="warning",
        why="A client that does not know the reason cannot tell whether the answer is whole.",
        where="Gemini API reference: FinishReason",
    ),
    Rule(
        id="GEN11",
        title="A part or field of an unknown kind",
        severity="warning",
        why="What it says is kept and not shown; other clients may drop it.",
        where=_PART,
    ),
    Rule(
        id="GEN12",
        title="Unknown field of a response",
        severity="info",
        why="Typed clients may refuse the whole event; Google's own does for sdkHttpResponse.",
        where=_GENERATE,
    ),
    Rule(
        id="GEN13",
        title="An empty part",
        severity="info",
        why="A part without any field must not be sent back: a history with one is refused.",
        where=_PART,
    ),
    Rule(
        id="GEN14",
        title="Media data are not base64",
        severity="error",
        why="The picture or sound cannot be decoded.",
        where="Gemini API reference: Blob.data; RFC 4648, section 4",
    ),
    Rule(
        id="GEN15",
        title="Media are not what their type says",
        severity="warning",
        why="A client that trusts the MIME type cannot show it.",
        where="Gemini API reference: Blob.mimeType",
    ),
    Rule(
        id="GEN16",
        title="A picture is too large to show",
        severity="info",
        why="A few kilobytes can unfold to gigabytes of pixels. It can be saved.",
        where="This program's limit of 64 million pixels",
    ),
    Rule(
        id="GEN17",
        title="A candidate finished twice",
        severity="warning",
        why="Which of the reasons counts depends on the client.",
        where=_CANDIDATE + ".finishReason",
    ),
    Rule(
        id="GEN18",
        title="The model stopped early",
        severity="info",
        why="The answer is whole on the wire, and not in what it says.",
        where="Gemini API reference: FinishReason",
    ),
    Rule(
        id="GEN19",
        title="[DONE] in a generateContent stream",
        severity="info",
        why="Google ends the stream by closing it. Google's own client fails on this mark, which "
        "is no JSON.",
        where="Gemini API reference: streamGenerateContent",
    ),
)

INT = (
    Rule(
        id="INT01",
        title="A step's event came before its start or after its end",
        severity="error",
        why="A client knows no such step and drops the event.",
        where=_INTERACTIONS,
    ),
    Rule(
        id="INT02",
        title="A step was started twice",
        severity="warning",
        why="A client overwrites what the first one said.",
        where=_INTERACTIONS,
    ),
    Rule(
        id="INT03",
        title="Two names for one event",
        severity="warning",
        why="Its line and its JSON say different things: clients go by one or the other.",
        where=_INTERACTIONS,
    ),
    Rule(
        id="INT04",
        title="No interaction.completed",
        severity="error",
        why="Without it nobody can tell a whole interaction from one that was cut off.",
        where=_INTERACTIONS,
    ),
    Rule(
        id="INT05",
        title="A gap in the event ids",
        severity="warning",
        why="An event may have been lost between the two.",
        where="Interactions API, Streaming: event_id and last_event_id",
    ),
    Rule(
        id="INT06",
        title="Unknown event",
        severity="warning",
        why="What it says is kept and not shown; other clients may fail on it.",
        where=_INTERACTIONS,
    ),
    Rule(
        id="INT07",
        title="A step, delta or field of an unknown kind",
        severity="warning",
        why="What it says is kept and not shown; other clients may drop it.",
        where="Interactions API reference: Step, Delta",
    ),
    Rule(
        id="INT08",
        title="A delta or content without type",
        severity="warning",
        why="Google's own client guesses wrong: it takes a text for arguments, and a thought for "
        "a sound.",
        where="Interactions API reference: Delta.type, Content.type",
    ),
    Rule(
        id="INT09",
        title="The older names of the events",
        severity="warning",
        why="Since June 2026 events are called step.* and interaction.created; present clients "
        "pass over the older ones.",
        where="Interactions API: Breaking changes, May 2026",
    ),
    Rule(
        id="INT10",
        title="Unknown status",
        severity="warning",
        why="A client cannot tell whether to wait, to answer or to stop.",
        where="Interactions API reference: Interaction.status",
    ),
    Rule(
        id="INT11",
        title="A step was never stopped",
        severity="warning",
        why="A client that waits for step.stop never uses what the step said.",
        where=_INTERACTIONS,
    ),
    Rule(
        id="INT12",
        title="A step's index was skipped",
        severity="warning",
        why="Steps count from 0; a client that makes a list of them fails.",
        where=_INTERACTIONS,
    ),
    Rule(
        id="INT13",
        title="An event id came twice",
        severity="warning",
        why="A client that resumes after this id gets events again, or loses some.",
        where="Interactions API, Streaming: event_id and last_event_id",
    ),
    Rule(
        id="INT14",
        title="A call's arguments are not JSON",
        severity="error",
        why="The pieces of the arguments do not add up to an object: the call cannot be made.",
        where="Interactions API reference: ArgumentsDelta",
    ),
    Rule(
        id="INT15",
        title="The interaction's id changed",
        severity="warning",
        why="Two interactions may have been mixed; resuming asks for the wrong one.",
        where="Interactions API reference: Interaction.id",
    ),
    Rule(
        id="INT16",
        title="No token to continue with",
        severity="error",
        why="The interaction says requires_continuation and gives no continuation_token: what is "
        "left cannot be asked for.",
        where="Gemini API: Long decode, continuation",
    ),
)

OAI = (
    Rule(
        id="OAI01",
        title="No [DONE] at the end",
        severity="warning",
        why="A client that waits for the mark hangs until its timeout, or takes the answer for a "
        "cut one.",
        where="OpenAI's API reference: streaming ends with data: [DONE]",
    ),
    Rule(
        id="OAI02",
        title="A gap in the tool calls' indexes",
        severity="warning",
        why="Calls count from 0; a client that makes a list of them fails.",
        where=_OPENAI + ", tool_calls.index",
    ),
    Rule(
        id="OAI03",
        title="Two tool calls have the same id",
        severity="warning",
        why="The results cannot be told apart: the second answers the first.",
        where=_OPENAI + ", tool_calls.id",
    ),
    Rule(
        id="OAI04",
        title="No finish_reason at the end",
        severity="error",
        why="Without it nobody can tell a whole answer from one that was cut off.",
        where=_OPENAI + ", finish_reason",
    ),
    Rule(
        id="OAI05",
        title="The role changed",
        severity="warning",
        why="All deltas of a choice are the assistant's. Clients that append the role, or start a "
        "new message, go wrong.",
        where=_OPENAI + ", delta.role",
    ),
    Rule(
        id="OAI06",
        title="No choices and no usage",
        severity="warning",
        why="Only the usage comes without choices; clients that take the first choice fail.",
        where=_OPENAI + ", choices",
    ),
    Rule(
        id="OAI07",
        title="A tool call's arguments are not JSON",
        severity="error",
        why="The pieces of the arguments do not add up to JSON: the call cannot be made.",
        where=_OPENAI + ", tool_calls.function.arguments",
    ),
    Rule(
        id="OAI08",
        title="The id of the completion changed",
        severity="warning",
        why="All chunks of one answer have the same id; two answers may have been mixed.",
        where=_OPENAI + ", id",
    ),
    Rule(
        id="OAI09",
        title="Unknown field",
        severity="info",
        why="What it says is kept and not shown; other clients drop it.",
        where=_OPENAI,
    ),
    Rule(
        id="OAI10",
        title="Unknown finish_reason",
        severity="warning",
        why="A client that does not know the reason cannot tell whether the answer is whole.",
        where=_OPENAI + ", finish_reason",
    ),
    Rule(
        id="OAI11",
        title="A piece of a tool call belongs to none",
        severity="error",
        why="It has neither index nor id nor name, and no call is open: its arguments are lost.",
        where=_OPENAI + ", tool_calls.index",
    ),
)
