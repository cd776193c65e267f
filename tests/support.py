"""What the fixtures hand to tests, as types, and how long tests wait for what must come."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from gemini_desktop.store.context import Heir

T = TypeVar("T")

PATIENCE_S = 60.0
"""The one limit for whatever must come some time. It ends a hang and measures nothing: how fast
things are is for `tests/bench`, and a slow computer makes no test fail."""
RUN_LIMIT_S = 100.0
"""For a whole coroutine: more than one thing may be slow in it."""


class RunCoroutine(Protocol):
    """Run a coroutine to its end on a fresh event loop; TimeoutError after `timeout` seconds."""

    def __call__(self, coroutine: Coroutine[Any, Any, T], timeout: float = RUN_LIMIT_S) -> T: ...


async def patiently(what: Awaitable[T]) -> T:
    """What comes of it; TimeoutError where that takes longer than PATIENCE_S."""
    async with asyncio.timeout(PATIENCE_S):
        return await what


async def until(condition: Callable[[], object]) -> None:
    """Wait for what becomes true by itself; TimeoutError after PATIENCE_S."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.01)


class Gone(list[str]):
    """The ids of recordings that were to be deleted, where there are none; and who inherited."""

    def __init__(self) -> None:
        super().__init__()
        self.given: dict[str, Heir] = {}

    def delete(self, capture_id: str) -> None:
        self.append(capture_id)

    def give(self, capture_id: str, heir: Heir) -> None:
        self.given[capture_id] = heir


@contextmanager
def costs_less_than(cpu_s: float) -> Iterator[None]:
    """Of this thread's processor time, on which a busy computer has no say. The bound is many times
    what it takes on a slow one: it is for what grows with the square."""
    began = time.thread_time()
    yield
    took = time.thread_time() - began
    assert took < cpu_s, f"it took {took:.2f} s of the processor"


def at_once(work: Callable[[int], None], threads: int = 4) -> None:
    """Do it in several threads, each told its number, that cut in between any two steps of each
    other. Raises what one of them raised."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(threads) as pool:
            for done in [pool.submit(work, number) for number in range(threads)]:
                done.result()
    finally:
        sys.setswitchinterval(usual)


@contextmanager
def writing_numbers_as(language: str) -> Iterator[None]:
    """As the program does where the system speaks this one, such as `de_DE`."""
    from PySide6.QtCore import QLocale

    before = QLocale()
    QLocale.setDefault(QLocale(language))
    try:
        yield
    finally:
        QLocale.setDefault(before)
