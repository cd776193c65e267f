"""From a profile as it is kept to one that can be sent with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from gemini_desktop.core.asking import extras
from gemini_desktop.core.profile import Profile
from gemini_desktop.net.tokens import Tokens
from gemini_desktop.session.demo import Demo


class Ready(NamedTuple):
    """`hidden` are the values in the profile's headers and query that must not be shown."""

    profile: Profile
    hidden: tuple[str, ...]


async def ready(
    profile: Profile, *, demo: Demo, tokens: Tokens, environ: Mapping[str, str]
) -> Ready:
    """Start the demo server if it is asked, take the project from the credentials and what is
    named from the environment. Raises ConfigurationError where one of them is missing."""
    profile = await tokens.completed(await demo.reachable(profile))
    headers, secret_headers = extras.resolved(profile.headers, environ)
    query, secret_query = extras.resolved(profile.query, environ)
    profile = msgspec.structs.replace(profile, headers=extras.checked(headers), query=query)
    return Ready(profile, (*secret_headers, *secret_query))
