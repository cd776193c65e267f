"""Whether a failed attempt is made again, when, and how long to wait: a pure function.

The loop that obeys it (`net.exchange`) is our own and no retry package's, because each wait is a
record of the capture, is shown counting down, and can be skipped or cancelled; what is left for a
package would be one line of arithmetic.

Never made again: what answer text has come of (the user would pay for and read it twice), what the
server refused for good (400, 401, 403, 404), and a quota that comes back tomorrow.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from datetime import UTC

import msgspec

from gemini_desktop.core.events import ErrorReported, Json
from gemini_desktop.core.profile import MOST_RETRIES
from gemini_desktop.core.request import HttpRequest

RETRIED_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
RETRIED_KINDS = {
    "timeout_connect": "no connection in time",
    "timeout_first_byte": "no answer in time",
    "timeout_first_event": "no event in time",
    "timeout_idle": "silence",
    "timeout_stall": "no event in time",
    "connect_refused": "connection refused",
    "connect_failed": "no connection",
    "proxy_unreachable": "the proxy did not answer",
    "closed_before_answer": "closed before the answer",
    "connection_lost": "connection lost",
}
"""Failures of the network that another attempt may mend, in the words of the countdown."""

PATIENCE_S = 180.0
_TOO_MANY = 429
_SECONDS = re.compile(r"[0-9]{1,15}(?:\.[0-9]{0,12})?")
_DURATION = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,12})?)s")


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """How patient we are. `max_retries` counts the attempts after the first."""

    max_retries: int = 4
    cap_s: float = 60.0
    """No wait is longer, whatever the server asks for."""
    base_s: float = 1.0
    """The first wait is at most this long, each further one at most twice the one before."""
    rate_limit_base_s: float = 5.0
    """The same after 429, where asking again at once makes things worse."""
    patience_s: float = PATIENCE_S
    """No attempt follows one that ran out of time when the exchange has lasted this long: each may
    cost the whole time-out again, a minute as a rule."""


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an attempt when it is over. `number` counts from 1."""

    number: int
    status: int | None = None
    """None: no response head came."""
    headers: tuple[tuple[str, str], ...] = ()
    failure_kind: str = ""
    """A failure of the network, empty where the body came to its end."""
    elapsed_s: float = 0.0
    """Since the exchange began, all attempts together."""
    error: ErrorReported | None = None
    has_content: bool = False


class Retry(msgspec.Struct, frozen=True, kw_only=True):
    """Another attempt after `wait_s` seconds; `reason` says in one line why and when.

    `request` is what is sent then; None sends the same again.
    """

    wait_s: float
    reason: str
    request: HttpRequest | None = None
    renewed: bool = False
    """With another token, as the server did not take the one it was shown."""


def with_another_token(status: int, error: ErrorReported | None) -> Retry:
    """The attempt that follows, at once, where a server did not take a token that may have ended
    early or been revoked."""
    what = f"{status} {error.status[:40] if error else ''}".strip()
    return Retry(wait_s=0, reason=f"{what}, once more with a new token", renewed=True)


def decide(
    attempt: Attempt, policy: Policy, *, unix_s: float, random: Callable[[], float]
) -> Retry | None:
    """The retry that follows this attempt, None where none does.

    `unix_s` is the wall clock (for dates in Retry-After), `random` gives numbers in [0, 1): without
    a word from the server the wait is drawn evenly from zero to 1, 2, 4, 8 … seconds ("full
    jitter"), so that clients which failed together do not come back together.
    """
    most = min(policy.max_retries, MOST_RETRIES)
    if attempt.failure_kind.startswith("timeout") and attempt.elapsed_s >= policy.patience_s:
        return None
    what = _cause(attempt)
    if attempt.has_content or attempt.number > most or not what or _is_lasting(attempt.error):
        return None
    asked, source = _asked_wait(attempt, unix_s)
    if asked is not None and asked > 0:
        wait_s = min(asked, policy.cap_s)
        source += f", which asked for {seconds(asked)}" if asked > policy.cap_s else ""
    else:
        limited = _status(attempt) == _TOO_MANY
        base = policy.rate_limit_base_s if limited else policy.base_s
        # The exponent is bounded because 2.0 ** 2000 raises.
        wait_s = min(policy.cap_s, base * 2.0 ** min(attempt.number - 1, 30)) * random()
        source = "back-off"
    return Retry(
        wait_s=wait_s,
        reason=f"{what}, retry {attempt.number}/{most} in {seconds(wait_s)} ({source})",
    )


