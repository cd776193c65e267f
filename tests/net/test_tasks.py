"""Background tasks are kept, named, heard and ended."""

import asyncio
import gc

import pytest

from gemini_desktop.net.tasks import Tasks
from tests.support import RunCoroutine


class Heard(list[tuple[str, str]]):
    """The errors that were reported."""

    def __call__(self, name: str, error: BaseException) -> None:
        self.append((name, f"{type(error).__name__}: {error}"))


async def fail(message: str) -> None:
    await asyncio.sleep(0)
    raise ValueError(message)


def test_a_task_has_its_name_and_gives_its_result(run_async: RunCoroutine) -> None:
    async def answer() -> int:
        return 42

    async def main() -> tuple[str, int]:
        task = Tasks(Heard()).spawn(answer(), name="find the answer")
        return task.get_name(), await task

    assert run_async(main()) == ("find the answer", 42)


def test_an_error_is_reported_once_and_with_the_name(run_async: RunCoroutine) -> None:
    heard = Heard()

    async def main() -> None:
        tasks = Tasks(heard)
        tasks.spawn(fail("no route"), name="load models")
        await asyncio.sleep(0.01)
        await tasks.close()

    run_async(main())
    assert heard == [("load models", "ValueError: no route")]


def test_whoever_awaits_gets_the_error_too(run_async: RunCoroutine) -> None:
    heard = Heard()

    async def main() -> None:
        with pytest.raises(ValueError, match="no route"):
            await Tasks(heard).spawn(fail("no route"), name="load models")

    run_async(main())
    assert heard == [("load models", "ValueError: no route")]


def test_cancelling_is_no_error(run_async: RunCoroutine) -> None:
    heard = Heard()

    async def main() -> None:
        task = Tasks(heard).spawn(asyncio.sleep(60), name="stream")
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run_async(main())
    assert heard == []


def test_a_task_without_another_reference_is_kept(run_async: RunCoroutine) -> None:
    """A task waiting for a future that only it knows is garbage to asyncio."""
    done: list[str] = []

    async def main() -> None:
        async def wait_for_nobody() -> None:
            try:
                await asyncio.get_running_loop().create_future()
            finally:
                done.append("cleaned up")

        tasks = Tasks(Heard())
        tasks.spawn(wait_for_nobody(), name="lonely")
        await asyncio.sleep(0.01)
        gc.collect()
        assert done == []
        await tasks.close()

    run_async(main())
    assert done == ["cleaned up"]


def test_close_cancels_all_and_awaits_their_cleaning_up(run_async: RunCoroutine) -> None:
    closed: list[int] = []

    async def stream(number: int) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.01)  # as if a socket were closed
            closed.append(number)

    async def main() -> None:
        tasks = Tasks(Heard())
        for number in range(20):
            tasks.spawn(stream(number), name=f"stream {number}")
        await asyncio.sleep(0.01)
        await tasks.close()
        assert sorted(closed) == list(range(20))
        await tasks.close()

    run_async(main())


def test_an_error_while_cleaning_up_is_reported_before_close_returns(
    run_async: RunCoroutine,
) -> None:
    heard = Heard()

    async def stream() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            raise OSError("disk full")

    async def main() -> None:
        tasks = Tasks(heard)
        tasks.spawn(stream(), name="write tape")
        await asyncio.sleep(0)
        await tasks.close()
        assert heard == [("write tape", "OSError: disk full")]

    run_async(main())


def test_a_task_may_close_its_own_owner(run_async: RunCoroutine) -> None:
    async def main() -> str:
        tasks = Tasks(Heard())

        async def quit_program() -> str:
            await tasks.close()
            return "closed"

        other = tasks.spawn(asyncio.sleep(60), name="stream")
        result = await tasks.spawn(quit_program(), name="quit")
        assert other.cancelled()
        return result

    assert run_async(main()) == "closed"


def test_nothing_starts_after_close(run_async: RunCoroutine) -> None:
    """And the coroutine that came too late is closed: no warning that it was never awaited."""

    async def main() -> None:
        tasks = Tasks(Heard())
        await tasks.close()
        with pytest.raises(RuntimeError, match="'late'"):
            tasks.spawn(asyncio.sleep(0), name="late")

    run_async(main())
