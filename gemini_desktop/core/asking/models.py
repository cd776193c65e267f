"""What is known of models without asking a server: the table of `resources/models.json`.

Who wants to know reads the file and hands its bytes in; nothing here does.
"""

from __future__ import annotations

from typing import Literal

import msgspec


class Thinking(msgspec.Struct, frozen=True, kw_only=True):
    """How a model is asked to think: by one of `levels`, or by a budget in tokens.

    `dynamic` allows -1, `can_be_off` allows 0; `assumed` marks what no document confirms.
    """

    control: Literal["level", "budget"]
    levels: tuple[str, ...] = ()
    min: int | None = None
    max: int | None = None
    dynamic: bool = False
    can_be_off: bool = False
    assumed: bool = False


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """One row. Token limits are None where they are not known."""

    id: str
    name: str = ""
    kind: str = "text"
    output_tokens: int | None = None
    shared_window: bool = False
    """One window for input and output: a long answer comes in several hops."""
    input_tokens: int | None = None
    thinking: Thinking | None = None
    alias: bool = False


class ModelTable(msgspec.Struct, frozen=True, kw_only=True):
    """All rows."""

    models: tuple[Model, ...] = ()

    def find(self, model_id: str) -> Model | None:
        """The row of a model, whatever publisher or folder stands before its id."""
        bare = model_id.strip().rpartition("/")[2]
        return next((model for model in self.models if model.id == bare), None)


def parsed(data: bytes) -> ModelTable:
    """The table in the file's bytes. Raises msgspec.MsgspecError where it is none."""
    return msgspec.json.decode(data, type=ModelTable)
