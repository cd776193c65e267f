"""A request as a command or a program that sends the same bytes' meaning from anywhere.

No secret is written down: the key is read from an environment variable, a Google token from the
command that gives one.
"""

from __future__ import annotations

import pprint
import re
import shlex

import msgspec

from gemini_desktop.core.preview import credentials, pretty
from gemini_desktop.core.profile import TOKEN_AUTH, Profile
from gemini_desktop.core.redact import is_secret
from gemini_desktop.core.request import HttpRequest

_GOOGLE_TOKEN = "gcloud auth print-access-token"
_MOST_IN_AN_ARGUMENT = 60_000
"""Linux takes 128 KiB in one argument; a longer body goes through stdin."""
_NO_NAME = re.compile(r"[^A-Z0-9]+")
_PLACE = "\x00"
_USER_INFO = re.compile(r"(?<=://)[^/?#\s]+(?=@)")
_USER_AND_PASSWORD = "$USER_AND_PASSWORD"


def curl(request: HttpRequest, profile: Profile) -> str:
    """A command for bash, which prints the stream as it comes (`--no-buffer`)."""
    lines = [f"curl --no-buffer -X {request.method} {_quoted(*_url(request))}"]
    for name, value, source in _headers(request, profile):
        lines.append(f"-H {_quoted(f'{name}: {value}', source)}")
    body = pretty(request.body)
    if not body:
        return _joined(lines)
    if len(body.encode()) > _MOST_IN_AN_ARGUMENT:
        return _joined([*lines, "--data-binary @- <<'JSON'"]) + f"{body}\nJSON\n"
    return _joined([*lines, f"-d {shlex.quote(body)}"])


def python(request: HttpRequest, profile: Profile) -> str:
    """A program that needs httpx alone and writes the stream to stdout as it comes."""
    headers = _headers(request, profile)
    url, user = _url(request)
    sources = [source for source in (user, *(source for _, _, source in headers)) if source]
    modules = ["sys"]
    modules += ["os"] if any(source != _GOOGLE_TOKEN for source in sources) else []
    modules += ["subprocess"] if _GOOGLE_TOKEN in sources else []
    lines = [*(f"import {module}" for module in sorted(modules)), "", "import httpx", ""]
    if _GOOGLE_TOKEN in sources:
        lines.append(f"token = subprocess.check_output({_GOOGLE_TOKEN.split()!r}, text=True)")
    items = [f"    {name!r}: {_expression(value, source)}," for name, value, source in headers]
    lines += ["headers = {", *items, "}"]
    sent = ""
    if request.body:
        body = msgspec.json.decode(request.body)
        lines.append(f"body = {pprint.pformat(body, width=96, sort_dicts=False)}")
        sent = ", json=body"
    address = _expression(url, user)
    call = f"httpx.stream({request.method!r}, {address}, headers=headers{sent}, timeout=60)"
    lines += [
        f"with {call} as response:",
        "    for data in response.iter_bytes():",
        "        sys.stdout.buffer.write(data)",
        "        sys.stdout.flush()",
        "    if response.is_error:",
        '        sys.exit(f"HTTP {response.status_code}")',
    ]
    return "\n".join(lines) + "\n"


def _url(request: HttpRequest) -> tuple[str, str]:
    """The address, and where the user and password in it come from, empty where it has none."""
    url, found = _USER_INFO.subn(_PLACE, request.url, count=1)
    return url, _USER_AND_PASSWORD if found else ""


def _headers(request: HttpRequest, profile: Profile) -> list[tuple[str, str, str]]:
    """Name, value, and where the secret in it comes from: its place in the value is marked."""
    found = [(name, value, "") for name, value in request.headers]
    for name, value in profile.headers:
        if is_secret(name):
            variable = _NO_NAME.sub("_", name.upper()).strip("_") or "SECRET"
            found.append((name, _PLACE, f"${variable}"))
        else:
            found.append((name, value, ""))
    for name, value in credentials(profile, _PLACE):
        found.append((name, value, _source(profile) if _PLACE in value else ""))
    return found


def _source(profile: Profile) -> str:
    """A variable (`$NAME`), or the command that gives a token."""
    if profile.auth in TOKEN_AUTH:
        return _GOOGLE_TOKEN
    if profile.secret.startswith("env:"):
        return f"${profile.secret.removeprefix('env:').strip()}"
    return "$GEMINI_API_KEY" if profile.auth == "api-key" else "$ACCESS_TOKEN"


def _quoted(text: str, source: str) -> str:
    """For bash, with the secret's source inside, where it is read."""
    if not source:
        return shlex.quote(text)
    escaped = re.sub(r'([\\"$`])', r"\\\1", text)
    return '"' + escaped.replace(_PLACE, source if source[0] == "$" else f"$({source})") + '"'


def _expression(value: str, source: str) -> str:
    """A string in Python."""
    if not source:
        return repr(value)
    secret = f"os.environ[{source[1:]!r}]" if source[0] == "$" else "token.strip()"
    before, _, after = value.partition(_PLACE)
    parts = [repr(before)] * bool(before) + [secret] + [repr(after)] * bool(after)
    return " + ".join(parts)


def _joined(lines: list[str]) -> str:
    return " \\\n  ".join(lines) + "\n"
