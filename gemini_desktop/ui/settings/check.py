"""Whether what was typed can work: each gives an error for the user, or an empty string."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from gemini_desktop.core.asking import extras
from gemini_desktop.core.asking.extras import Pairs
from gemini_desktop.core.redact import is_secret
from gemini_desktop.ui import typed_json

Check: TypeAlias = Callable[[str], str]
_PROJECT = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._:-]{0,98}[A-Za-z0-9])?")
_LOCATION = re.compile(r"[a-z][a-z0-9-]{0,62}")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?|::1")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def base_url(text: str) -> str:
    """A base URL has a scheme, a host, and none of what belongs elsewhere."""
    if any(c.isspace() for c in text):
        return _tr("A URL has no blanks.")
    try:
        url = urlsplit(text)
        host, _ = url.hostname, url.port  # an impossible port raises here
    except ValueError:
        return _tr("This is no URL: host or port cannot be read.")
    if url.scheme not in ("http", "https") or not host:
        return _tr("It begins with https:// (or http://) and a host.")
    if url.username is not None:
        return _tr("Name and password do not belong in the URL. Choose an authentication.")
    if url.query or url.fragment:
        return _tr("It ends before the ? and the #: keys do not belong in the URL.")
    return ""


def sends_in_the_clear(text: str) -> bool:
    """Whether a key sent to this URL could be read on the way."""
    try:
        url = urlsplit(text)
        return url.scheme == "http" and url.hostname not in _LOOPBACK
    except ValueError:
        return False


def profile_name(text: str, taken: frozenset[str]) -> str:
    """A name is there, and no other profile has it."""
    if not text.strip():
        return _tr("A profile needs a name.")
    if text.strip() in taken:
        return _tr("There is a profile of this name already.")
    return ""


def model(text: str) -> str:
    """A model's id is a word, in a URL."""
    if not text.strip():
        return _tr("Choose a model, or type its id.")
    if any(c.isspace() or c in "?#" for c in text.strip()):
        return _tr("A model's id has no blanks, ? or #.")
    return ""


def project(text: str) -> str:
    """A project's id or number, or nothing."""
    if text and (not _PROJECT.fullmatch(text) or ".." in text):
        return _tr("This is no project's id. One looks like my-project-123456.")
    return ""


def location(text: str) -> str:
    """A location of Vertex AI, or nothing."""
    if text and not _LOCATION.fullmatch(text):
        return _tr("This is no location. One looks like us-central1, us, eu or global.")
    return ""


def host(text: str) -> str:
    """A host's name without anything around it, or nothing."""
    if text and not _HOST.fullmatch(text):
        return _tr("Write the host's name alone, such as sts.example.com.")
    return ""


def proxy(text: str) -> str:
    """A proxy's address, `direct`, or nothing."""
    if not text or text.lower() == "direct":
        return ""
    try:
        url = urlsplit(text)
        name, _ = url.hostname, url.port  # an impossible port raises here
    except ValueError:
        return _tr("This is no URL: host or port cannot be read.")
    if url.scheme not in ("http", "https") or not name:
        return _tr("It begins with http:// (or https://) and a host. SOCKS is not supported.")
    if url.username is not None:
        return _tr("A password does not belong here. Set HTTPS_PROXY in the environment instead.")
    return ""


def headers(text: str) -> tuple[Pairs | None, str]:
    """The headers in `text`, one a line as `Name: value`, or None and what is wrong with them."""
    pairs, error = _pairs(text, ":", _tr("Line %1: write Name: value."))
    wrong = {
        "name": _tr("%1 is no header's name."),
        "reserved": _tr("%1 belongs to the connection and cannot be set."),
        "value": _tr("The value of %1 may hold ASCII letters and signs only."),
    }
    for name, value in pairs or ():
        fault = extras.header_fault(name, value)
        error = error or (wrong[fault].replace("%1", name) if fault else _in_a_file(name, value))
    return (None if error else pairs), error


def query(text: str) -> tuple[Pairs | None, str]:
    """The parameters in `text`, one a line as `name=value`, or None and what is wrong."""
    pairs, error = _pairs(text, "=", _tr("Line %1: write name=value."))
    for name, value in pairs or ():
        error = error or _in_a_file(name, value)
    return (None if error else pairs), error


def _pairs(text: str, mark: str, wrong: str) -> tuple[Pairs | None, str]:
    pairs: list[tuple[str, str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        name, found, value = line.partition(mark)
        if not found or not name.strip():
            return None, wrong.replace("%1", str(number))
        pairs.append((name.strip(), value.strip()))
    return tuple(pairs), ""


def _in_a_file(name: str, value: str) -> str:
    """Profiles are kept in a plain file, where no secret belongs."""
    if not is_secret(name) or not value or extras.variable(value):
        return ""
    return _tr("%1 is a secret: write env:VARIABLE, so that no file keeps it.").replace("%1", name)


def raw_object(text: str) -> tuple[dict[str, Any] | None, str]:
    """The JSON object in `text` ({} for an empty one), or None and what is wrong with it."""
    if not text.strip():
        return {}, ""
    value, fault = typed_json.read(text)
    if fault:
        return None, fault
    if not isinstance(value, dict):
        return None, _tr("It must be an object: { … }.")
    return value, ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("check", text)
