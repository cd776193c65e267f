"""A request that was not sent: for people to look at, and as commands that would send it."""

from __future__ import annotations

import msgspec

from gemini_desktop.core import preview
from gemini_desktop.core.export import snippet
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import Options
from gemini_desktop.core.transcript import Transcript
from gemini_desktop.session import asking


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """No secret is in any of it."""

    preview: preview.Preview
    curl: str
    python: str


def draft(profile: Profile, transcript: Transcript, options: Options) -> Draft:
    """What would be sent for the transcript's last turn. Raises ConfigurationError where that
    cannot be."""
    asking.checked(profile, options)
    request = asking.request(profile, transcript, options)
    return Draft(
        preview=preview.of(request, profile),
        curl=snippet.curl(request, profile),
        python=snippet.python(request, profile),
    )
