"""Vertex AI's addresses: the host follows from the location, the path from project and location.

They are made up here where a profile means Vertex AI and names no other place. A base URL of
another host, or one with more than a version in its path, is used as it was typed.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urlsplit

from gemini_desktop.core.profile import TOKEN_AUTH, Profile
from gemini_desktop.core.protocols import endpoint

STABLE = "v1"
BETA = "v1beta1"
"""Where Interactions and Chat Completions are served."""

_DEVELOPER_HOST = "generativelanguage.googleapis.com"
_GLOBAL = "global"
_MULTI_REGIONS = ("us", "eu")
_LOCATION = re.compile(r"[a-z][a-z0-9-]{0,62}")
_PROJECT = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._:-]{0,98}[A-Za-z0-9])?")
_REGIONAL_HOST = re.compile(r"([a-z0-9-]+)-aiplatform\.")
_MULTI_REGION_HOST = re.compile(r"aiplatform\.([a-z]+)\.rep\.")


def serves(profile: Profile) -> bool:
    """Whether a request of this profile goes to an address that is made here."""
    parts = _split(profile.base_url)
    if parts is None or parts.query or parts.fragment:
        return False
    host = parts.hostname or ""
    if len(_beyond_version(parts)) > 0:
        return False
    if endpoint.is_vertex_host(host):
        return True
    here = profile.auth in TOKEN_AUTH or bool(profile.location.strip())
    return here and (host == _DEVELOPER_HOST or not profile.base_url.strip())


def model_url(profile: Profile) -> str:
    """The address of the profile's model, up to the colon of the method.

    A bare id is one of Google's; `publisher/id` is another's; `endpoints/ID` is the project's own;
    a name from `projects/` on is whole. An API key without a project is an express key: its path
    begins with the publisher. Raises ConfigurationError.
    """
    root = _root(profile, STABLE)
    name = endpoint.model_path(profile.model, root)
    express = profile.auth == "api-key" and not profile.project.strip()
    if name.startswith("projects/") or (express and name.startswith("publishers/")):
        return f"{root}/{name}"
    return f"{project_url(profile, STABLE)}/{name}"


def project_url(profile: Profile, version: str) -> str:
    """`https://HOST/VERSION/projects/P/locations/L`. A version in the base URL goes before
    `version`. Raises ConfigurationError where the project is missing or cannot be one."""
    project = profile.project.strip()
    if not project:
        raise endpoint.misconfigured(
            "project",
            f"The profile “{profile.name}” names no Google Cloud project.",
            "Enter the project's id (--project on the command line); a service account's file "
            "has it as project_id.",
        )
    if not _PROJECT.fullmatch(project) or ".." in project:
        raise endpoint.misconfigured(
            "project",
            f"{project!r} is no id of a Google Cloud project.",
            "An id looks like carbide-team-478005; a project's number will do as well.",
        )
    root = _root(profile, version)
    return f"{root}/projects/{quote(project, safe=':')}/locations/{_location(profile)}"


def chat_model(profile: Profile) -> str:
    """The model as Chat Completions names it: as typed, but with its publisher on Vertex AI."""
    model = endpoint.checked_model(profile.model)
    parts = _split(profile.base_url)
    on_vertex = serves(profile) or (
        parts is not None and endpoint.is_vertex_host(parts.hostname or "")
    )
    if not on_vertex or model.startswith("projects/"):
        return model
    publisher, slash, name = model.removeprefix("publishers/").partition("/models/")
    if slash:
        return f"{publisher}/{name}"
    bare = model.removeprefix("models/")
    return bare if "/" in bare else f"google/{bare}"


def _root(profile: Profile, version: str) -> str:
    """`https://HOST/VERSION`; always https, as a token travels there."""
    parts = _split(profile.base_url)
    typed = parts.hostname or "" if parts else ""
    segments = _segments(parts) if parts else []
    # v1beta is the Developer API's word; here it would be a 404.
    if segments and (endpoint.is_vertex_host(typed) or segments[0] in (STABLE, BETA)):
        version = segments[0]
    if endpoint.is_vertex_host(typed) and not profile.location.strip():
        return f"https://{typed}/{version}"
    return f"https://{_host(_location(profile))}/{version}"


def _host(location: str) -> str:
    if location == _GLOBAL:
        return "aiplatform.googleapis.com"
    if location in _MULTI_REGIONS:
        return f"aiplatform.{location}.rep.googleapis.com"
    return f"{location}-aiplatform.googleapis.com"


def _location(profile: Profile) -> str:
    """The profile's location, or the one that a typed host names. Raises ConfigurationError where
    it could make another host or path."""
    location = profile.location.strip().lower()
    if not location:
        parts = _split(profile.base_url)
        host = parts.hostname or "" if parts else ""
        named = _REGIONAL_HOST.match(host) or _MULTI_REGION_HOST.match(host)
        return named[1] if named else _GLOBAL
    if not _LOCATION.fullmatch(location):
        raise endpoint.misconfigured(
            "location",
            f"{profile.location!r} is no location of Vertex AI.",
            "Write a region such as us-central1, or us, eu or global.",
        )
    return location


def _split(base_url: str) -> SplitResult | None:
    try:
        parts = urlsplit(base_url.strip())
        _ = parts.hostname, parts.port
    except ValueError:
        return None
    return parts


def _segments(parts: SplitResult) -> list[str]:
    return [segment for segment in parts.path.split("/") if segment]


def _beyond_version(parts: SplitResult) -> list[str]:
    segments = _segments(parts)
    return segments[1:] if segments and endpoint.is_version(segments[0]) else segments
