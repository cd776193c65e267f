"""A file is written as a whole or not at all."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from gemini_desktop.core.errors import StoreError
from gemini_desktop.store.atomic import replacing, write_atomically
from tests.support import PATIENCE_S


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_holds_the_data(tmp_path: Path) -> None:
    write_atomically(tmp_path / "chat.md", "Grüße \u2028".encode())
    assert (tmp_path / "chat.md").read_bytes() == "Grüße \u2028".encode()
    assert names(tmp_path) == ["chat.md"]


def test_a_file_that_was_there_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "chat.md").write_bytes(b"old and longer")
    (tmp_path / "chat.md").chmod(0o640)
    write_atomically(tmp_path / "chat.md", b"new")
    assert (tmp_path / "chat.md").read_bytes() == b"new"
    assert mode(tmp_path / "chat.md") == 0o640


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_a_private_file_is_the_owners_alone(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        write_atomically(tmp_path / "settings.json", b"{}", private=True)
    finally:
        os.umask(before)
    assert mode(tmp_path / "settings.json") == 0o600


def test_a_shared_file_follows_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "chat.md", b"x")
    finally:
        os.umask(before)
    assert mode(tmp_path / "chat.md") == 0o640


def test_a_link_is_followed_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link.md").symlink_to(tmp_path / "real" / "chat.md")
    write_atomically(tmp_path / "link.md", b"x")
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real" / "chat.md").read_bytes() == b"x"


def test_an_error_half_way_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "chat.md").write_bytes(b"old")

    def write_half() -> None:
        with replacing(tmp_path / "chat.md") as file:
            file.write(b"new")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        write_half()
    assert (tmp_path / "chat.md").read_bytes() == b"old"
    assert names(tmp_path) == ["chat.md"]


def test_the_longest_name_works(tmp_path: Path) -> None:
    write_atomically(tmp_path / ("x" * 255), b"x")
    assert names(tmp_path) == ["x" * 255]


@pytest.mark.parametrize(
    ("target", "kind"),
    [("nowhere/chat.md", "not_found"), ("folder", "is_a_folder"), ("y" * 300, "name_too_long")],
)
def test_what_cannot_be_written_is_said_plainly(tmp_path: Path, target: str, kind: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError) as caught:
        write_atomically(tmp_path / target, b"x")
    failure = caught.value.failure
    assert failure.kind == kind
    assert str(tmp_path / target) in failure.message
    assert failure.advice
    assert names(tmp_path) == ["folder"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    script = textwrap.dedent("""
        import resource, signal, sys
        from pathlib import Path
        from gemini_desktop.core.errors import StoreError
        from gemini_desktop.store.atomic import write_atomically
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            write_atomically(Path(sys.argv[1]), b"x" * 5000)
        except StoreError as error:
            print(error.failure.kind, error)
    """)
    (tmp_path / "chat.md").write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "chat.md")],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert done.stdout.startswith("file_too_large ")
    assert "The file that was there before is unchanged." in done.stdout
    assert (tmp_path / "chat.md").read_bytes() == b"old"
    assert names(tmp_path) == ["chat.md"]


def test_a_kill_in_the_midst_leaves_nothing(tmp_path: Path) -> None:
    """Neither a half file nor one beside it; what was there before is still there."""
    (tmp_path / "chat.md").write_bytes(b"old")
    source = (
        "import os, signal, sys; from pathlib import Path\n"
        "from gemini_desktop.store.atomic import replacing\n"
        "with replacing(Path(sys.argv[1])) as file:\n"
        "    file.write(b'half'); file.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", source, str(tmp_path / "chat.md")], check=False)
    assert done.returncode == -signal.SIGKILL
    assert (tmp_path / "chat.md").read_bytes() == b"old"
    if sys.platform == "linux":  # elsewhere the next export there clears it away
        assert names(tmp_path) == ["chat.md"]
