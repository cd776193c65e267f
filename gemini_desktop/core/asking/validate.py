"""Whether options are in the ranges that the documents give, before a server says no.

Only what is known to be refused is a problem. A model that is not in the table, and a row that no
document confirms, are checked for what holds for all; `raw` is nobody's business but the user's.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec

from gemini_desktop.core.asking.models import Model, Thinking
from gemini_desktop.core.request import Options

_RANGES: dict[str, tuple[float, float, str]] = {
    "temperature": (0, 2, "between 0 and 2"),
    "top_p": (0, 1, "between 0 and 1"),
    "top_k": (1, math.inf, "1 or more"),
    "max_output_tokens": (1, math.inf, "1 or more"),
    "candidate_count": (1, 8, "between 1 and 8"),
    "logprobs": (0, 20, "between 0 and 20"),
    "seed": (-(2**31), 2**31 - 1, "a whole number of 32 bits"),
    "presence_penalty": (-2, 2, "from -2 to below 2"),
    "frequency_penalty": (-2, 2, "from -2 to below 2"),
}
_BELOW = frozenset({"presence_penalty", "frequency_penalty"})  # their upper end is not allowed
_MOST_STOPS = 5
_SPEAKERS = 2
_LABEL_LENGTH = 63
_WORDS: dict[str, tuple[str, ...]] = {
    "image_size": ("512", "1K", "2K", "4K"),
    "image_aspect_ratio": (
        *("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"),
        *("1:4", "4:1", "1:8", "8:1"),
    ),
    "service_tier": ("flex", "standard", "priority", "deferred"),
}
_MODALITIES = ("text", "image", "audio", "video", "document")
_THRESHOLDS = (
    *("BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF"),
    "HARM_BLOCK_THRESHOLD_UNSPECIFIED",
)


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One option that cannot work: its field's name, and a sentence."""

    field: str
    message: str


def problems(options: Options, model: Model | None = None) -> list[Problem]:
    """All that is wrong with the options, in the order of their fields within each kind of
    check. `model` is the row of the table, None where there is none."""
    return [
        *_out_of_range(options),
        *_strange_words(options),
        *_lists(options),
        *_beyond_the_model(options, model),
        *_thinking(options, model),
    ]


def _out_of_range(options: Options) -> Iterator[Problem]:
    for field, (low, high, words) in _RANGES.items():
        value = getattr(options, field)
        if value is None:
            continue
        too_high = value >= high if field in _BELOW else value > high
        if value < low or too_high or math.isnan(value):
            yield Problem(field=field, message=f"It is {words}, not {value:g}.")


def _strange_words(options: Options) -> Iterator[Problem]:
    for field, known in _WORDS.items():
        value = getattr(options, field)
        if value and value not in known:
            yield Problem(field=field, message=f"It is one of {', '.join(known)}, not {value}.")
    for name in options.response_modalities:
        if name.lower() not in _MODALITIES:
            yield Problem(
                field="response_modalities",
                message=f"They are among {', '.join(_MODALITIES)}; {name} is not.",
            )
    for threshold in options.safety_settings.values():
        if threshold.strip().upper() not in _THRESHOLDS:
            yield Problem(
                field="safety_settings",
                message=f"A threshold is one of {', '.join(_THRESHOLDS[:5])}, not {threshold}.",
            )


def _lists(options: Options) -> Iterator[Problem]:
    count = len(options.stop_sequences)
    if count > _MOST_STOPS:
        yield Problem(
            field="stop_sequences", message=f"There are at most {_MOST_STOPS}, not {count}."
        )
    if any(not stop for stop in options.stop_sequences):
        yield Problem(field="stop_sequences", message="None of them is empty.")
    if options.speakers and len(options.speakers) != _SPEAKERS:
        yield Problem(
            field="speakers",
            message=f"There are exactly {_SPEAKERS}, not {len(options.speakers)}.",
        )
    if options.speakers and options.speech_voice:
        yield Problem(field="speech_voice", message="One voice and several speakers exclude it.")
    if any(not function.name for function in options.functions):
        yield Problem(field="functions", message="Each has a name.")
    if any(len(value) > _LABEL_LENGTH for value in (*options.labels, *options.labels.values())):
        yield Problem(
            field="labels", message=f"Names and values have at most {_LABEL_LENGTH} characters."
        )


def _beyond_the_model(options: Options, model: Model | None) -> Iterator[Problem]:
    wanted = options.max_output_tokens
    if model is None or wanted is None or model.output_tokens is None:
        return
    most = model.output_tokens
    if model.shared_window and model.input_tokens:
        most = model.input_tokens  # a total over all hops
    if wanted > most:
        yield Problem(
            field="max_output_tokens",
            message=f"{model.id} gives at most {most:,} tokens, not {wanted:,}.",
        )


def _thinking(options: Options, model: Model | None) -> Iterator[Problem]:
    level, budget = options.thinking_level, options.thinking_budget
    if level is not None and budget is not None:
        yield Problem(
            field="thinking_budget", message="A level and a budget are never sent together."
        )
    if budget is not None and budget < -1:
        yield Problem(field="thinking_budget", message="It is -1 (dynamic), 0 (off) or more.")
        return
    thinking = model.thinking if model else None
    if model is None or thinking is None or thinking.assumed:
        return
    if level is not None:
        yield from _level(level, thinking, model.id)
    if budget is not None and thinking.control == "budget" and not _fits(budget, thinking):
        yield Problem(field="thinking_budget", message=_budget_words(thinking, model.id))


def _level(level: str, thinking: Thinking, model_id: str) -> Iterator[Problem]:
    if thinking.control == "budget":
        yield Problem(
            field="thinking_level",
            message=f"{model_id} knows no levels; give it a thinking budget.",
        )
    elif level not in thinking.levels:
        known = ", ".join(thinking.levels)
        yield Problem(
            field="thinking_level", message=f"{model_id} knows the levels {known}, not {level}."
        )


def _fits(budget: int, thinking: Thinking) -> bool:
    if budget == -1:
        return thinking.dynamic
    if budget == 0:
        return thinking.can_be_off
    low = thinking.min if thinking.min is not None else 1
    return low <= budget and (thinking.max is None or budget <= thinking.max)


def _budget_words(thinking: Thinking, model_id: str) -> str:
    span = f"{max(1, thinking.min or 1):,} to {thinking.max or 0:,} tokens"
    also = [
        *(["-1 (dynamic)"] if thinking.dynamic else []),
        *(["0 (off)"] if thinking.can_be_off else []),
    ]
    return f"{model_id} takes {', '.join([span, *also])}."
