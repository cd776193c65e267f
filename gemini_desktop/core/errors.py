"""What can go wrong, as one tree, and as a record that can be stored and shown.

    GeminiDesktopError          has a Failure: what happened, what was kept, what to do next
      ConfigurationError        a profile or an argument cannot work as it stands; nothing was sent
      NetworkError              no connection, or it broke
        TimedOut                silence for longer than the profile allows
      LimitExceeded             the answer is larger than we are willing to hold
      StoreError                a file or the database could not be written or read
      AnswerError               (for programmers) an answer came, and is not what was asked for
        Refused                 the server said no
        Blocked                 the prompt or the answer was blocked
        Incomplete              the answer has no end

What a *server* said (an HTTP status, an error object in the stream) is not an exception here: it
is `events.ErrorReported`, part of the capture, and adds to the outcome. Only `client` raises an
AnswerError for it.
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

    @property
    def in_words(self) -> str:
        """What happened and what to do next, in one line."""
        return f"{self.message} {self.advice}".rstrip()


class GeminiDesktopError(Exception):
    """Base of all errors that reach the user. `str()` is the failure's message, never empty."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure
        self.partial_text = ""
        """What had come of the answer, where it was under way."""


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


class AnswerError(GeminiDesktopError):
    """An answer came, and is not what was asked for. What there is of it is `partial_text`."""


class Refused(AnswerError):
    """The server said no; `failure.status` is its HTTP status, where it has one."""


class Blocked(AnswerError):
    """The prompt or the answer was blocked; `failure.kind` is the server's word for why."""


class Incomplete(AnswerError):
    """The answer ended before it was whole."""


def describe(error: BaseException) -> str:
    """The technical words for an exception: its type, and its text where it has one."""
    text = str(error).strip()
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
