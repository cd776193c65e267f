"""Authorities, certificates and servers over TLS, made in the run that uses them."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.net.token_support import Asked, Reply

_DAY = dt.timedelta(days=1)
_PEM = serialization.Encoding.PEM


class Pair(NamedTuple):
    """A key and the certificate for it."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def certificate_pem(self) -> bytes:
        return self.certificate.public_bytes(_PEM)

    def pem(self) -> bytes:
        """Both, as a server loads them."""
        plain = serialization.NoEncryption()
        key = self.key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, plain)
        return self.certificate_pem() + key


@lru_cache
def authority() -> Pair:
    """A root that nobody knows unless it is named."""
    return _made("gemini-desktop test authority", (), None)


@lru_cache
def issued(names: tuple[str, ...], *, days: int = 1, alone: bool = False) -> Pair:
    """A certificate for these names, by the authority or by itself `alone`. It ends in `days`; one
    that has ended has a negative number."""
    return _made("gemini-desktop test server", names, None if alone else authority(), days)


def _made(name: str, names: tuple[str, ...], issuer: Pair | None, days: int = 1) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    ends = dt.datetime.now(dt.UTC) + days * _DAY
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ends - 3 * _DAY)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
    )
    if names:
        alternatives = x509.SubjectAlternativeName([_alternative(name) for name in names])
        builder = builder.add_extension(alternatives, critical=False)
    return Pair(key, builder.sign(issuer.key if issuer else key, hashes.SHA256()))


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


@contextmanager
def safe_server(
    folder: Path, pair: Pair, reply: Callable[[Asked], Reply], host: str = "127.0.0.1"
) -> Iterator[tuple[int, list[Asked]]]:
    """A server over TLS in a thread: its port, and what it was asked."""
    file = folder / f"server-{pair.certificate.serial_number}.pem"
    file.write_bytes(pair.pem())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        timeout = 5

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked.append(Asked(self.command, self.path, headers, self.rfile.read(length)))
            answer = reply(asked[-1])
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST  # noqa: N815 - the library's name

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    class Server(HTTPServer):
        def handle_error(self, *_: Any) -> None:
            """A client that distrusts us hangs up; that is what is tested."""

    server = Server((host, 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
