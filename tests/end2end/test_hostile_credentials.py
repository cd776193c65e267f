"""Credential files from a stranger: the program, as a process, knocks at no foreign door without a
yes, and tells in a sentence what it did not do.

What would reach a host elsewhere goes to a proxy of this test, so that no knock is missed.
"""

import json
import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.end2end.hostile_credentials import CASES, SECRET, Case, Ground
from tests.executable import command
from tests.net.token_support import (
    TOKEN,
    Asked,
    Reply,
    answering,
    info,
    private_key,
    token,
    written,
)
from tests.support import PATIENCE_S


class Canary:
    """Keeps the first bytes of whoever connects."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.heard: list[bytes] = []


@contextmanager
def canary() -> Iterator[Canary]:
    """A listener that takes any connection for as long as the block, and gives a token to it."""
    answer = json.dumps({"access_token": TOKEN, "expires_in": 3600}).encode()
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        bird = Canary(listener.getsockname()[1])

        def listen() -> None:
            while True:
                try:
                    peer, _ = listener.accept()
                except OSError:  # shut down
                    return
                with peer:
                    peer.settimeout(1)
                    bird.heard.append(b"")  # also of one that says nothing
                    try:
                        bird.heard[-1] = peer.recv(65536)
                        peer.sendall(reply)
                    except OSError:
                        continue

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield bird
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def environment(folder: Path, proxy_port: int, **more: str) -> dict[str, str]:
    """Of a user who has a proxy, and nothing of Google's."""
    kept = ("PATH", "SYSTEMROOT", "LANG", "COVERAGE_PROCESS_START")
    proxy = f"http://127.0.0.1:{proxy_port}"
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), proxy),
        "HOME": str(folder / "home"),
        "GEMINI_DESKTOP_HOME": str(folder / "home"),
        "CLOUDSDK_CONFIG": str(folder / "gcloud"),
        "PYTHONPATH": str(Path.cwd()),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        **more,
    }


def sent(
    way: str, file: Path, folder: Path, proxy_port: int, *more: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    """The program's end."""
    arguments = ["--service-account", str(file)] if way == "sa" else ["--auth", "adc"]
    named = {"GOOGLE_APPLICATION_CREDENTIALS": str(file)} if way == "adc" else {}
    return subprocess.run(
        command("send", "--json", *arguments, *more, "Hi"),
        env=environment(folder, proxy_port, **named, **variables),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
        check=False,
    )


def secrets_in(text: str) -> list[str]:
    """Which secrets of the files stand in it."""
    return [part for part in (SECRET, private_key()[60:100], TOKEN, "PRIVATE KEY") if part in text]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_hostile_file_reaches_nobody_and_is_told(case: Case, tmp_path: Path) -> None:
    with canary() as bird, canary() as proxy:
        file = case.lay(Ground(tmp_path, bird.port))
        done = sent(case.way, file, tmp_path, proxy.port)
        assert (bird.heard, proxy.heard) == ([], [])
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("gemini-desktop: ")
    assert sentence.endswith(".")
    for words in case.words:
        assert words in sentence
    assert sentence.isprintable()
    assert secrets_in(done.stderr) == []
    assert not (tmp_path / "started").exists()


def test_more_than_a_handful_was_tried() -> None:
    assert len(CASES) > 90
    assert len({str(case) for case in CASES}) == len(CASES)


@pytest.mark.parametrize("way", ["sa", "adc"])
@pytest.mark.parametrize(
    "uri", ["https://oauth2.googleapis.com/token", "HTTPS://OAuth2.GoogleAPIs.com:443/token"]
)
def test_googles_own_address_is_the_one_that_is_asked(way: str, uri: str, tmp_path: Path) -> None:
    """The proof that the proxy would have heard of the others."""
    with canary() as proxy:
        done = sent(way, written(tmp_path, info(uri)), tmp_path, proxy.port)
        (heard,) = proxy.heard
    assert heard.startswith(b"CONNECT oauth2.googleapis.com:443 ")
    assert done.returncode == 3
    assert "No token could be fetched" in done.stderr
    assert secrets_in(done.stderr + heard.decode()) == []


@pytest.mark.parametrize("way", ["sa", "adc"])
def test_with_a_yes_that_host_alone_is_asked(way: str, tmp_path: Path) -> None:
    def vertex(asked: Asked) -> Reply:
        assert asked.headers["authorization"] == f"Bearer {TOKEN}"
        chunk = {"candidates": [{"content": {"parts": [{"text": "Hi"}]}, "finishReason": "STOP"}]}
        return Reply(200, b"data: " + json.dumps(chunk).encode() + b"\n\n")

    with ExitStack() as stack:
        proxy = stack.enter_context(canary())
        allowed = stack.enter_context(answering(lambda _: token()))
        api = stack.enter_context(answering(vertex))
        file = written(tmp_path, info(allowed.token_uri))
        yes = ("--allow-token-host", "127.0.0.1", "--base-url", f"{api.base}/v1")
        done = sent(way, file, tmp_path, proxy.port, *yes)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["text"] == "Hi"
    assert [asked.path for asked in allowed.asked] == ["/token"]
    assert len(api.asked) == 1
    assert proxy.heard == []
    assert secrets_in(done.stdout + done.stderr) == []


@pytest.mark.parametrize("way", ["sa", "adc"])
def test_a_yes_is_for_one_host_and_goes_no_further(way: str, tmp_path: Path) -> None:
    """Neither to the port of another host, nor along a redirect, nor for another host's file."""
    with ExitStack() as stack:
        proxy, elsewhere = (stack.enter_context(canary()) for _ in range(2))
        target = f"http://localhost:{elsewhere.port}/token"
        away = Reply(307, headers=(("Location", target),))
        allowed = stack.enter_context(answering(lambda _: away))
        yes = ("--allow-token-host", "127.0.0.1")
        done = sent(way, written(tmp_path, info(allowed.token_uri)), tmp_path, proxy.port, *yes)
        assert done.returncode == 2
        assert "redirects the token request" in done.stderr
        other = sent(way, written(tmp_path, info(target)), tmp_path, proxy.port, *yes)
        assert other.returncode == 2
        assert "localhost, which is not Google's" in other.stderr
        assert "--allow-token-host" in other.stderr
        assert (len(allowed.asked), elsewhere.heard, proxy.heard) == (1, [], [])
