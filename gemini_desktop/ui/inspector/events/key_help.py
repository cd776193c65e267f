"""What the keys of the three APIs mean, for who rests the mouse on one in the JSON tree."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def key_help(key: str | int | None) -> str:
    """A sentence on a key; empty where nothing is to be said."""
    return _sentences().get(key, "") if isinstance(key, str) else ""


def _sentences() -> dict[str, str]:
    return {
        "candidates": _tr("The answers to one prompt, side by side; usually there is one."),
        "content": _tr("What was said: a role, and the parts of it."),
        "parts": _tr("Pieces of one message in their order: text, a picture, a function call."),
        "role": _tr("Who speaks: user or model (assistant elsewhere)."),
        "text": _tr("A piece of text; it goes on where the last one ended."),
        "thought": _tr("True where the part is a thought, not the answer."),
        "thoughtSignature": _tr(
            "A sealed copy of the thoughts; it must go back with the next turn, unchanged."
        ),
        "inlineData": _tr("Bytes in the answer itself, as base64."),
        "functionCall": _tr(
            "A function that the model asks the client to call, with its arguments."
        ),
        "finishReason": _tr(
            "Why the answer ended: STOP is a plain end, MAX_TOKENS the limit, SAFETY a block; "
            "none yet while it goes on.",
        ),
        "safetyRatings": _tr("How likely harm of each kind was rated."),
        "groundingMetadata": _tr("The searches and sources of the answer."),
        "promptFeedback": _tr("Whether the prompt itself was blocked."),
        "usageMetadata": _tr("What was counted so far, in tokens."),
        "promptTokenCount": _tr("Tokens of the prompt and all before it."),
        "candidatesTokenCount": _tr("Tokens of the answers."),
        "thoughtsTokenCount": _tr("Tokens of the thoughts."),
        "totalTokenCount": _tr("Prompt, thoughts and answers together."),
        "trafficType": _tr(
            "ON_DEMAND: paid by use; PROVISIONED_THROUGHPUT: out of a bought share."
        ),
        "modelVersion": _tr("The model that has answered."),
        "responseId": _tr("The same in all events of one answer."),
        "createTime": _tr("When the server began, by its own clock."),
        "sdkHttpResponse": _tr(
            "Headers that a gateway's SDK has put into the event; not of this response."
        ),
        "choices": _tr("The answers side by side; empty in the event with the usage."),
        "delta": _tr("What this event adds to the message or step."),
        "finish_reason": _tr("Why the answer ended: stop, length, tool_calls or content_filter."),
        "tool_calls": _tr("Functions that the client is asked to call."),
        "usage": _tr("What was counted, in tokens."),
        "event_type": _tr("What the event tells; its line has it as name."),
        "event_id": _tr("Where a broken stream can be resumed after."),
        "interaction": _tr("One turn, kept by the server under an id."),
        "step": _tr("A thought, a tool's call or result, or the answer."),
        "arguments": _tr(
            "What a function is called with; the pieces are joined, then read as JSON."
        ),
        "status": _tr("Where it stands; requires_action waits for a function's result."),
    }


def _tr(text: str) -> str:
    return QCoreApplication.translate("KeyHelp", text)
