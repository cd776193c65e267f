"""What every test of the window leaves behind is put away."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _no_formulas_are_left() -> Iterator[None]:
    """Formulas are drawn a little later; a test need not wait for those that it shows."""
    yield
    if "gemini_desktop.ui.chat.text.formulas.service" in sys.modules:
        from gemini_desktop.ui.chat.text.formulas.service import formulas

        formulas().rest()