def seconds(value: float) -> str:
    """A length of time for people: tenths while they matter."""
    return f"{value:.1f} s" if value < 9.95 and value != int(value) else f"{value:.0f} s"


def retry_after_s(headers: tuple[tuple[str, str], ...], unix_s: float) -> float | None:
    """What `retry-after-ms` or `Retry-After` (RFC 9110, section 10.2.3: seconds or a date) asks
    for, None where neither says anything that can be understood. A date in the past is 0."""
    values = {name.lower(): value.strip() for name, value in headers}
    if _SECONDS.fullmatch(values.get("retry-after-ms", "")):
        return float(values["retry-after-ms"]) / 1000
    value = values.get("retry-after", "")
    if _SECONDS.fullmatch(value):
        return float(value)
    from email.utils import parsedate_to_datetime  # nine modules, for the few that send a date

    try:
        date = parsedate_to_datetime(value)
        if date.tzinfo is None:  # "-0000": the time is UTC
            date = date.replace(tzinfo=UTC)
        return max(0.0, date.timestamp() - unix_s)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def retry_delay_s(details: Json) -> float | None:
    """The longest `google.rpc.RetryInfo.retryDelay` among an error's details."""
    delays: list[float] = []
    for detail in _objects(details):
        delay = detail.get("retryDelay", detail.get("retry_delay"))
        if isinstance(delay, str) and (found := _DURATION.fullmatch(delay.strip())):
            delays.append(float(found[1]))
        elif isinstance(delay, dict) and isinstance(delay.get("seconds"), int | float):
            delays.append(float(delay["seconds"]))
    return max((delay for delay in delays if math.isfinite(delay)), default=None)


def _asked_wait(attempt: Attempt, unix_s: float) -> tuple[float | None, str]:
    header = retry_after_s(attempt.headers, unix_s)
    body = retry_delay_s(attempt.error.details) if attempt.error else None
    if body is not None and (header is None or body > header):
        return body, "RetryInfo"
    return header, "Retry-After"


def _cause(attempt: Attempt) -> str:
    """The words for what can be tried again, empty where it cannot."""
    status = _status(attempt)
    wish = next((v for n, v in attempt.headers if n.lower() == "x-should-retry"), "").strip()
    if wish == "false":
        return ""
    if status in RETRIED_STATUSES or (wish == "true" and status is not None):
        word = attempt.error.status if attempt.error else ""
        return f"{status} {word[:40]}".strip()
    if status is not None and status != 200:
        return ""
    return RETRIED_KINDS.get(attempt.failure_kind, "")


def _status(attempt: Attempt) -> int | None:
    """The status: of the head, or, where that is 200, the one that an error in the body gives."""
    if attempt.status == 200 and attempt.error and attempt.error.code in _STATUS_WORDS:
        return int(attempt.error.code)
    return attempt.status


_STATUS_WORDS = frozenset(str(status) for status in RETRIED_STATUSES)


def _is_lasting(error: ErrorReported | None) -> bool:
    """Whether the quota that is used up is one of a day, or one of nothing at all."""
    for detail in _objects(error.details if error else None):
        for violation in _objects(detail.get("violations")):
            name = str(violation.get("quotaId", violation.get("quota_id", "")))
            value = violation.get("quotaValue", violation.get("quota_value"))
            if is_daily(name) or (name and str(value) == "0"):
                return True
    return False


def is_daily(quota_id: str) -> bool:
    """Whether a quotaId such as `GenerateRequestsPerDayPerProjectPerModel` counts by the day."""
    return "perday" in quota_id.replace("_", "").replace("-", "").lower()


def _objects(value: Json) -> Iterator[dict[str, Json]]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))
