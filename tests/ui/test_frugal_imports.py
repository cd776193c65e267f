"""What asyncio is imported without is not missed: TLS works, and anybody else finds it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.net.certificates import authority, issued, safe_server
from tests.net.token_support import Asked, Reply
from tests.support import PATIENCE_S

_ROOT = Path(__file__).parents[2]
_PROGRAM = """
import sys
from gemini_desktop.ui import plain_imports
plain_imports.import_frugally()
assert not {"ssl", "_ssl", "typing_extensions"} & set(sys.modules)

import asyncio
from PySide6.QtWidgets import QApplication
from gemini_desktop.net import route
from gemini_desktop.net.exchange import new_client
from gemini_desktop.ui.event_loop import run

async def main():
    for way in (route.Route(ca_file=sys.argv[2]), route.Route()):
        async with new_client(way) as client:
            try:
                print((await client.get(sys.argv[1])).text)
            except Exception as error:
                print(type(error).__name__)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(sys.argv[3]))
    writer.close()

application = QApplication(["", "-platform", "offscreen"])
run(application, main())
import ssl, typing_extensions
print(ssl.SSLContext.__name__, typing_extensions.Self.__class__.__name__)
"""


def test_tls_works_all_the_same(home: Path, tmp_path: Path) -> None:
    root = tmp_path / "root.pem"
    root.write_bytes(authority().certificate_pem())

    def reply(_: Asked) -> Reply:
        return Reply(200, b"safe")

    with safe_server(tmp_path, issued(("127.0.0.1",)), reply) as (port, asked):
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM, f"https://127.0.0.1:{port}/", str(root), str(port)],
            capture_output=True, text=True, timeout=PATIENCE_S, check=False, cwd=_ROOT,
            env={**os.environ, "PYTHONPATH": str(_ROOT), "GEMINI_DESKTOP_HOME": str(home)},
        )  # fmt: skip
    assert done.stdout == "safe\nConnectError\nSSLContext _SpecialForm\n", done.stderr
    assert len(asked) == 1


def test_what_is_there_already_stays() -> None:
    program = """
import ssl
from gemini_desktop.ui import plain_imports
plain_imports.import_frugally()
import asyncio.sslproto, sys
assert sys.modules["ssl"] is ssl and asyncio.sslproto.ssl is ssl
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=PATIENCE_S, cwd=_ROOT)
