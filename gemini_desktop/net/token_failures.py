"""Why there is no token, in words for the user and with the command that mends it."""

from __future__ import annotations

import re
from pathlib import Path

from gemini_desktop.core.errors import ConfigurationError, Failure, GeminiDesktopError, NetworkError
from gemini_desktop.core.profile import Profile
from gemini_desktop.net.credential_file import refused

LOGIN = "gcloud auth application-default login"
_LONG = re.compile(r"[\w+/=.-]{48,}")
_MAX_WORDS = 300


def no_default(path: Path | None, error: Exception) -> ConfigurationError:
    """The error where google-auth found nothing it can use; `path` is the file it should have
    read, None where there is none."""
    if path is None:
        return refused(
            "no_default_credentials",
            "There are no application-default credentials on this computer.",
            f"Run `{LOGIN}` in a terminal and try again, or choose a service account file.",
            type(error).__name__,
        )
    return refused(
        "broken_default_credentials",
        f"The application-default credentials in {path.name} cannot be used.",
        f"Run `{LOGIN}` to make new ones.",
        type(error).__name__,
    )


def unusable_key(name: str, error: Exception) -> ConfigurationError:
    """The error where a file's private key cannot be read, or cannot sign."""
    why = "cannot be read"
    if "encrypted" in str(error):
        why = "is locked with a password, and a service account's is not"
    elif type(error) is TypeError:
        why = "is of another kind than a service account's (RSA)"
    return refused(
        "broken_private_key",
        f"The private key in {name} {why}.",
        "Make a new key in the Google Cloud console, and do not edit the file.",
        type(error).__name__,
    )


def not_renewed(profile: Profile, error: Exception | None) -> GeminiDesktopError:
    """The error where the token server gave no token; `error` is google-auth's, if it raised."""
    words = _server_words(error)
    if getattr(error, "retryable", False):
        return NetworkError(
            Failure(
                kind="token_server_failed",
                message=f"Google's token server failed for “{profile.name}”, several times.",
                advice="Try again in a moment.",
                detail=words,
            )
        )
    advice = "Check that the service account and its key still exist and are enabled."
    if profile.auth == "adc":
        advice = f"Run `{LOGIN}` in a terminal and try again."
    elif "invalid_grant" in words:
        advice += " If they do, check this computer's clock."
    said = f": {words}" if words else "."
    return refused(
        "token_refused",
        f"Google's token server gave no token for “{profile.name}”{said}",
        advice,
        type(error).__name__ if error else "no token in the answer",
    )


def _server_words(error: Exception | None) -> str:
    """What the server said, without what could be a token or an assertion that it echoes."""
    first = error.args[0] if error is not None and error.args else ""
    words = " ".join(first.split()) if isinstance(first, str) else ""
    return _LONG.sub("***", words)[:_MAX_WORDS]
