"""A request as a command or a program that sends the same bytes' meaning from anywhere.

No secret is written down: the key is read from an environment variable, a Google token from the
command that gives one.
"""

from __future__ import annotations

import pprint
import re
import shlex

import msgspec

from gemini_desktop.core.preview import credentials, is_secret, pretty
from gemini_desktop.core.profile import TOKEN_AUTH, Profile
from gemini_desktop.core.request import HttpRequest

_GOOGLE_TOKEN = "gcloud auth print-access-token"
_MOST_IN_AN_ARGUMENT = 60_000
"""Linux takes 128 KiB in one argument; a longer body goes through stdin."""
_NO_NAME = re.compile(r"[^A-Z0-9]+")
_PLACE = "\x00"


def curl(request: HttpRequest, profile: Profile) -> str:
    """A command for bash, which prints the stream as it comes (`--no-buffer`)."""
    lines = [f"curl --no-buffer -X {request.method} {shlex.quote(request.url)}"]
    for name, value, source in _headers(request, profile):
        text = f"{name}: {value}"
        lines.append(f"-H {_double_quoted(text, source) if source else shlex.quote(text)}")
    body = pretty(request.body)
    if not body:
        return _joined(lines)
    if len(body.encode()) > _MOST_IN_AN_ARGUMENT:
        return _joined([*lines, "--data-binary @- <<'JSON'"]) + f"{body}\nJSON\n"
    return _joined([*lines, f"-d {shlex.quote(body)}"])


def python(request: HttpRequest, profile: Profile) -> str:
    """A program that needs httpx alone and writes the stream to stdout as it comes."""
    headers = _headers(request, profile)
    sources = [source for _, _, source in headers if source]
    modules = ["sys"]
    modules += ["os"] if any(source != _GOOGLE_TOKEN for source in sources) else []
    modules += ["subprocess"] if _GOOGLE_TOKEN in sources else []
    lines = [*(f"import {module}" for module in sorted(modules)), "", "import httpx", ""]
    if _GOOGLE_TOKEN in sources:
        lines.append(f"token = subprocess.check_output({_GOOGLE_TOKEN.split()!r}, text=True)")
    lines += ["headers = {", *(f"    {_item(*header)}," for header in headers), "}"]
    sent = ""
    if request.body:
        body = msgspec.json.decode(request.body)
        lines.append(f"body = {pprint.pformat(body, width=96, sort_dicts=False)}")
        sent = ", json=body"
    call = f"httpx.stream({request.method!r}, {request.url!r}, headers=headers{sent}, timeout=60)"
    lines += [
        f"with {call} as response:",
        "    for data in response.iter_bytes():",
        "        sys.stdout.buffer.write(data)",
        "        sys.stdout.flush()",
        "    if response.is_error:",
        '        sys.exit(f"HTTP {response.status_code}")',
    ]
    return "\n".join(lines) + "\n"


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


def _double_quoted(text: str, source: str) -> str:
    """For bash, with the secret's source inside, where it is read."""
    escaped = re.sub(r'([\\"$`])', r"\\\1", text)
    return '"' + escaped.replace(_PLACE, source if source[0] == "$" else f"$({source})") + '"'


def _item(name: str, value: str, source: str) -> str:
    """An item of a dictionary in Python."""
    if not source:
        return f"{name!r}: {value!r}"
    secret = f"os.environ[{source[1:]!r}]" if source[0] == "$" else "token.strip()"
    before, _, after = value.partition(_PLACE)
    parts = [repr(before)] * bool(before) + [secret] + [repr(after)] * bool(after)
    return f"{name!r}: {' + '.join(parts)}"


def _joined(lines: list[str]) -> str:
    return " \\\n  ".join(lines) + "\n"
