"""A request as a command or a program that sends the same bytes' meaning from anywhere.

No secret is written down: the key is read from an environment variable, a Google token from the
command that gives one.
"""

from __future__ import annotations

import pprint
import re
import shlex
from urllib.parse import quote

import msgspec

from gemini_desktop.core.extras import is_hidden, variable
from gemini_desktop.core.preview import credentials, pretty
from gemini_desktop.core.profile import TOKEN_AUTH, Profile
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
    url, sources = _url(request, profile)
    # Else curl takes brackets and braces in an address for a pattern of several.
    plain = " --globoff" if sources or re.search(r"[\[\]{}]", url) else ""
    lines = [f"curl --no-buffer{plain} -X {request.method} {_quoted(url, *sources)}"]
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
    url, in_url = _url(request, profile)
    sources = [source for source in (*in_url, *(source for _, _, source in headers)) if source]
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
    address = _expression(url, *in_url)
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


def _url(request: HttpRequest, profile: Profile) -> tuple[str, list[str]]:
    """The address, and where the secrets in it come from, in their order: their places in it are
    marked."""
    url, found = _USER_INFO.subn(_PLACE, request.url, count=1)
    sources = [_USER_AND_PASSWORD] if found else []
    for name, value in profile.query:
        if is_hidden(name, value):
            key = f"{quote(name, safe='')}="
            before, _, after = url.rpartition(key + quote(value, safe=""))
            url = f"{before}{key}{_PLACE}{after}"
            sources.append(_variable(name, value))
    return url, sources


def _headers(request: HttpRequest, profile: Profile) -> list[tuple[str, str, str]]:
    """Name, value, and where the secret in it comes from: its place in the value is marked."""
    found = [(name, value, "") for name, value in request.headers]
    for name, value in profile.headers:
        if is_hidden(name, value):
            found.append((name, _PLACE, _variable(name, value)))
        else:
            found.append((name, value, ""))
    for name, value in credentials(profile, _PLACE):
        found.append((name, value, _source(profile) if _PLACE in value else ""))
    return found


def _variable(name: str, value: str) -> str:
    """The variable that the value is taken from, or one named like its header."""
    return f"${variable(value) or _NO_NAME.sub('_', name.upper()).strip('_') or 'SECRET'}"


def _source(profile: Profile) -> str:
    """A variable (`$NAME`), or the command that gives a token."""
    if profile.auth in TOKEN_AUTH:
        return _GOOGLE_TOKEN
    if profile.secret.startswith("env:"):
        return f"${profile.secret.removeprefix('env:').strip()}"
    return "$GEMINI_API_KEY" if profile.auth == "api-key" else "$ACCESS_TOKEN"


def _quoted(text: str, *sources: str) -> str:
    """For bash, with the secrets' sources inside, where they are read."""
    if not any(sources):
        return shlex.quote(text)
    escaped = re.sub(r'([\\"$`])', r"\\\1", text)
    for source in sources:
        before, _, after = escaped.partition(_PLACE)
        if source[0] != "$":
            source = f"$({source})"
        elif re.match(r"\w", after):
            source = f"${{{source[1:]}}}"
        escaped = before + source + after
    return f'"{escaped}"'


def _expression(value: str, *sources: str) -> str:
    """A string in Python."""
    if not any(sources):
        return repr(value)
    parts: list[str] = []
    for source in sources:
        before, _, value = value.partition(_PLACE)
        parts += [repr(before)] * bool(before)
        parts.append(f"os.environ[{source[1:]!r}]" if source[0] == "$" else "token.strip()")
    return " + ".join([*parts, *[repr(value)] * bool(value)])


def _joined(lines: list[str]) -> str:
    return " \\\n  ".join(lines) + "\n"
