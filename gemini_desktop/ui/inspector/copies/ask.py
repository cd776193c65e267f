"""What the user wants of the capture that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

from gemini_desktop.core.export.forms import Form, Picked

Deed: TypeAlias = Literal["copy", "save"]


class Ask(NamedTuple):
    """Copy it, or save it; `form` is None for the one that was saved last. `picked` are the events
    in question, None for the whole capture."""

    deed: Deed
    form: Form | None
    picked: Sequence[Picked] | None = None
    together: bool = False
    """All captures that are open, in one file (`har`)."""
