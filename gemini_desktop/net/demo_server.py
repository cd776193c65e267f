"""A loopback server that plays captures at their own pace, and composes answers beside them.

It speaks generateContent (as the Developer API and as Vertex AI), Interactions and Chat
Completions well enough for the vendors' own packages, needs no key and sends nothing anywhere.
It runs on whatever asyncio loop starts it, and starts no thread.
"""

from __future__ import annotations

import asyncio

from gemini_desktop.net.demo.connection import Connection
from gemini_desktop.net.demo.routes import Routes

_HOST = "127.0.0.1"
_MAX_CONNECTIONS = 64


class DemoServer:
    """One listening socket on this computer's loopback address.

    Whoever starts it stops it: `stop` ends every connection and awaits it.
    """

    def __init__(self, pace: float = 1.0) -> None:
        """`pace` stretches all pauses: 2 is half as fast, 0 leaves them out."""
        self._pace = pace
        self._routes = Routes(pace)
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._port = 0

    @property
    def base_url(self) -> str:
        """The address without a path, such as `http://127.0.0.1:8080`; valid once started."""
        return f"http://{_HOST}:{self._port}"

    async def start(self, port: int = 0) -> int:
        """Listen; returns the port, which the system chooses for 0. Raises OSError if taken."""
        self._server = await asyncio.start_server(self._connected, _HOST, port)
        self._port = int(self._server.sockets[0].getsockname()[1])
        self._routes.base_url = self.base_url
        return self._port

    async def stop(self) -> None:
        """Close the socket, cut every connection short, and wait until all is over."""
        if self._server is None:
            return
        self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    async def serve_forever(self) -> None:
        """Serve until cancelled."""
        if self._server is not None:
            await self._server.serve_forever()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._connections) >= _MAX_CONNECTIONS:
            writer.close()
            return
        connection = Connection(reader, writer, self._pace)
        task = asyncio.get_running_loop().create_task(
            connection.serve(self._routes.answer), name="demo connection"
        )
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
