"""Where the time went before the first byte, over real sockets with known delays."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    PhasePassed,
    Record,
    RequestSent,
    ResponseStarted,
)
from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.core.profile import Profile, Timeouts
from gemini_desktop.core.request import HttpRequest
from gemini_desktop.net import route
from gemini_desktop.net.exchange import Progress, exchange, new_client
from gemini_desktop.net.phases import Phases
from tests.net.certificates import authority, issued
from tests.net.proxies import proxy_to
from tests.net.test_exchange import sent, serving
from tests.support import PATIENCE_S, RunCoroutine

MS = 1_000_000
PATIENT = Timeouts(silence_s=3600)
REPLY = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
EVENT = b"data: 1\n\n"


class Slow:
    """A server of one connection that takes its time: before encryption, before the head, and
    between the head and the body; each time from when the client has come so far (`heard`)."""

    def __init__(self, context: ssl.SSLContext | None, delays_s: tuple[float, ...]) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self._context, self._delays_s = context, delays_s
        self._heard = {each: threading.Event() for each in ("connect", "send", "head")}
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self._thread.join()

    def heard(self, record: Record) -> None:
        """The client has this record."""
        if isinstance(record, PhasePassed) and record.name in self._heard:
            self._heard[record.name].set()
        elif isinstance(record, ResponseStarted):
            self._heard["head"].set()

    def _wait(self, delay_s: float, after: str) -> None:
        if delay_s:
            self._heard[after].wait(PATIENCE_S)
            time.sleep(delay_s)

    def _serve(self) -> None:
        with suppress(OSError):
            client, _ = self.listener.accept()
            client.settimeout(PATIENCE_S)
            self._wait(self._delays_s[0], "connect")
            if self._context is not None:
                client = self._context.wrap_socket(client, server_side=True)
            with client:
                while self._answer(client):
                    pass

    def _answer(self, client: socket.socket) -> bool:
        """One request and its answer; whether there was one."""
        asked = b""
        while not asked.endswith(b"\r\n\r\n{}"):
            piece = client.recv(65536)
            if not piece:
                return False
            asked += piece
        self._wait(self._delays_s[1], "send")
        client.sendall(REPLY)
        self._wait(self._delays_s[2], "head")
        client.sendall(EVENT)
        return True


@contextmanager
def slow(*delays_s: float, context: ssl.SSLContext | None = None) -> Iterator[Slow]:
    server = Slow(context, delays_s)
    try:
        yield server
    finally:
        server.close()


def safe(folder: Path) -> tuple[ssl.SSLContext, Profile]:
    """A server's context, and a profile that trusts it."""
    pair = issued(("127.0.0.1", "vertex.test"))
    (folder / "server.pem").write_bytes(pair.pem())
    (folder / "root.pem").write_bytes(authority().certificate_pem())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context, Profile(
        name="test", auth="none", timeouts=PATIENT, ca_file=str(folder / "root.pem")
    )


async def asked(
    profile: Profile, url: str, times: int = 1, heard: Callable[[Record], object] = bool
) -> list[Record]:
    """The records of so many exchanges over one client, one after the other, each of which `heard`
    gets at once."""
    records: list[Record] = []

    def keep(record: Record) -> Progress:
        records.append(record)
        heard(record)
        return Progress.EVENT

    request = HttpRequest(method="POST", url=url, body=b"{}")
    async with new_client(route.of(profile)) as client:
        for _ in range(times):
            await exchange(client, request, keep, profile=profile)
    return records


PLAIN = Profile(name="test", auth="none", timeouts=PATIENT)


def phases(records: list[Record]) -> list[PhasePassed]:
    return [record for record in records if isinstance(record, PhasePassed)]


def one(records: list[Record], name: str) -> PhasePassed:
    (found,) = (phase for phase in phases(records) if phase.name == name)
    return found


def span_ms(phase: PhasePassed) -> float:
    return (phase.t_ns - phase.began_ns) / MS


def test_each_part_of_the_way_takes_its_own_time(run_async: RunCoroutine) -> None:
    """The server waits 60 ms before its head and 40 before its body: the request was out before."""
    with slow(0, 0.06, 0.04) as server:
        url = f"http://127.0.0.1:{server.port}/v1"
        records = run_async(asked(PLAIN, url, heard=server.heard))
    sent_at, connected, written, head, read, ended = records
    assert isinstance(sent_at, RequestSent)
    assert isinstance(connected, PhasePassed)
    assert (connected.name, connected.detail, connected.failed) == ("connect", "127.0.0.1", False)
    assert isinstance(written, PhasePassed)
    assert (written.name, written.detail, written.failed) == ("send", "", False)
    assert isinstance(head, ResponseStarted)
    assert isinstance(read, BytesReceived)
    assert isinstance(ended, Ended)
    assert sent_at.t_ns <= connected.began_ns <= connected.t_ns <= written.began_ns <= written.t_ns
    assert head.t_ns - written.t_ns > 55 * MS
    assert read.t_ns - head.t_ns > 35 * MS


