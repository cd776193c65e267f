"""The forms in which a secret may come back: as it is, escaped, encoded, or in part.

A server that refuses a key likes to quote it, and some quote only its two ends, or the request's
base64. What is left of a secret in any of these would be as good as the secret, or half of it.
"""

from __future__ import annotations

import base64
from urllib.parse import quote, quote_plus

LEAST = 6
"""Shorter values are no secrets worth the name, and masking them would eat innocent bytes."""
_LEAST_ENCODED = 12
_END = 12
_LEAST_WITH_ENDS = 24
_JWT = "eyJ"  # what every JSON Web Token begins with is no secret


def forms(secret: str) -> list[str]:
    """The longest first; empty for what is too short to be a secret."""
    if len(secret) < LEAST:
        return []
    import html  # with all of HTML's names

    found = {
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        html.escape(secret),
        secret.replace("/", "\\/"),  # as some write JSON
    }
    if len(secret) >= _LEAST_ENCODED:
        found.update(_encoded(secret.encode("utf-8", "replace")))
    if len(secret) >= _LEAST_WITH_ENDS:
        found.add(secret[-_END:])
        if not secret.startswith(_JWT):
            found.add(secret[:_END])
    return sorted(found, key=len, reverse=True)


def _encoded(secret: bytes) -> list[str]:
    """What base64 makes of it wherever it stands in what is encoded: without the letters that
    also depend on its neighbours."""
    found: list[str] = []
    for before in range(3):
        text = base64.b64encode(bytes(before) + secret).decode()
        first = -(-before * 8 // 6)
        last = (before + len(secret)) * 8 // 6
        core = text[first:last]
        found += [core, core.replace("+", "-").replace("/", "_")]
    return found
