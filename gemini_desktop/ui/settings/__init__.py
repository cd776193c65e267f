"""The settings pane: profiles, parameters, preferences."""

from gemini_desktop.ui.settings.pane import SettingsPane

__all__ = ["SettingsPane"]
