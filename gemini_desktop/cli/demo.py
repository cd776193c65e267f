"""`gemini-desktop demo`: the demo server by itself, for any client to talk to."""

from __future__ import annotations

import argparse
import asyncio

from gemini_desktop.session.demo import serving


def run(arguments: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    asyncio.run(_serve(arguments.port, arguments.pace))
    return 0


async def _serve(port: int, pace: float) -> None:
    async with serving(port, pace) as description:
        print(description, flush=True)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            print("stopped", flush=True)
