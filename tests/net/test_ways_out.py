"""Proxies and certificates over real sockets: for the exchange and for its token alike, and in
words where they do not let us through."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from gemini_desktop.core.capture import BytesReceived, Ended, Record
from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import HttpRequest
from gemini_desktop.net import route
from gemini_desktop.net.exchange import Progress, exchange, new_client
from gemini_desktop.net.tokens import Tokens
from tests.net.certificates import Pair, authority, issued, safe_server
from tests.net.proxies import Proxy, proxy_to
from tests.net.token_support import TOKEN, Asked, Reply, info, token, written
from tests.support import RunCoroutine

HOSTS = ("sts.corp.test", "vertex.test", "127.0.0.1", "127.0.0.2", "localhost")
CANARY = "CANARY-not-a-real-password"
CHUNK = b'data: {"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]}\n\n'


def reply(asked: Asked) -> Reply:
    """A token server and a Vertex AI in one."""
    return token() if asked.path == "/token" else Reply(200, CHUNK)


@contextmanager
def corporate(folder: Path, **fields: Any) -> Iterator[tuple[Proxy, list[Asked]]]:
    """A network where all goes through one proxy, which leads to one server for all names."""
    with (
        safe_server(folder, issued(HOSTS), reply) as (port, asked),
        proxy_to(port, **fields) as proxy,
    ):
        yield proxy, asked


def profile(folder: Path, **fields: Any) -> Profile:
    """A service account whose token server is the company's own."""
    root = folder / "root.pem"
    root.write_bytes(authority().certificate_pem())
    file = written(folder, info("https://sts.corp.test/token"))
    known: dict[str, Any] = {"name": "Corp", "auth": "service-account", "ca_file": str(root)}
    known |= {"service_account_file": str(file), "allow_token_host": "sts.corp.test"}
    return Profile(**known | fields)


async def both(asked: Profile, url: str = "https://vertex.test/v1") -> tuple[str, Ended, bytes]:
    """The token, and an exchange with it: how it ended, and what came."""
    tokens = Tokens()
    proof = await tokens.get(asked)
    ended, body = await exchanged(asked, url, proof)
    await tokens.close()
    return proof, ended, body


async def exchanged(asked: Profile, url: str, proof: str = "x") -> tuple[Ended, bytes]:
    records: list[Record] = []

    def keep(record: Record) -> Progress:
        records.append(record)
        return Progress.EVENT

    request = HttpRequest(
        method="POST", url=url, headers=(("Authorization", f"Bearer {proof}"),), body=b"{}"
    )
    async with new_client(route.of(asked)) as client:
        ended = await exchange(client, request, keep, profile=asked)
    return ended, b"".join(r.data for r in records if isinstance(r, BytesReceived))


def refusal(asked: Profile, run_async: RunCoroutine, url: str = "https://vertex.test/v1") -> Any:
    """How an exchange failed."""
    ended, _ = run_async(exchanged(asked, url))
    assert ended.failure is not None
    assert CANARY not in repr(ended)
    return ended.failure


