"""`send` in a company's network: one proxy for all, its own authority, its own token server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.end2end.test_hostile_credentials import sent
from tests.net.certificates import authority, issued, safe_server
from tests.net.proxies import proxy_to
from tests.net.test_ways_out import CANARY, HOSTS, corporate, reply
from tests.net.token_support import info, written

WHERE = ("--allow-token-host", "sts.corp.test", "--base-url", "https://vertex.test/v1")


@pytest.fixture
def root(tmp_path: Path) -> str:
    file = tmp_path / "root.pem"
    file.write_bytes(authority().certificate_pem())
    return str(file)


def test_the_environments_proxy_and_a_named_authority(tmp_path: Path, root: str) -> None:
    kept = tmp_path / "kept.gcap"
    with corporate(tmp_path) as (proxy, asked):
        file = written(tmp_path, info("https://sts.corp.test/token"))
        arguments = (*WHERE, "--ca-file", root, "--record", str(kept))
        done = sent("sa", file, tmp_path, proxy.port, *arguments)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["text"] == "Hi"
    assert proxy.targets == ["sts.corp.test:443", "vertex.test:443"]
    assert len(asked) == 2
    assert kept.is_file()


def test_a_proxys_password_is_in_no_output(tmp_path: Path, root: str) -> None:
    kept = tmp_path / "kept.gcap"
    with corporate(tmp_path, password="other:word") as (proxy, _):
        file = written(tmp_path, info("https://sts.corp.test/token"))
        secret = f"http://me:{CANARY}@127.0.0.1:{proxy.port}"
        arguments = (*WHERE, "--ca-file", root, "--record", str(kept))
        done = sent("sa", file, tmp_path, proxy.port, *arguments, HTTPS_PROXY=secret)
    assert done.returncode == 3
    assert "wants a name and a password (407)" in done.stderr
    assert CANARY not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 3, "The certificate of sts.corp.test is not trusted: its issuer is not known"),
        (("--insecure",), 0, ""),
        (("--ca-file", "gone.pem"), 2, "gone.pem cannot be read"),
        (("--proxy", "socks5://127.0.0.1:9"), 2, "SOCKS is not supported"),
        (("--proxy", "http://me:word@127.0.0.1:9"), 2, "a profile holds no secret"),
        (("--proxy", "http://127.0.0.1:9"), 3, "The proxy 127.0.0.1:9 cannot be reached"),
    ],
)
def test_what_stands_in_the_way_is_told(
    tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    with (
        safe_server(tmp_path, issued(HOSTS), reply) as (port, asked),
        proxy_to(port) as proxy,
    ):
        file = written(tmp_path, info("https://sts.corp.test/token"))
        done = sent("sa", file, tmp_path, proxy.port, *WHERE, *arguments)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert len(asked) == (2 if code == 0 else 0)
    if code == 0:
        notes = {note["id"] for note in json.loads(done.stdout)["notes"]}
        assert "certificates_unchecked" in notes
