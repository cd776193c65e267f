"""Several clocks on one attempt, and pauses that can be cut short."""

from __future__ import annotations

import asyncio

import pytest

from gemini_desktop.net.patience import Patience, Wait
from gemini_desktop.net.waits import Waits
from tests.support import RunCoroutine, patiently


def test_the_first_clock_to_run_out_is_named(run_async: RunCoroutine) -> None:
    async def main() -> None:
        patience = Patience()
        with pytest.raises(TimeoutError):
            async with patience:
                patience.allow(Wait.WHOLE, 30)
                patience.allow(Wait.NEXT_EVENT, 0.01)
                await asyncio.sleep(5)
        assert patience.over is Wait.NEXT_EVENT

    run_async(main())


def test_a_clock_can_be_set_anew_and_stopped(run_async: RunCoroutine) -> None:
    async def main() -> None:
        patience = Patience()
        async with patience:
            patience.allow(Wait.HEAD, 0.02)
            patience.allow(Wait.NEXT_EVENT, 0.02)
            patience.allow(Wait.NEXT_EVENT, 30)
            patience.allow(Wait.HEAD, None)
            patience.allow(Wait.CLOSE, None)
            await asyncio.sleep(0.05)
        assert patience.over is None

    run_async(main())


def test_the_time_out_of_somebody_else_is_not_ours(run_async: RunCoroutine) -> None:
    async def main() -> None:
        patience = Patience()
        with pytest.raises(TimeoutError, match="theirs"):
            async with patience:
                patience.allow(Wait.HEAD, 30)
                raise TimeoutError("theirs")
        assert patience.over is None

    run_async(main())


def test_being_cancelled_passes_through(run_async: RunCoroutine) -> None:
    async def main() -> None:
        async def patient() -> None:
            async with Patience() as patience:
                patience.allow(Wait.WHOLE, 30)
                await asyncio.sleep(30)

        task = asyncio.create_task(patient())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run_async(main())


def test_a_pause_lasts_or_is_skipped(run_async: RunCoroutine) -> None:
    async def main() -> None:
        clock = asyncio.get_running_loop().time
        waits = Waits()
        waits.skip()  # nothing to skip yet, and nothing is remembered
        began = clock()
        await waits.pause(0.05)
        assert clock() - began >= 0.04
        task = asyncio.create_task(waits.pause(3600))
        await asyncio.sleep(0)
        assert waits.waiting
        waits.skip()
        await patiently(task)
        assert not waits.waiting

    run_async(main())


def test_a_cancelled_pause_is_over(run_async: RunCoroutine) -> None:
    async def main() -> None:
        waits = Waits()
        task = asyncio.create_task(waits.pause(3600))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not waits.waiting

    run_async(main())