def test_encryption_is_told_apart(run_async: RunCoroutine, tmp_path: Path) -> None:
    context, profile = safe(tmp_path)
    with slow(0.08, 0.03, 0, context=context) as server:
        url = f"https://127.0.0.1:{server.port}/v1"
        records = run_async(asked(profile, url, heard=server.heard))
    assert [phase.name for phase in phases(records)] == ["connect", "tls", "send"]
    tls = one(records, "tls")
    assert tls.detail.startswith("TLSv1.")
    assert span_ms(tls) > 75
    assert one(records, "connect").t_ns <= tls.began_ns
    head = next(record for record in records if isinstance(record, ResponseStarted))
    assert head.t_ns - one(records, "send").t_ns > 25 * MS


def test_a_proxys_tunnel_is_a_part_of_its_own(run_async: RunCoroutine, tmp_path: Path) -> None:
    """The request to the proxy is not taken for ours."""
    context, profile = safe(tmp_path)
    with slow(0, 0, 0, context=context) as server, proxy_to(server.port) as proxy:
        fields = {"name": "test", "auth": "none", "ca_file": profile.ca_file, "proxy": proxy.base}
        through = Profile(**fields, timeouts=PATIENT)  # type: ignore[arg-type]
        records = run_async(asked(through, "https://vertex.test/v1"))
    assert [phase.name for phase in phases(records)] == ["connect", "tunnel", "tls", "send"]
    assert not any(phase.failed for phase in phases(records))
    times = [record.t_ns for record in records]
    assert times == sorted(times)


def test_an_open_connection_is_not_opened_again(run_async: RunCoroutine) -> None:
    with slow(0, 0, 0) as server:
        records = run_async(asked(PLAIN, f"http://127.0.0.1:{server.port}/v1", times=2))
    assert [phase.name for phase in phases(records)] == ["connect", "send", "send"]


def test_a_connection_that_cannot_be_opened_says_how_long_it_was_tried(
    run_async: RunCoroutine,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    records = run_async(asked(PLAIN, f"http://127.0.0.1:{port}/v1"))
    assert one(records, "connect").failed
    assert isinstance(records[-1], Ended)
    assert records[-1].how == "failed"


def test_encryption_that_fails_says_so(run_async: RunCoroutine, tmp_path: Path) -> None:
    """Whoever trusts nobody gets as far as the certificate."""
    context, _ = safe(tmp_path)
    with slow(0, 0, 0, context=context) as server:
        records = run_async(asked(PLAIN, f"https://127.0.0.1:{server.port}/v1"))
    assert [(phase.name, phase.failed) for phase in phases(records)] == [
        ("connect", False),
        ("tls", True),
    ]


def test_being_stopped_while_connecting_is_no_other_error(run_async: RunCoroutine) -> None:
    """The tape may fail at that moment too: stopping is still what happened."""
    listener = socket.create_server(("127.0.0.1", 0))

    def keep(record: Record) -> Progress:
        if isinstance(record, PhasePassed) and record.failed:
            raise StoreError(Failure(kind="disk", message="Full.", advice="Make room."))
        return Progress.NOTHING

    async def main() -> None:
        context = route.of(PLAIN)
        request = HttpRequest(method="POST", url=f"https://127.0.0.1:{port}/", body=b"{}")
        async with new_client(context) as client:
            task = asyncio.create_task(exchange(client, request, keep, profile=PLAIN))
            await asyncio.sleep(0.1)  # it waits for an answer to its hello
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    with listener:
        port = listener.getsockname()[1]
        run_async(main())


def test_reads_have_the_time_at_which_they_came(run_async: RunCoroutine) -> None:
    """Not the time at which we got round to them: the sink dawdles over the head, while the body
    lies read already."""
    head_and_body = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + EVENT

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head_and_body)

    def dawdle(record: Record) -> Progress:
        if isinstance(record, ResponseStarted):
            time.sleep(0.05)
        return Progress.EVENT

    async def main() -> None:
        async with serving(answer) as port:
            records, _ = await sent(port, sink=dawdle)
        head = next(record for record in records if isinstance(record, ResponseStarted))
        read = next(record for record in records if isinstance(record, BytesReceived))
        assert read.t_ns == head.t_ns

    run_async(main())


def test_what_httpcore_does_besides_is_not_told() -> None:
    told: list[PhasePassed] = []
    heard = Phases(lambda: 0, told.append).heard
    for event in (
        "connection.close.started",
        "http11.response_closed.complete",
        "http11.receive_response_body.started",
        "connection.start_tls.complete",  # without its beginning
        "odd",
    ):
        heard(event, {})
    heard("http11.send_request_headers.started", {"request": httpx.Request("POST", "http://x")})
    heard("http11.send_request_headers.complete", {"return_value": None})
    assert told == []
