"""No trace of a key is left behind: not in the home, not in temporary files, not in the output.

Servers echo the key in every way, logging is at its chattiest, and the program goes down hard. What
is looked for: the key, its base64 at each alignment, its URL-encoding, its first and last twelve
characters; the same for a private key and for the token that it was exchanged for.
"""

from __future__ import annotations

import base64
import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from gemini_desktop.core.profile import Profile
from gemini_desktop.core.secret_forms import forms
from gemini_desktop.store.settings import Settings, SettingsFile
from tests.net.token_support import info, written
from tests.support import PATIENCE_S

DRIVER = Path(__file__).with_name("canary_driver.py")
KEY = "AIzaCANARY7Qx-not-a-real-key_Zt93kL/m+V=w"
TOKEN = "ya29.CANARY-this-is-no-token-8fJ2qPz0Xw"
_START = "from gemini_desktop.__main__ import main; import sys; sys.exit(main())"
_CHATTY = f"import logging; logging.basicConfig(level=logging.DEBUG); {_START}"


def echoes(secret: str) -> dict[str, tuple[int, list[bytes], dict[str, str]]]:
    """Status, body in pieces (one write each) and headers of servers that tell what they know."""
    every = {
        "plain": secret,
        "base64": base64.b64encode(f"key={secret};".encode()).decode(),
        "quoted": quote(secret, safe=""),
        "ends": f"{secret[:12]}…{secret[-12:]}",
    }
    error = json.dumps({"error": {"code": 401, "status": "UNAUTHENTICATED", "message": "X"}})
    error = error.replace("X", f"API key {every} not valid".replace('"', "'"))
    text = json.dumps({"candidates": [{"content": {"parts": [{"text": f"Your key: {every}"}]}}]})
    event = f"data: {text}\n\n".encode()
    late = f"data: {error}\n\n".encode()
    cut = event.index(secret.encode()) + 7
    stream = {"Content-Type": "text/event-stream"}
    return {
        "refused": (401, [error.encode()], {"Content-Type": "application/json"}),
        "page": (500, [f"<html><title>{secret}</title>{every}".encode()], {}),
        "text": (400, [f"{every}".encode()], {}),
        "stream": (200, [event, late], stream),
        "split": (200, [event[:cut], event[cut : cut + 9], event[cut + 9 :]], stream),
        "cut": (200, [event[: cut + 9]], stream),
        "header": (200, [event], {**stream, "X-Echo": secret, "Set-Cookie": f"k={secret}"}),
        "redirect": (302, [b""], {"Location": f"http://127.0.0.1:9/?key={secret}"}),
    }


@contextmanager
def echoing() -> Iterator[str]:
    """A server that answers by the first word of the path; gives its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        timeout = 5

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.path == "/token":
                self.answer(200, [json.dumps({"access_token": TOKEN, "expires_in": 3600}).encode()])
                return
            _, way, *_ = self.path.split("/")
            secret = TOKEN if "ya29" in self.headers.get("Authorization", "") else KEY
            self.answer(*echoes(secret)[way])

        def answer(
            self, status: int, pieces: list[bytes], headers: dict[str, str] | None = None
        ) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            for piece in pieces:
                self.wfile.write(piece)
                time.sleep(0.02)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def traces(secret: str) -> list[bytes]:
    """What must be found nowhere."""
    encoded = [base64.b64encode(b"x" * before + secret.encode())[4:-4] for before in range(3)]
    return [
        *(form.encode() for form in forms(secret)),
        secret.encode(),
        quote(secret, safe="").encode(),
        secret[:12].encode(),
        secret[-12:].encode(),
        *encoded,
    ]


def found_in(folder: Path, *secrets: str) -> list[str]:
    """The files under `folder` that hold a trace of a secret."""
    wanted = [trace for secret in secrets for trace in traces(secret)]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [
        f"{path.relative_to(folder)}: {trace!r}"
        for path in files
        for data in [path.read_bytes()]
        for trace in wanted
        if trace in data
    ]


class Place:
    """A home, a temporary and a working folder, and one for the output, all to be searched."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home, self.out = root / "home", root / "out"
        for folder in ("home", "tmp", "cwd", "out", "user"):
            (root / folder).mkdir(parents=True)
        self.environ = {
            name: value
            for name, value in os.environ.items()
            if not name.upper().startswith(("GEMINI", "GOOGLE", "OPENAI", "CLOUDSDK"))
            and not name.upper().endswith("_PROXY")
        } | {
            "CANARY_KEY": KEY,
            "GEMINI_DESKTOP_HOME": str(self.home),
            "HOME": str(root / "user"),
            "TMPDIR": str(root / "tmp"),
            "PYTHONPATH": str(Path.cwd()),
            "PYTHONDEVMODE": "1",
            "PYTHONWARNINGS": "default",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "QT_QPA_PLATFORM": "offscreen",
            "GOOGLE_SDK_PYTHON_LOGGING_SCOPE": "google",
        }
        self.runs = 0

    def command(self, *arguments: str) -> int:
        """Run the program with debug logging; its output goes to a file."""
        self.runs += 1
        with (self.out / f"{self.runs}.txt").open("wb") as out:
            return subprocess.run(
                [sys.executable, "-c", _CHATTY, *arguments],
                env=self.environ,
                cwd=self.root / "cwd",
                stdout=out,
                stderr=subprocess.STDOUT,
                timeout=PATIENCE_S,
                check=False,
            ).returncode

    def said(self) -> str:
        """All output so far."""
        return "".join(path.read_text("utf-8", "replace") for path in self.out.glob("*.txt"))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "place")


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """A search that finds nothing proves nothing."""
    assert found_in(tmp_path, KEY) == []
    encoded = base64.b64encode(f"ab{KEY}c".encode()).decode()
    for number, text in enumerate((KEY, KEY[:12], KEY[-12:], quote(KEY, safe=""), encoded)):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "file").write_bytes(b"x\0" + text.encode())
        assert found_in(folder, KEY), text
    assert found_in(tmp_path, TOKEN) == []


