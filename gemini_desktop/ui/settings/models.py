"""The models that are offered by name. Any other may be typed; the server knows best."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, TypeAlias

import msgspec

from gemini_desktop import resources

Thinking: TypeAlias = Literal["level", "budget", "none"]
ALL_LEVELS = ("minimal", "low", "medium", "high", "xhigh")


class ThinkingControl(msgspec.Struct, frozen=True):
    """How a model is asked to think, and the levels it knows."""

    control: Literal["level", "budget"]
    levels: tuple[str, ...] = ()


class Model(msgspec.Struct, frozen=True):
    """The part of a row of resources/models.json that the pane needs."""

    id: str
    kind: str = "text"
    thinking: ThinkingControl | None = None


class _ModelList(msgspec.Struct):
    models: tuple[Model, ...] = ()


@lru_cache(maxsize=1)
def known_models() -> tuple[Model, ...]:
    """The bundled list, newest first; empty where the file is missing or not readable."""
    try:
        data = resources.path("models.json").read_bytes()
        return msgspec.json.decode(data, type=_ModelList).models
    except (OSError, msgspec.MsgspecError):
        return ()


def thinking_of(model: str) -> Thinking:
    """How this model is asked to think; a guess by its family where the list does not say."""
    known = _known(model)
    if known is not None and known.thinking is not None:
        return known.thinking.control
    if known is not None and known.kind != "text":
        return "none"
    name = _bare(model)
    if re.search(r"-2\.5-", name):
        return "none" if "image" in name or "tts" in name else "budget"
    return "level"


def levels_of(model: str) -> tuple[str, ...]:
    """The levels that this model takes; all there are where the list does not say."""
    known = _known(model)
    return (known.thinking.levels if known and known.thinking else ()) or ALL_LEVELS


def _known(model: str) -> Model | None:
    name = _bare(model)
    return next((known for known in known_models() if known.id == name), None)


def _bare(model: str) -> str:
    return model.rsplit("/", 1)[-1]
