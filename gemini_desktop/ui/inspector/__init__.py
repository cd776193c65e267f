"""The capture on screen: every event with its bytes, its parse, its time, and the log."""

from gemini_desktop.ui.inspector.pane import InspectorPane

__all__ = ["InspectorPane"]
