"""Who is the first window over a home, and what a later start may say to it."""

from __future__ import annotations

import json
import os
import socket
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.arguments import parsed
from gemini_desktop.session import first_window
from gemini_desktop.session.first_window import Asked, Claim, begin, read
from tests.support import at_once


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A socket's path has room for some hundred characters, and pytest's folders need most."""
    with tempfile.TemporaryDirectory(prefix="short-") as folder:
        yield Path(folder)


@pytest.fixture
def place(short_path: Path) -> dict[str, str]:
    """The environment that a desktop gives."""
    (short_path / "run").mkdir(mode=0o700)
    run = str(short_path / "run")
    return {"XDG_RUNTIME_DIR": run, "TMPDIR": str(short_path), "DISPLAY": ":7"}


def start(home: Path, place: dict[str, str], *arguments: str) -> Claim | None:
    return begin(parsed(["--home", str(home), *arguments]), place)


class Window:
    """A first window without a window."""

    def __init__(self, path: Path, reply: bytes | None = first_window.REPLY) -> None:
        self.said = b""
        self._reply = reply
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(path))
        self._server.listen()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        peer, _ = self._server.accept()
        with peer:
            while not self.said.endswith(b"\n"):
                self.said += peer.recv(65536)
            if self._reply is None:
                peer.recv(1)  # until the other has had enough
            else:
                peer.sendall(self._reply)

    def close(self) -> None:
        self._thread.join()
        self._server.close()


def test_one_is_first_and_the_next_hands_over(
    home: Path, place: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = start(home, place)
    assert first is not None
    assert first.socket_path is not None
    assert stat.S_IMODE(first.socket_path.parent.stat().st_mode) == 0o700
    window = Window(first.socket_path)
    monkeypatch.chdir(tmp_path)
    place |= {"XDG_ACTIVATION_TOKEN": "wayland-1", "DESKTOP_STARTUP_ID": "x11_TIME5"}
    arguments = ("a b.sse", "file:///c%20d.har", "gemini-desktop:new?prompt=x", "-style", "x")
    assert start(home, place, *arguments) is None
    window.close()
    assert read(window.said.rstrip(b"\n")) == Asked(
        files=(str(tmp_path / "a b.sse"), "/c d.har"),
        links=("gemini-desktop:new?prompt=x",),
        activation_token="wayland-1",
        startup_id="x11_TIME5",
    )
    first.release()
    first.release()
    second = start(home, place)
    assert second is not None
    assert second.socket_path is not None
    second.release()


def test_a_home_by_another_name_is_the_same_home(
    home: Path, tmp_path: Path, place: dict[str, str]
) -> None:
    (tmp_path / "link").symlink_to(home)
    first = start(tmp_path / "link", place)
    assert first is not None
    assert first.socket_path is not None
    window = Window(first.socket_path)
    assert start(home, place) is None
    window.close()
    for other in (start(tmp_path / "other", place), start(home, {**place, "DISPLAY": ":8"})):
        assert other is not None
        assert other.socket_path is not None
        other.release()
    first.release()


def test_a_new_window_is_one_whoever_listens(home: Path, place: dict[str, str]) -> None:
    first = start(home, place, "--new-window")
    assert first is not None
    assert first.socket_path is not None
    second = start(home, place, "--new-window")
    assert second is not None
    assert second.socket_path is None
    first.release()


def test_who_hangs_or_talks_nonsense_is_not_waited_for(
    home: Path, place: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_window, "REPLY_WITHIN_S", 0.1)
    for reply in (None, b"what?\n"):
        first = start(home, place)
        assert first is not None
        assert first.socket_path is not None
        window = Window(first.socket_path, reply)
        second = start(home, place)
        assert second is not None
        assert second.socket_path is None
        assert "does not answer" in second.notice
        window.close()
        first.release()


def test_one_that_only_starts_is_waited_for(
    home: Path, place: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = start(home, place)
    assert first is not None
    socket_path = first.socket_path
    assert socket_path is not None
    windows: list[Window] = []
    timer = threading.Timer(0.2, lambda: windows.append(Window(socket_path)))
    timer.start()
    assert start(home, place) is None
    timer.join()
    windows[0].close()
    socket_path.unlink()
    monkeypatch.setattr(first_window, "STARTED_WITHIN_S", 0.1)
    second = start(home, place)  # it never comes to listen
    assert second is not None
    assert "does not answer" in second.notice
    timer = threading.Timer(0.05, first.release)
    timer.start()
    third = start(home, place)  # or it was about to end
    timer.join()
    assert third is not None
    assert third.notice == ""
    third.release()


def test_a_stale_socket_is_in_nobodys_way(home: Path, place: dict[str, str]) -> None:
    first = start(home, place)
    assert first is not None
    path = first.socket_path
    assert path is not None
    first.release()
    path.parent.mkdir(mode=0o700)
    path.touch()
    second = start(home, place)
    assert second is not None
    assert second.socket_path == path
    assert not path.exists()
    second.release()


def test_without_a_place_of_its_own_the_home_has_it(
    short_path: Path, home: Path, tmp_path: Path
) -> None:
    first = start(short_path, {})
    assert first is not None
    assert first.socket_path is not None
    assert short_path in first.socket_path.parents
    first.release()
    fresh = start(short_path / "fresh", {})
    assert fresh is not None
    fresh.release()
    for name in ("fresh", "fresh/windows"):
        assert stat.S_IMODE((short_path / name).stat().st_mode) == 0o700
    deep = tmp_path / ("deep" * 20) / ("deeper" * 10)
    first = start(deep, {})  # a socket's path may not be that long
    assert first is not None
    assert first.socket_path is not None
    assert deep not in first.socket_path.parents
    folder = first.socket_path.parent
    first.release()
    assert not folder.exists()


def test_starts_and_ends_at_once_make_no_two_first_windows(
    home: Path, place: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who ends takes the folder of the lock along; who has just opened that one makes a new one."""
    monkeypatch.setattr(first_window, "STARTED_WITHIN_S", 60.0)
    monkeypatch.setattr(first_window, "_PAUSE_S", 0.001)
    inside = 0
    most: list[int] = []

    def work(_number: int) -> None:
        nonlocal inside
        for _ in range(400):
            claim = start(home, place)
            assert claim is not None
            assert claim.socket_path is not None
            assert claim.socket_path.parent.is_dir()
            assert claim.socket_path.parent.parent == Path(place["XDG_RUNTIME_DIR"])
            inside += 1
            most.append(inside)
            inside -= 1
            claim.release()

    at_once(work)
    assert most == [1] * 1600
    assert list(Path(place["XDG_RUNTIME_DIR"]).iterdir()) == []


def test_a_folder_of_somebody_else_is_not_entered(
    home: Path, place: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    claim = start(home, place)
    assert claim is not None
    assert claim.socket_path is None


_json: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    line=st.binary()
    | st.dictionaries(st.sampled_from([*Asked.__dataclass_fields__]), _json).map(
        lambda value: json.dumps(value).encode()
    )
)
def test_whatever_is_said_is_understood_or_refused(line: bytes) -> None:
    asked = read(line)
    if asked is not None:
        assert all(Path(file).is_absolute() for file in asked.files)


@pytest.mark.parametrize(
    "asked",
    [
        Asked(version=2),
        Asked(files=("relative.sse",)),
        Asked(files=("/a\0b",)),
        Asked(files=("/a",) * 1001),
        Asked(links=("gemini-desktop:x",) * 1001),
        Asked(activation_token="a b"),
        Asked(activation_token="a\nb"),
        Asked(startup_id="x" * 513),
        Asked(files=("/" + "x" * (1 << 20),)),
    ],
)
def test_what_no_start_says_is_refused(asked: Asked) -> None:
    assert read(first_window.written(asked)) is None
