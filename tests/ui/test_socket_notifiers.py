"""Sockets, pipes and processes under the Qt loop, and Qt's dialogs between them."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from gemini_desktop.ui.qt_helpers import open_dialog
from tests.support import RunCoroutine, until

_LINES = 500


@asynccontextmanager
async def line_server() -> AsyncIterator[int]:
    """Serve HTTP: numbered lines, each a chunk of its own, some after a pause; gives the port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for number in range(_LINES):
            line = b"line %d\n" % number
            writer.write(b"%x\r\n%b\r\n" % (len(line), line))
            if number % 5 == 0:
                await writer.drain()
                await asyncio.sleep(0.001)
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def read_lines() -> list[str]:
    async with (
        line_server() as port,
        httpx.AsyncClient(trust_env=False, verify=False) as client,
        client.stream("GET", f"http://127.0.0.1:{port}/") as response,
    ):
        body = [data async for data in response.aiter_raw()]
    return b"".join(body).decode().splitlines()


ALL = [f"line {number}" for number in range(_LINES)]


def test_httpx_reads_a_stream_from_an_asyncio_server(run_qt: RunCoroutine) -> None:
    assert run_qt(read_lines()) == ALL


def test_a_dialog_opened_while_streams_run_loses_nothing(run_qt: RunCoroutine) -> None:
    """The streams end while the dialog is still open, so it held none of them up."""

    async def main() -> tuple[list[list[str]], int]:
        parent = QWidget()
        dialog = QDialog(parent)
        streams = asyncio.gather(*(read_lines() for _ in range(3)))
        dialog_closed = asyncio.create_task(open_dialog(dialog))
        lines = await streams
        assert dialog.isVisible()
        dialog.accept()
        return lines, await dialog_closed

    assert run_qt(main()) == ([ALL, ALL, ALL], QDialog.DialogCode.Accepted.value)


def test_a_nested_qt_loop_in_a_task_pauses_the_others_and_loses_nothing(
    run_qt: RunCoroutine,
) -> None:
    """`exec` is against our rules, but a library may do it; under qasync it killed other tasks."""
    seen: list[str] = []

    async def main() -> list[str]:
        loop = asyncio.get_running_loop()
        stream = asyncio.create_task(read_lines())
        await asyncio.sleep(0.02)
        dialog = QDialog()
        QTimer.singleShot(50, dialog.accept)
        loop.call_later(0.01, seen.append, "due while the dialog was open")
        dialog.exec()
        assert seen == []
        await asyncio.sleep(0.01)
        assert seen != []
        return await stream

    assert run_qt(main()) == ALL


def test_a_nested_qt_loop_outside_of_tasks_holds_nothing_up(run_qt: RunCoroutine) -> None:
    """A menu or a native file dialog, opened by the user's click, spins a loop of its own."""

    async def main() -> list[str]:
        dialog = QDialog()
        finished: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        dialog.finished.connect(finished.set_result)
        QTimer.singleShot(0, dialog.exec)
        lines = await read_lines()
        assert not finished.done()
        dialog.reject()
        await finished
        return lines

    assert run_qt(main()) == ALL


def test_processing_events_inside_a_task_runs_no_other_task(
    run_qt: RunCoroutine, qapp: QApplication
) -> None:
    async def main() -> None:
        other = asyncio.create_task(asyncio.sleep(0))
        for _ in range(10):
            qapp.processEvents()
        assert not other.done()
        await other

    run_qt(main())


def test_a_reader_is_called_until_it_is_removed(run_qt: RunCoroutine) -> None:
    seen: list[bytes] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        with ours, theirs:
            loop.add_reader(ours, lambda: seen.append(ours.recv(1)))
            theirs.send(b"abc")
            await until(lambda: len(seen) == 3)
            assert loop.remove_reader(ours) is True
            assert loop.remove_reader(ours) is False
            theirs.send(b"d")
            await asyncio.sleep(0.01)

    run_qt(main())
    assert seen == [b"a", b"b", b"c"]


def test_a_reader_may_be_replaced_and_may_remove_itself(run_qt: RunCoroutine) -> None:
    seen: list[str] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        with ours, theirs:

            def once() -> None:
                seen.append("new")
                loop.remove_reader(ours)

            loop.add_reader(ours, seen.append, "old")
            loop.add_reader(ours, once)
            theirs.send(b"abc")
            await until(lambda: seen)
            await asyncio.sleep(0.02)

    run_qt(main())
    assert seen == ["new"]


def test_an_always_ready_socket_starves_neither_qt_nor_timers(run_qt: RunCoroutine) -> None:
    ticks: list[str] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        timer = QTimer()
        timer.timeout.connect(lambda: ticks.append("qt"))
        timer.start(10)
        with ours, theirs:
            theirs.send(b"never read")
            loop.add_reader(ours, int)
            while ticks.count("asyncio") < 20 or ticks.count("qt") < 5:
                await asyncio.sleep(0.01)
                ticks.append("asyncio")
            loop.remove_reader(ours)
        timer.stop()

    run_qt(main())


def test_an_error_in_a_reader_reaches_the_handler(run_qt: RunCoroutine) -> None:
    errors: list[str] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: errors.append(str(context["exception"])))
        ours, theirs = socket.socketpair()

        def fail() -> None:
            ours.recv(1)
            raise ValueError("in the reader")

        with ours, theirs:
            loop.add_reader(ours, fail)
            theirs.send(b"ab")
            await until(lambda: len(errors) == 2)
            loop.remove_reader(ours)

    run_qt(main())
    assert errors == ["in the reader"] * 2


def test_megabytes_go_both_ways(run_qt: RunCoroutine) -> None:
    """The writer side: a full socket buffer, and drain()."""
    data = bytes(range(256)) * 16 * 1024

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while block := await reader.read(65536):
            writer.write(block)
            await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def main() -> bytes:
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())

            async def send() -> None:
                writer.write(data)
                await writer.drain()
                writer.write_eof()

            sending = asyncio.create_task(send())
            received = await reader.read(-1)
            await sending
            writer.close()
            await writer.wait_closed()
        return received

    assert run_qt(main()) == data


def test_a_cancelled_read_leaves_no_socket_open(run_qt: RunCoroutine) -> None:
    async def main() -> None:
        asked = asyncio.Event()
        gone: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            asked.set()
            gone.set_result(await reader.read())
            writer.close()

        async def read(port: int) -> None:
            async with httpx.AsyncClient(trust_env=False, verify=False, timeout=60) as client:
                await client.get(f"http://127.0.0.1:{port}/")

        server = await asyncio.start_server(silent, "127.0.0.1", 0)
        async with server:
            task = asyncio.create_task(read(server.sockets[0].getsockname()[1]))
            await asked.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await gone == b"", "the server sees the end"

    run_qt(main())


def test_processes_and_their_pipes_work(run_qt: RunCoroutine) -> None:
    async def main() -> tuple[bytes, int | None]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            "import sys; print(sys.stdin.read()[::-1]); sys.exit(3)",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        output, _ = await process.communicate(b"olleh")
        return output, process.returncode

    assert run_qt(main()) == (b"hello\n", 3)
