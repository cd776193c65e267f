"""A desktop that nobody sees: a screen, a window manager, a keyboard, a mouse and a camera.

What a program does on it is done as a person does it, from outside, so it is the same for this
clone and for a packaged program. It needs Xvfb, openbox and xdotool, and for pictures ImageMagick.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.support import PATIENCE_S

_TOOLS = ("Xvfb", "openbox", "xdotool", "import")
_POLL_S = 0.05
_ATTEMPTS = 3
_COUNT = itertools.count()


def is_installed() -> bool:
    """Whether this machine can have one."""
    return all(map(shutil.which, _TOOLS))


class Desktop:
    """What a person has; windows are xdotool's numbers."""

    def __init__(self, display: str) -> None:
        self.display = display
        self.environment = {
            key: value for key, value in os.environ.items() if key != "WAYLAND_DISPLAY"
        } | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}

    def is_managed(self) -> bool:
        """Whether windows get frames by now."""
        return self._run("get_desktop").returncode == 0

    def windows(self, name: str = "Gemini Desktop") -> list[str]:
        """Those that are shown and have this in their title, the newest last."""
        return self._xdotool("search", "--onlyvisible", "--name", name).split()

    def title(self, window: str) -> str:
        """What the window's frame says."""
        return self._xdotool("getwindowname", window)

    def wait_for_window(self, name: str = "Gemini Desktop", limit_s: float = PATIENCE_S) -> str:
        """The newest of that name, once it is shown, in front and awaiting keys. Raises
        TimeoutError."""
        wait_until(lambda: self.windows(name), limit_s, f"no window called {name!r}")
        window = self.windows(name)[-1]
        self._xdotool("windowactivate", "--sync", window)
        return window

    def type(self, words: str) -> None:
        """On the keyboard."""
        self._xdotool("type", "--delay", "12", words)

    def press(self, *keys: str) -> None:
        """Keys by X11's names, such as `ctrl+Return`, one after the other."""
        self._xdotool("key", "--delay", "20", *keys)

    def click(self, x: int, y: int) -> None:
        """With the left button, at this place of the screen."""
        self._xdotool("mousemove", str(x), str(y), "click", "1")

    def close(self, window: str) -> None:
        """By the button in the window's frame."""
        self._xdotool("windowactivate", "--sync", window, "key", "alt+F4")

    def picture(self, path: Path) -> None:
        """Of the whole screen, as PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        command = ["import", "-window", "root", str(path)]
        subprocess.run(command, env=self.environment, check=True, timeout=PATIENCE_S)

    def _xdotool(self, *arguments: str) -> str:
        """Without a window there is nothing to be found or done, which is no error here."""
        return self._run(*arguments).stdout.strip()

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["xdotool", *arguments],
            env=self.environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        )  # fmt: skip


@contextlib.contextmanager
def desktop(screen: str = "1472x920x24") -> Iterator[Desktop]:
    """One of its own, with so many pixels and bits a pixel. It is tried again where it does not
    begin, as with a number that another one has."""
    with contextlib.ExitStack() as running:
        for _ in range(_ATTEMPTS):
            with contextlib.suppress(TimeoutError):
                made = running.enter_context(_started(screen))
                break
        else:
            raise TimeoutError("no screen answers")
        yield made


@contextlib.contextmanager
def _started(screen: str) -> Iterator[Desktop]:
    """Raises TimeoutError.

    The server does not choose its number: it would take one that has just become free, whose last
    server takes the socket of that number along as it ends.
    """
    made = Desktop(f":{1000 + (os.getpid() * 10 + next(_COUNT)) % 50_000}")
    read, write = os.pipe()
    command = ["Xvfb", made.display, "-displayfd", str(write), "-screen", "0", screen]
    with contextlib.ExitStack() as undo:
        server = subprocess.Popen(
            [*command, "-nolisten", "tcp"], pass_fds=[write], stderr=subprocess.DEVNULL
        )
        undo.callback(_end, server)
        os.close(write)
        undo.callback(os.close, read)
        if not os.read(read, 16):
            raise TimeoutError(f"no server for the screen {made.display}")
        manager = subprocess.Popen(
            ["openbox"],
            env=made.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        undo.callback(_end, manager)
        wait_until(made.is_managed, PATIENCE_S, "no window manager")
        yield made


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait()


def wait_until(true: Callable[[], object], limit_s: float, otherwise: str) -> None:
    """Look again and again. Raises TimeoutError, which says `otherwise`."""
    end = time.monotonic() + limit_s
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"{otherwise} in {limit_s:g} s")
        time.sleep(_POLL_S)
