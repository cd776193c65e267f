"""What every exchange of a session is sent with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gemini_desktop.core.profile import Profile
from gemini_desktop.net.clients import Clients
from gemini_desktop.net.tokens import Tokens
from gemini_desktop.session.demo import Demo
from gemini_desktop.session.keys import Keys
from gemini_desktop.session.ready import Ready, ready


class Means(NamedTuple):
    """The session's own, shared by all that sends."""

    demo: Demo
    tokens: Tokens
    keys: Keys
    clients: Clients
    environ: Mapping[str, str]

    async def ready(self, profile: Profile) -> Ready:
        """The profile as it can be sent with (`session.ready`). Raises ConfigurationError."""
        return await ready(profile, demo=self.demo, tokens=self.tokens, environ=self.environ)
