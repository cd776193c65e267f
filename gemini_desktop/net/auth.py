"""A profile and its secret to the headers that prove who asks.

Keys travel in headers only, never in the URL, where logs and proxies would see them.
"""

from __future__ import annotations

from gemini_desktop.core.errors import ConfigurationError, Failure
from gemini_desktop.core.profile import TOKEN_AUTH, Profile


def headers(profile: Profile, secret: str | None) -> tuple[tuple[str, str], ...]:
    """The auth headers for a request; `secret` is the key, or the token of the moment.

    An API key goes into `x-goog-api-key`, but for Chat Completions, whose servers know Bearer
    alone. Raises ConfigurationError where a key is needed and there is none, or where it cannot
    stand in a header.
    """
    if profile.auth == "none":
        return ()
    key = _checked(profile, secret)
    if profile.auth in TOKEN_AUTH:
        return (("Authorization", f"Bearer {key}"), *_payer(profile))
    if profile.auth == "api-key" and profile.protocol != "chat-completions":
        return (("x-goog-api-key", key),)
    return (("Authorization", f"Bearer {key}"),)


def _checked(profile: Profile, secret: str | None) -> str:
    key = (secret or "").strip()
    what = "an API key" if profile.auth == "api-key" else "a token"
    if not key:
        raise ConfigurationError(
            Failure(
                kind="no_key",
                message=f"The profile “{profile.name}” needs {what}, and none is known.",
                advice=_where_to_put_it(profile),
            )
        )
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ConfigurationError(
            Failure(
                kind="bad_key",
                message=f"The key of “{profile.name}” has characters that no key has.",
                advice="Copy it again, without line breaks, quotes or blanks.",
            )
        )
    return key


def _payer(profile: Profile) -> tuple[tuple[str, str], ...]:
    project = profile.quota_project.strip()
    if not project:
        return ()
    if not project.isascii() or not project.isprintable() or " " in project:
        raise ConfigurationError(
            Failure(
                kind="quota_project",
                message=f"{project!r} is no id of a Google Cloud project.",
                advice="Correct the quota project of the profile.",
            )
        )
    return (("x-goog-user-project", project),)


def _where_to_put_it(profile: Profile) -> str:
    if profile.secret.startswith("env:"):
        return f"Set the environment variable {profile.secret.removeprefix('env:')}."
    return "Enter it in the settings, or choose the profile Demo, which needs none."
