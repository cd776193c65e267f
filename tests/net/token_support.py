"""A token server on loopback, and key files for it. The keys are made in the run that uses them."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

TOKEN = "CANARY-not-a-real-token-0123456789"


class Asked(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Reply(NamedTuple):
    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


def token(value: str = TOKEN, lasts_s: int = 3600) -> Reply:
    """What a token server answers."""
    body = {"access_token": value, "expires_in": lasts_s, "token_type": "Bearer"}
    return Reply(body=json.dumps(body).encode())


class Server:
    """Answers each request as `reply` says and keeps what was asked."""

    def __init__(self, port: int, asked: list[Asked]) -> None:
        self.asked = asked
        self.base = f"http://127.0.0.1:{port}"
        self.token_uri = f"{self.base}/token"


@contextmanager
def answering(reply: Callable[[Asked], Reply]) -> Iterator[Server]:
    """A server in a thread, for as long as the block."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        timeout = 5

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked.append(Asked(self.command, self.path, headers, self.rfile.read(length)))
            answer = reply(asked[-1])
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST  # noqa: N815 - the library's name

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Server(server.server_port, asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@lru_cache
def private_key() -> str:
    """A key of this run."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def info(token_uri: str = "https://oauth2.googleapis.com/token", **changes: Any) -> dict[str, Any]:
    """What a service account's key file says; a change to None leaves a field out."""
    fields = {
        "type": "service_account",
        "project_id": "carbide-team-478005-f8",
        "private_key_id": "0123456789abcdef",
        "private_key": private_key(),
        "client_email": "robot@carbide-team-478005-f8.example.test",
        "client_id": "1",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": token_uri,
        "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
        "client_x509_cert_url": "https://www.googleapis.com/robot/v1/metadata/x509/robot",
        "universe_domain": "googleapis.com",
    }
    return {name: value for name, value in (fields | changes).items() if value is not None}


def written(folder: Path, value: Any, name: str = "service-account.json") -> Path:
    """A credential file."""
    path = folder / name
    path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
    return path