@pytest.mark.parametrize("where", ["profile", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_one_proxy_carries_the_token_and_the_exchange(
    home: Path,
    tmp_path: Path,
    run_async: RunCoroutine,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    with corporate(tmp_path) as (proxy, asked):
        if where != "profile":
            monkeypatch.setenv(where, proxy.base)
        chosen = profile(tmp_path, proxy=proxy.base if where == "profile" else "")
        proof, ended, body = run_async(both(chosen))
    assert (proof, ended.failure, body) == (TOKEN, None, CHUNK)
    assert proxy.targets == ["sts.corp.test:443", "vertex.test:443"]
    assert [one.path for one in asked] == ["/token", "/v1"]
    assert asked[1].headers["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in "".join(proxy.heads)


def test_a_proxys_password_goes_to_the_proxy_alone(
    home: Path, tmp_path: Path, run_async: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with corporate(tmp_path, password=f"me:{CANARY}") as (proxy, asked):
        monkeypatch.setenv("HTTPS_PROXY", proxy.base.replace("//", f"//me:{CANARY}@"))
        proof, ended, _ = run_async(both(profile(tmp_path)))
    assert (proof, ended.failure) == (TOKEN, None)
    assert len(proxy.heads) == len(asked) == 2
    assert all("proxy-authorization" not in one.headers for one in asked)


@pytest.mark.parametrize("password", ["", "me:CANARY-not-a-real-password"])
def test_a_proxy_that_wants_a_password_says_so(
    home: Path,
    tmp_path: Path,
    run_async: RunCoroutine,
    monkeypatch: pytest.MonkeyPatch,
    password: str,
) -> None:
    """None, or a wrong one; for the token too."""
    with corporate(tmp_path, password="other:word") as (proxy, asked):
        user = f"{password}@" if password else ""
        monkeypatch.setenv("HTTPS_PROXY", proxy.base.replace("//", f"//{user}"))
        chosen = profile(tmp_path)
        failure = refusal(chosen, run_async)
        with pytest.raises(GeminiDesktopError) as caught:
            run_async(Tokens().get(chosen))
    assert asked == []
    for told in (failure, caught.value.failure):
        assert told.kind == "proxy_password"
        assert f"127.0.0.1:{proxy.port} wants a name and a password (407)" in told.message
        assert "HTTPS_PROXY" in told.advice
        assert CANARY not in repr(told)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "proxy"),
        (b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "proxy"),
        (b"garbage\r\n\r\n", "bad_status_line"),
    ],
)
def test_a_proxy_that_does_not_let_us_through(
    home: Path, tmp_path: Path, run_async: RunCoroutine, answer: bytes, kind: str
) -> None:
    with corporate(tmp_path, refusal=answer) as (proxy, asked):
        failure = refusal(profile(tmp_path, proxy=proxy.base), run_async)
    assert failure.kind == kind
    assert asked == []
    if kind == "proxy":
        assert f"The proxy 127.0.0.1:{proxy.port} did not let us through" in failure.message
        assert "vertex.test" in failure.message


@pytest.mark.parametrize("host", ["127.0.0.1:9", "no-such-proxy.invalid:9"])
def test_a_proxy_that_is_not_there_is_named_and_not_the_server(
    home: Path, tmp_path: Path, run_async: RunCoroutine, host: str
) -> None:
    failure = refusal(profile(tmp_path, proxy=f"http://{host}"), run_async)
    assert failure.kind == "proxy_unreachable"
    assert f"The proxy {host} cannot be reached, so vertex.test was not asked" in failure.message
    assert "direct" in failure.advice


@pytest.mark.parametrize(
    ("spared", "through"),
    [
        ("127.0.0.2", False),
        ("other.test,127.0.0.2", False),
        (" other.test , 127.0.0.2 ", False),
        ("*", False),
        ("", True),
        ("other.test", True),
        ("27.0.0.2", True),
        ("127.0.0", True),
    ],
)
def test_who_is_spared_the_proxy(
    home: Path,
    tmp_path: Path,
    run_async: RunCoroutine,
    monkeypatch: pytest.MonkeyPatch,
    spared: str,
    through: bool,
) -> None:
    """NO_PROXY, for an address on this computer that is not one of its usual names."""
    with (
        safe_server(tmp_path, issued(HOSTS), reply, "127.0.0.2") as (port, asked),
        proxy_to(1, refusal=b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n") as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", proxy.base)
        monkeypatch.setenv("NO_PROXY", spared)
        ended, _ = run_async(exchanged(profile(tmp_path), f"https://127.0.0.2:{port}/v1"))
        direct = profile(tmp_path, proxy="direct")
        assert run_async(exchanged(direct, f"https://127.0.0.2:{port}/v1"))[0].failure is None
    assert (ended.failure is not None) == through
    assert len(proxy.heads) == through
    assert len(asked) == (1 if through else 2)


@pytest.mark.parametrize(
    ("spared", "bypassed"),
    [(".corp.test", True), ("corp.test", True), ("sts.corp.test", True), ("orp.test", False)],
)
def test_domains_are_spared_with_their_hosts(
    home: Path, monkeypatch: pytest.MonkeyPatch, spared: str, bypassed: bool
) -> None:
    """As the client decides it, and as the words for the user say it."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.test:1")
    monkeypatch.setenv("NO_PROXY", spared)
    url = "https://sts.corp.test/token"
    client = httpx.Client(trust_env=True)
    usual = client._transport_for_url(httpx.URL(url)) is client._transport
    client.close()
    assert usual == bypassed
    assert (route.proxy_for(route.Route(), url) == "") == bypassed


def test_the_words_for_a_proxy_hold_no_password(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "https://vertex.test/"
    assert route.proxy_for(route.Route(), url) == ""
    monkeypatch.setenv("ALL_PROXY", f"http://me:{CANARY}@proxy.test:3128")
    assert route.proxy_for(route.Route(), url) == "proxy.test:3128"
    assert route.proxy_for(route.Route(), "https://127.0.0.1:1/") == ""
    assert route.proxy_for(route.Route(proxy="direct"), url) == ""
    assert route.proxy_for(route.Route(proxy="http://own.test"), url) == "own.test"
    monkeypatch.setenv("HTTPS_PROXY", "bare.test:8080")
    assert route.proxy_for(route.Route(), url) == "bare.test:8080"
    monkeypatch.setenv("HTTPS_PROXY", "http://x:y")
    assert route.proxy_for(route.Route(), url) == ""


# --- certificates --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pair", "why"),
    [
        (lambda: issued(HOSTS), "its issuer is not known to this computer"),
        (lambda: issued(HOSTS, alone=True), "it is signed by itself alone"),
        (lambda: issued(HOSTS, days=-1), "it has expired"),
        (lambda: issued(HOSTS, days=9), "it is not valid yet"),
        (lambda: issued(("other.test",)), "it is made out to another"),
    ],
)
def test_a_certificate_that_is_not_believed_is_told_with_the_reason(
    home: Path, tmp_path: Path, run_async: RunCoroutine, pair: Any, why: str
) -> None:
    """For the exchange and for the token: which host, why, and what can be done."""
    known = why not in {"its issuer is not known to this computer", "it is signed by itself alone"}
    made: Pair = pair()
    with (
        safe_server(tmp_path, made, reply) as (port, asked),
        proxy_to(port) as proxy,
    ):
        fields = {} if known else {"ca_file": ""}
        chosen = profile(tmp_path, proxy=proxy.base, **fields)
        failure = refusal(chosen, run_async)
        with pytest.raises(GeminiDesktopError) as caught:
            run_async(Tokens().get(chosen))
        assert asked == []
        for told, host in ((failure, "vertex.test"), (caught.value.failure, "sts.corp.test")):
            assert told.kind == "tls_certificate"
            assert f"The certificate of {host} is not trusted: {why}" in told.message
            assert "--ca-file" in told.advice
        blind = profile(tmp_path, proxy=proxy.base, insecure=True, ca_file="")
        proof, ended, _ = run_async(both(blind))
        assert (proof, ended.failure) == (TOKEN, None)


def test_the_systems_certificates_are_believed(
    home: Path, tmp_path: Path, run_async: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SSL_CERT_FILE stands for the system's store; the profile names none."""
    root = tmp_path / "store.pem"
    root.write_bytes(authority().certificate_pem())
    monkeypatch.setenv("SSL_CERT_FILE", str(root))
    with corporate(tmp_path) as (proxy, asked):
        proof, ended, _ = run_async(both(profile(tmp_path, ca_file="", proxy=proxy.base)))
    assert (proof, ended.failure) == (TOKEN, None)
    assert len(asked) == 2


def test_a_name_that_is_no_home_is_told(home: Path) -> None:
    with pytest.raises(GeminiDesktopError, match="cannot be read"):
        new_client(route.Route(ca_file="~nobody-here/root.pem"))


def test_the_demo_needs_no_way_out(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that cannot be used does not stand in its way."""
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    demo = Profile(name="Demo", demo=True, proxy="http://proxy.test:1")

    async def main() -> None:
        async with new_client(route.of(demo)):
            """It could be made."""

    asyncio.run(main())
