"""The two spellings of Google's enums: `HARM_CATEGORY_HARASSMENT` and `harassment`."""

from __future__ import annotations

_CATEGORY = "HARM_CATEGORY_"
_LEVEL = "MEDIA_RESOLUTION_"


def category(name: str) -> str:
    """A safety category as generateContent writes it."""
    word = name.strip().upper()
    return word if word.startswith(_CATEGORY) else _CATEGORY + word


def short_category(name: str) -> str:
    """A safety category as Interactions writes it."""
    return name.strip().upper().removeprefix(_CATEGORY).lower()


def safety(settings: dict[str, str]) -> list[dict[str, str]]:
    """GenerateContent's safetySettings, in the order given."""
    return [
        {"category": category(name), "threshold": threshold.strip().upper()}
        for name, threshold in settings.items()
    ]


def short_safety(settings: dict[str, str]) -> list[dict[str, str]]:
    """Interactions' safety_settings, in the order given."""
    return [
        {"type": short_category(name), "threshold": threshold.strip().lower()}
        for name, threshold in settings.items()
    ]


def resolution(level: str) -> str:
    """A media resolution as generateContent writes it."""
    return _LEVEL + level.upper()
