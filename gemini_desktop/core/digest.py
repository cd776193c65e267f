"""Names for bytes by what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash


def sha256(data: bytes = b"") -> _Hash:
    """hashlib's, imported by the first call: it brings OpenSSL, which is four megabytes and ten
    milliseconds that a window needs only for pictures, files and TLS."""
    import hashlib

    return hashlib.sha256(data)
