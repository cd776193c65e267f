"""The way out: which proxy, whose certificates; for requests and for tokens alike."""

import contextlib
import datetime as dt
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from gemini_desktop.core.errors import ConfigurationError, NetworkError
from gemini_desktop.core.profile import Profile
from gemini_desktop.net import route
from gemini_desktop.net.clients import Clients
from gemini_desktop.net.exchange import new_client
from gemini_desktop.net.token_transport import TokenTransport
from gemini_desktop.net.tokens import Tokens
from tests.net.token_support import TOKEN, Asked, Reply, answering, info, token, written
from tests.support import RunCoroutine


@lru_cache
def certificate() -> bytes:
    """A key and the certificate that it signed itself, for 127.0.0.1; of this run."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "gemini-desktop test")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    return made.public_bytes(pem) + key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@contextlib.contextmanager
def safe_server(folder: Path) -> Iterator[str]:
    """A server over TLS with a certificate that nobody knows; gives its address."""
    file = folder / "server.pem"
    file.write_bytes(certificate())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)

    class Handler(BaseHTTPRequestHandler):
        timeout = 5

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    class Server(HTTPServer):
        def handle_error(self, *_: Any) -> None:
            """A client that distrusts us hangs up; that is what is tested."""

    server = Server(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def asked_over(url: str, way: route.Route, run_async: RunCoroutine) -> str:
    async def main() -> str:
        async with new_client(way) as client:
            return (await client.get(url)).text

    return run_async(main())


def test_an_unknown_certificate_is_refused_until_it_is_named(
    home: Path, tmp_path: Path, run_async: RunCoroutine
) -> None:
    root = tmp_path / "root.pem"
    root.write_bytes(certificate().partition(b"-----BEGIN PRIVATE")[0])
    with safe_server(tmp_path) as url:
        with pytest.raises(httpx.ConnectError, match=r"(?i)certificate"):
            asked_over(url, route.Route(), run_async)
        assert asked_over(url, route.Route(ca_file=str(root)), run_async) == "ok"
        assert asked_over(url, route.Route(insecure=True), run_async) == "ok"


def test_the_token_server_is_believed_in_the_same_way(
    home: Path, tmp_path: Path, run_async: RunCoroutine
) -> None:
    root = tmp_path / "root.pem"
    root.write_bytes(certificate().partition(b"-----BEGIN PRIVATE")[0])
    with safe_server(tmp_path) as url:
        strict = Profile(name="x", allow_token_host="127.0.0.1")
        with pytest.raises(NetworkError) as caught:
            TokenTransport(strict)(url, "POST", b"")
        assert caught.value.failure.kind == "tls_certificate"
        trusting = Profile(name="x", allow_token_host="127.0.0.1", ca_file=str(root))
        assert TokenTransport(trusting)(url, "POST", b"").data == b"ok"
        blind = Profile(name="x", allow_token_host="127.0.0.1", insecure=True)
        assert TokenTransport(blind)(url, "POST", b"").data == b"ok"


@pytest.mark.parametrize("content", [None, b"", b"no certificate", b"\xff\x00"])
def test_a_certificate_file_that_cannot_be_used_is_told(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "root.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"root\.pem") as caught:
        new_client(route.Route(ca_file=str(file)))
    assert caught.value.failure.kind == "ca_file"
    assert caught.value.failure.advice


def test_a_folder_of_certificates_will_do(tmp_path: Path) -> None:
    assert isinstance(route.tls(route.Route(ca_file=str(tmp_path))), ssl.SSLContext)


def test_the_profiles_proxy_carries_requests_and_tokens(
    home: Path, tmp_path: Path, run_async: RunCoroutine
) -> None:
    """The proxy sees whole addresses; the hosts themselves do not exist."""

    def proxy(asked: Asked) -> Reply:
        return token() if asked.path.endswith("/token") else Reply(body=b"through")

    with answering(proxy) as server:
        way = route.Route(proxy=server.base)

        async def main() -> str:
            async with new_client(way) as client:
                return (await client.post("http://vertex.test/v1", content=b"x")).text

        assert run_async(main()) == "through"
        file = written(tmp_path, info("http://127.0.0.1:9/token"))
        profile = Profile(
            name="x",
            auth="service-account",
            service_account_file=str(file),
            allow_token_host="127.0.0.1",
            proxy=server.base,
        )
        assert run_async(Tokens().get(profile)) == TOKEN
    assert [asked.path for asked in server.asked] == [
        "http://vertex.test/v1",
        "http://127.0.0.1:9/token",
    ]


def test_the_environments_proxy_is_taken_but_not_to_this_computer(
    home: Path, monkeypatch: pytest.MonkeyPatch, run_async: RunCoroutine
) -> None:
    with (
        answering(lambda _: Reply(body=b"proxy")) as proxy,
        answering(lambda _: Reply(body=b"itself")) as itself,
    ):
        monkeypatch.setenv("HTTP_PROXY", proxy.base)

        async def main(way: route.Route, url: str) -> str:
            async with new_client(way) as client:
                return (await client.post(url, content=b"x")).text

        assert run_async(main(route.Route(), "http://vertex.test/")) == "proxy"
        assert run_async(main(route.Route(), itself.base)) == "itself"
        assert run_async(main(route.Route(proxy="direct"), itself.base)) == "itself"
        allowed = Profile(name="x", allow_token_host="127.0.0.1")
        assert TokenTransport(allowed)(itself.token_uri, "POST", b"").data == b"itself"


@pytest.mark.parametrize(
    "proxy", ["socks5://127.0.0.1:1", "127.0.0.1:1", "http://", "ftp://x", "http://[", "nonsense"]
)
def test_a_proxy_that_cannot_be_one_is_told(home: Path, proxy: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        new_client(route.Route(proxy=proxy))
    assert caught.value.failure.kind == "proxy"
    assert "direct" in caught.value.failure.advice


def test_a_proxys_password_belongs_into_the_environment(home: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        new_client(route.Route(proxy="http://me:CANARY-not-a-real-key@proxy.test:8080"))
    assert "proxy.test" in caught.value.failure.message
    assert "CANARY" not in repr(caught.value.failure)


@pytest.mark.parametrize("value", ["socks5://x:1", "nonsense://u:CANARY-not-a-real-key@x:1"])
def test_an_environment_that_cannot_be_used_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", value)
    with pytest.raises(ConfigurationError) as caught:
        new_client()
    assert "ALL_PROXY" in caught.value.failure.message
    assert "CANARY" not in repr(caught.value.failure)
    assert caught.value.__suppress_context__


def test_a_client_is_made_once_for_each_way_out(home: Path, run_async: RunCoroutine) -> None:
    made: list[route.Route] = []

    def make(way: route.Route) -> httpx.AsyncClient:
        made.append(way)
        return new_client(way)

    async def main() -> None:
        clients = Clients(make)
        first = await clients.get(Profile(name="one"))
        assert await clients.get(Profile(name="two", model="other")) is first
        direct = await clients.get(Profile(name="three", proxy=" direct "))
        assert direct is not first
        await clients.close()
        await clients.close()
        assert first.is_closed
        assert direct.is_closed

    run_async(main())
    assert made == [route.Route(), route.Route(proxy="direct")]


def test_a_program_that_was_removed_while_it_is_open_says_so(
    home: Path, run_async: RunCoroutine
) -> None:
    def make(_: route.Route) -> httpx.AsyncClient:
        raise ModuleNotFoundError("no file", name="_ssl")

    async def main() -> None:
        clients = Clients(make)
        with pytest.raises(ConfigurationError, match="not there any more") as raised:
            await clients.get(Profile(name="p"))
        assert "open it again" in raised.value.failure.advice
        assert raised.value.failure.detail == "_ssl"
        await clients.close()

    run_async(main())