def test_commands_leave_no_trace(place: Place) -> None:
    """Each echo to each of three forms of output; keys in headers, query, address and proxy."""
    with echoing() as base:
        for way in echoes(KEY):
            target = ("send", "Hi", "--base-url", f"{base}/{way}", "--max-retries", "0")
            capture = str(place.out / f"{way}.gcap")
            place.command(*target, "--key-env", "CANARY_KEY", "--json", "--record", capture)
            place.command(*target, "--key-env", "CANARY_KEY", "--auth", "bearer")
        refused = ("send", "Hi", "--base-url", f"{base}/refused", "--max-retries", "0")
        place.command(*refused, "--auth", "none", "--header", "X-Gateway-Pass: env:CANARY_KEY")
        place.command(*refused, "--auth", "none", "--query", "tenant=env:CANARY_KEY", "--json")
        place.command("send", "Hi", "--base-url", f"{base}/refused?key={KEY}")
        place.command("send", "Hi", "--base-url", base.replace("//", f"//me:{quote(KEY)}@"))
        place.command(
            "send", "Hi", "--base-url", base.replace("//", f"//me:{quote(KEY, safe='')}@")
        )
        place.command(*refused, "--auth", "none", "--proxy", f"http://me:{quote(KEY)}@127.0.0.1:9")
        for form in ("request", "curl", "python"):
            place.command(*refused, "--key-env", "CANARY_KEY", "--dry-run", form)
        place.command("doctor")
    said = place.said()
    assert "401" in said
    assert said.count("***") > 10
    assert len(list(place.out.glob("*.gcap"))) == len(echoes(KEY))
    assert found_in(place.root, KEY) == []


def test_an_account_leaves_no_trace(place: Place, tmp_path: Path) -> None:
    """Neither the private key, nor the token that came for it and that the server echoes."""
    with echoing() as base:
        account = info(f"{base}/token")
        file = written(tmp_path, account)
        for way in ("refused", "stream", "split"):
            place.command(
                "send", "Hi", "--base-url", f"{base}/{way}", "--service-account", str(file),
                "--allow-token-host", "127.0.0.1", "--json", "--max-retries", "0",
                "--record", str(place.out / f"{way}.gcap"),
            )  # fmt: skip
    assert len(list(place.out.glob("*.gcap"))) == 3
    secret = "".join(account["private_key"].splitlines()[1:-1])
    assert found_in(place.root, TOKEN, secret, secret[:64]) == []


@pytest.mark.parametrize(
    ("how", "way"), [("close", "refused"), ("abort", "stream"), ("kill", "split")]
)
def test_the_window_leaves_no_trace(place: Place, how: str, way: str) -> None:
    """Saved transcripts and captures in every form, programs, a request sent again, the library, the
    logs, and what a crash prints."""
    with echoing() as base:
        profile = Profile(
            name="Echo",
            base_url=f"{base}/{way}",
            secret="env:CANARY_KEY",
            headers=(("X-Gateway-Pass", "env:CANARY_KEY"),),
            query=(("tenant", "env:CANARY_KEY"),),
            max_retries=0,
        )
        SettingsFile(place.home).save(Settings(profiles=(profile,), current_profile="Echo"))
        with (place.out / "window.txt").open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, str(DRIVER), str(place.home), str(place.out), how],
                env=place.environ,
                cwd=place.root / "cwd",
                stdout=out,
                stderr=subprocess.STDOUT,
            )
            if how == "kill":
                waited_for(lambda: "shown:" in place.said())
                process.kill()
            code = process.wait(timeout=PATIENCE_S)
    said = place.said()
    assert "shown: A fault in this program" in said
    assert code == {"close": 0, "abort": -signal.SIGABRT, "kill": -signal.SIGKILL}[how]
    assert "failed: " in (place.home / "logs" / "gemini-desktop.log").read_text("utf-8")
    assert len(list(place.out.glob("chat.*"))) == 3 + 4
    assert len(list(place.out.glob("*.capture"))) == 6
    assert (place.out / "live.log").read_text("utf-8").count("--- ") == 2
    assert found_in(place.root, KEY) == []


def waited_for(ready: Any) -> None:
    until = time.monotonic() + PATIENCE_S
    while not ready():
        assert time.monotonic() < until
        time.sleep(0.05)
