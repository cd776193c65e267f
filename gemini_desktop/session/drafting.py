"""A request that was not sent: for people to look at, and for programs to send."""

from __future__ import annotations

import msgspec

from gemini_desktop.core.asking import preview
from gemini_desktop.core.export.code import recipe
from gemini_desktop.core.export.code.recipe import Recipe
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import Options
from gemini_desktop.core.transcript import Transcript
from gemini_desktop.session import asking


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """No secret is in any of it."""

    preview: preview.Preview
    recipe: Recipe


def draft(profile: Profile, transcript: Transcript, options: Options) -> Draft:
    """What would be sent for the transcript's last turn. Raises ConfigurationError where that
    cannot be."""
    asking.checked(profile, options)
    request = asking.request(profile, transcript, options)
    return Draft(preview=preview.of(request, profile), recipe=recipe.of(request, profile))
