"""What can go wrong, as one tree, and as a record that can be stored and shown.

    GeminiDesktopError          has a Failure: what happened, what was kept, what to do next
      ConfigurationError        a profile or an argument cannot work as it stands; nothing was sent
      NetworkError              no connection, or it broke
        TimedOut                silence for longer than the profile allows
      LimitExceeded             the answer is larger than we are willing to hold
      StoreError                a file or the database could not be written or read

What a *server* said (an HTTP status, an error object in the stream) is not an exception: it is
`events.ErrorReported`, part of the capture.
"""

from __future__ import annotations

import msgspec


class Failure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that went wrong, in words for the user.

    `kind` is a stable id (`connect_refused`, `timeout_idle`, …) for tests and translation;
    `message` says what happened and where; `advice` says what to do next; `detail` holds the
    technical words (an exception's type and text, never empty of both, never a secret).
    """

    kind: str
    message: str
    advice: str = ""
    detail: str = ""
    status: int | None = None


class GeminiDesktopError(Exception):
    """Base of all errors that reach the user. `str()` is the failure's message, never empty."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class ConfigurationError(GeminiDesktopError):
    """A profile, option or argument cannot work as it stands. Nothing was sent."""


class NetworkError(GeminiDesktopError):
    """No connection could be made, or it broke before the answer was whole."""


class TimedOut(NetworkError):
    """Nothing came for longer than the profile allows."""


class LimitExceeded(GeminiDesktopError):
    """The answer is larger than the limits allow. What came before is kept."""


class StoreError(GeminiDesktopError):
    """A file or the database could not be read or written."""


def describe(error: BaseException) -> str:
    """The technical words for an exception: its type, and its text where it has one."""
    text = str(error).strip()
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
