"""Names and their addresses over real sockets: the first that answers, and no socket left."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.capture import Ended
from gemini_desktop.net import connecting
from tests.net.test_exchange import EVENT, HEAD, replying, serving
from tests.net.test_phases import PLAIN, asked, one, phases
from tests.support import RunCoroutine, until

NAMES = st.lists(st.text("abc", min_size=1, max_size=2), unique=True, max_size=6)


class Stream(httpcore.AsyncNetworkStream):
    """A connection that knows whether it was closed."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.closed = False

    async def aclose(self) -> None:
        self.closed = True


class Net:
    """Addresses with what becomes of them: seconds until they answer, an error, or another address
    that is tried before they answer."""

    def __init__(self, **answers: float | str | Exception) -> None:
        self._answers = answers
        self.tried: list[str] = []
        self.cancelled: list[str] = []
        self.streams: list[Stream] = []

    async def connect(self, address: str) -> httpcore.AsyncNetworkStream:
        self.tried.append(address)
        answer = self._answers[address]
        try:
            if isinstance(answer, str):
                await until(lambda: answer in self.tried)
            else:
                await asyncio.sleep(0.01 if isinstance(answer, Exception) else answer)
        except asyncio.CancelledError:
            self.cancelled.append(address)
            raise
        if isinstance(answer, Exception):
            raise answer
        self.streams.append(Stream(address))
        return self.streams[-1]

    async def first(self, *places: str) -> str:
        stream = await connecting.first_open(self.connect, places)
        assert isinstance(stream, Stream)
        assert not stream.closed
        assert all(each.closed for each in self.streams if each is not stream)
        return stream.address


REFUSED = httpcore.ConnectError("refused")


def test_the_first_is_taken_where_it_answers(
    run_async: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "_NEXT_AFTER_S", 3600.0)
    net = Net(a=0.05, b=0.0)
    assert run_async(net.first("a", "b")) == "a"
    assert net.tried == ["a"]


def test_after_a_refusal_the_next_is_tried_at_once(
    run_async: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "_NEXT_AFTER_S", 3600.0)
    net = Net(a=REFUSED, b=0.0)
    assert run_async(net.first("a", "b")) == "b"


def test_one_that_says_nothing_is_not_waited_for(run_async: RunCoroutine) -> None:
    """A broken IPv6 network is like that. What was begun with it is ended."""
    net = Net(a=3600.0, b=0.0)
    assert run_async(net.first("a", "b")) == "b"
    assert net.cancelled == ["a"]


def test_the_slower_may_still_win_and_the_other_is_ended(run_async: RunCoroutine) -> None:
    net = Net(a="b", b=3600.0)
    assert run_async(net.first("a", "b")) == "a"
    assert net.cancelled == ["b"]


def test_the_only_error_is_the_error(run_async: RunCoroutine) -> None:
    with pytest.raises(httpcore.ConnectError, match="refused"):
        run_async(Net(a=REFUSED).first("a"))


def test_several_errors_are_all_told(run_async: RunCoroutine) -> None:
    with pytest.raises(httpcore.ConnectError) as raised:
        run_async(Net(a=REFUSED, b=httpcore.ConnectError("unreachable")).first("a", "b"))
    group = raised.value.__cause__
    assert isinstance(group, ExceptionGroup)
    assert sorted(map(str, group.exceptions)) == ["refused", "unreachable"]


def test_being_stopped_leaves_nothing_open(run_async: RunCoroutine) -> None:
    net = Net(a=3600.0, b=3600.0)

    async def main() -> None:
        task = asyncio.create_task(net.first("a", "b"))
        await until(lambda: net.tried == ["a", "b"])
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run_async(main())
    assert sorted(net.cancelled) == ["a", "b"]


@given(NAMES, NAMES)
def test_families_take_turns_and_none_is_lost(first: list[str], second: list[str]) -> None:
    second = [name.upper() for name in second]
    merged = connecting.in_turns(first, second)
    assert [name for name in merged if name in first] == first
    assert [name for name in merged if name in second] == second
    both = 2 * min(len(first), len(second))
    assert [name.isupper() for name in merged[:both]] == [False, True] * (both // 2)


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("fe80::1%lo", True),
        ("localhost", False),
        ("1.2", False),
    ],
)
def test_an_address_needs_no_looking_up(host: str, known: bool) -> None:
    assert connecting.is_address(host) == known


def test_localhost_has_its_own_lookup(run_async: RunCoroutine) -> None:
    """The server listens on IPv4 alone, whatever else the name may mean."""

    async def main() -> list[Any]:
        async with serving(replying(HEAD, EVENT)) as port:
            return await asked(PLAIN, f"http://localhost:{port}/v1")

    records = run_async(main())
    assert [phase.name for phase in phases(records)] == ["lookup", "connect", "send"]
    lookup, connected = one(records, "lookup"), one(records, "connect")
    assert lookup.began_ns <= lookup.t_ns == connected.began_ns <= connected.t_ns
    assert connected.detail == "127.0.0.1"
    times = [record.t_ns for record in records]
    assert times == sorted(times)


def test_a_name_that_nobody_knows_fails_while_it_is_looked_up(run_async: RunCoroutine) -> None:
    records = run_async(asked(PLAIN, "http://nobody.invalid/v1"))
    (phase,) = phases(records)
    assert (phase.name, phase.failed) == ("lookup", True)
    ended = records[-1]
    assert isinstance(ended, Ended)
    assert ended.failure is not None
    assert ended.failure.kind == "dns"


def test_where_nobody_listens_it_is_refused_as_ever(run_async: RunCoroutine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    records = run_async(asked(PLAIN, f"http://localhost:{port}/v1"))
    assert isinstance(records[-1], Ended)
    assert records[-1].failure is not None
    assert records[-1].failure.kind == "connect_refused"
    assert [(p.name, p.failed) for p in phases(records)] == [("connect", True)]
