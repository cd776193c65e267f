"""The application-default credentials, handed to google-auth as they were checked.

`google.auth.default` would open the file once more, in the terminal's encoding, and would ask for
an external account's project through another HTTP library, past the profile's proxy and
certificates.
"""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any

from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.core.profile import Profile
from gemini_desktop.net import default_file, token_failures
from gemini_desktop.net.token_transport import TokenTransport

_PROJECTS = ("GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT")


def load(profile: Profile, scopes: list[str]) -> tuple[Any, object]:
    """google-auth's credentials and their project, if they know one. Blocking; may ask Google for
    the project. Raises ConfigurationError and NetworkError."""
    # Else the metadata server is looked for, on networks that may let it wait for seconds.
    os.environ.setdefault("NO_GCE_CHECK", "true")
    path = default_file.default_path()
    transport = TokenTransport(profile)
    info: dict[str, Any] = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on quota projects, for programmers
            if path is None:
                return _of_this_computer(scopes, transport)
            info = default_file.default(path, allowed_host=profile.allow_token_host)
            return _of_the_file(path, info, scopes, transport)
    except GeminiDesktopError:
        raise
    except Exception as error:  # their texts could quote a key
        if path is not None and info.get("type") == "service_account":
            raise token_failures.unusable_key(path.name, error) from None
        raise token_failures.no_default(path, error) from None


def _of_this_computer(scopes: list[str], transport: TokenTransport) -> tuple[Any, object]:
    import google.auth

    default: Any = google.auth.default  # a callable is all that it needs for a request
    credentials, project = default(scopes=scopes, request=transport)
    return credentials, project


def _of_the_file(
    path: Path, info: dict[str, Any], scopes: list[str], transport: TokenTransport
) -> tuple[Any, object]:
    import google.auth
    from google.auth import _cloud_sdk
    from google.auth.credentials import with_scopes_if_required

    loaded: Any = google.auth.load_credentials_from_dict  # none of them is typed
    scoped: Any = with_scopes_if_required
    gcloud: Any = _cloud_sdk.get_project_id
    named = next(filter(None, (os.environ.get(name) for name in _PROJECTS)), "")
    credentials, project = loaded(info, request=transport)
    if info.get("type") == "service_account":
        credentials.sign_bytes(b"")  # a key of another kind loads, and cannot sign
    credentials = scoped(credentials, scopes)
    if not (named or project) and path == default_file.gcloud_path():
        project = gcloud()  # asks the program gcloud, as the login does not say
    return credentials, named or project
