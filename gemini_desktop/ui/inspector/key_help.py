"""What the keys of the three APIs mean, for who rests the mouse on one in the JSON tree."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_CONTEXT = "KeyHelp"
_HELP: dict[str, str] = {
    "candidates": QT_TRANSLATE_NOOP(
        "KeyHelp", "The answers to one prompt, side by side; usually there is one."
    ),
    "content": QT_TRANSLATE_NOOP("KeyHelp", "What was said: a role, and the parts of it."),
    "parts": QT_TRANSLATE_NOOP(
        "KeyHelp", "Pieces of one message in their order: text, a picture, a function call."
    ),
    "role": QT_TRANSLATE_NOOP("KeyHelp", "Who speaks: user or model (assistant elsewhere)."),
    "text": QT_TRANSLATE_NOOP("KeyHelp", "A piece of text; it goes on where the last one ended."),
    "thought": QT_TRANSLATE_NOOP("KeyHelp", "True where the part is a thought, not the answer."),
    "thoughtSignature": QT_TRANSLATE_NOOP(
        "KeyHelp", "A sealed copy of the thoughts; it must go back with the next turn, unchanged."
    ),
    "inlineData": QT_TRANSLATE_NOOP("KeyHelp", "Bytes in the answer itself, as base64."),
    "functionCall": QT_TRANSLATE_NOOP(
        "KeyHelp", "A function that the model asks the client to call, with its arguments."
    ),
    "finishReason": QT_TRANSLATE_NOOP(
        "KeyHelp",
        "Why the answer ended: STOP is a plain end, MAX_TOKENS the limit, SAFETY a block; "
        "none yet while it goes on.",
    ),
    "safetyRatings": QT_TRANSLATE_NOOP("KeyHelp", "How likely harm of each kind was rated."),
    "groundingMetadata": QT_TRANSLATE_NOOP("KeyHelp", "The searches and sources of the answer."),
    "promptFeedback": QT_TRANSLATE_NOOP("KeyHelp", "Whether the prompt itself was blocked."),
    "usageMetadata": QT_TRANSLATE_NOOP("KeyHelp", "What was counted so far, in tokens."),
    "promptTokenCount": QT_TRANSLATE_NOOP("KeyHelp", "Tokens of the prompt and all before it."),
    "candidatesTokenCount": QT_TRANSLATE_NOOP("KeyHelp", "Tokens of the answers."),
    "thoughtsTokenCount": QT_TRANSLATE_NOOP("KeyHelp", "Tokens of the thoughts."),
    "totalTokenCount": QT_TRANSLATE_NOOP("KeyHelp", "Prompt, thoughts and answers together."),
    "trafficType": QT_TRANSLATE_NOOP(
        "KeyHelp", "ON_DEMAND: paid by use; PROVISIONED_THROUGHPUT: out of a bought share."
    ),
    "modelVersion": QT_TRANSLATE_NOOP("KeyHelp", "The model that has answered."),
    "responseId": QT_TRANSLATE_NOOP("KeyHelp", "The same in all events of one answer."),
    "createTime": QT_TRANSLATE_NOOP("KeyHelp", "When the server began, by its own clock."),
    "sdkHttpResponse": QT_TRANSLATE_NOOP(
        "KeyHelp", "Headers that a gateway's SDK has put into the event; not of this response."
    ),
    "choices": QT_TRANSLATE_NOOP(
        "KeyHelp", "The answers side by side; empty in the event with the usage."
    ),
    "delta": QT_TRANSLATE_NOOP("KeyHelp", "What this event adds to the message or step."),
    "finish_reason": QT_TRANSLATE_NOOP(
        "KeyHelp", "Why the answer ended: stop, length, tool_calls or content_filter."
    ),
    "tool_calls": QT_TRANSLATE_NOOP("KeyHelp", "Functions that the client is asked to call."),
    "usage": QT_TRANSLATE_NOOP("KeyHelp", "What was counted, in tokens."),
    "event_type": QT_TRANSLATE_NOOP("KeyHelp", "What the event tells; its line has it as name."),
    "event_id": QT_TRANSLATE_NOOP("KeyHelp", "Where a broken stream can be resumed after."),
    "interaction": QT_TRANSLATE_NOOP("KeyHelp", "One turn, kept by the server under an id."),
    "step": QT_TRANSLATE_NOOP("KeyHelp", "A thought, a tool's call or result, or the answer."),
    "arguments": QT_TRANSLATE_NOOP(
        "KeyHelp", "What a function is called with; the pieces are joined, then read as JSON."
    ),
    "status": QT_TRANSLATE_NOOP(
        "KeyHelp", "Where it stands; requires_action waits for a function's result."
    ),
}


def key_help(key: str | int | None) -> str:
    """A sentence on a key; empty where nothing is to be said."""
    text = _HELP.get(key, "") if isinstance(key, str) else ""
    return QCoreApplication.translate(_CONTEXT, text) if text else ""
