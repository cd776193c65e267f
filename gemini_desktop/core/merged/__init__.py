"""The answer of a stream as the one object that the call returns without streaming."""

from __future__ import annotations

from gemini_desktop.core.merged.merger import Merged, Merger, merged
from gemini_desktop.core.merged.tree import Conflict, Path

__all__ = ["Conflict", "Merged", "Merger", "Path", "merged"]
