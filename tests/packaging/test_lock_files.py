"""The lock files pin every package by hash and name no place to get it from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import lock_files
import pytest
from console import SetupError

ROOT = Path(__file__).parents[2]
HASH = "0123456789abcdef" * 4
GOOD = f"anyio==4.16.0 \\\n    --hash=sha256:{HASH} \\\n    --hash=sha256:{HASH}\n    # via httpx\n"
EACH = pytest.mark.parametrize("name", lock_files.ALL)


def read(name: str) -> str:
    return (ROOT / "packaging" / name).read_text("utf-8")


def pins(name: str) -> dict[str, str]:
    """Return version and marker by package."""
    return dict(re.findall(r"^([a-z0-9-]+)==(.+) \\$", read(name), re.MULTILINE))


@EACH
def test_committed_lock_file_is_sound(name: str) -> None:
    assert lock_files.problems(read(name)) == []


@EACH
def test_committed_lock_file_names_no_host(name: str) -> None:
    """Said once more without the grammar of lock_files, which could be wrong itself."""
    text = read(name)
    assert "://" not in text
    assert not re.search(r"\b(index|find-links|trusted-host|localhost)\b", text)
    assert not re.search(r"\b[\w-]+\.(org|com|net|io|dev|local|internal)\b", text)


@EACH
def test_every_dependency_is_locked(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = list(project["project"]["dependencies"])
    group = {lock_files.DEV: "dev", lock_files.BUILD: "build"}.get(name)
    wanted += project["dependency-groups"][group] if group else []
    names = {re.split(r"[^\w.-]", one)[0].lower().replace("_", "-") for one in wanted}
    assert names <= set(pins(name))


@pytest.mark.parametrize("name", [lock_files.DEV, lock_files.BUILD])
def test_the_other_locks_hold_the_programs_lock(name: str) -> None:
    """So `run` is content with what `test` installed, and what is built is what was tested."""
    run, more = pins(lock_files.RUN), pins(name)
    assert {name: version.split(" ")[0] for name, version in run.items()}.items() <= {
        name: version.split(" ")[0] for name, version in more.items()
    }.items()


def test_the_qt_that_aborts_is_not_locked() -> None:
    """6.12.0 loses a reference to True at each emit on Python 3.11."""
    assert pins(lock_files.RUN)["pyside6-essentials"] != "6.12.0"


@pytest.mark.parametrize(
    ("marker", "packages"),
    [("win32", {"pywin32-ctypes"}), ("linux", {"secretstorage", "jeepney"})],
)
def test_the_lock_covers_the_keyrings_of_each_system(marker: str, packages: set[str]) -> None:
    locked = pins(lock_files.RUN)
    assert all(f"sys_platform == '{marker}'" in locked[name] for name in packages)


def test_a_sound_text_has_no_problems() -> None:
    assert lock_files.problems(GOOD + GOOD) == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://example.invalid/simple",
        "--extra-index-url=example.invalid",
        "--find-links ./wheels",
        "    # from https://example.invalid",
        "anyio @ https://example.invalid/anyio.whl \\",
        "anyio>=4 \\",
        "anyio==4.16.0",
        "-e .",
        "    --hash=md5:0123",
        "\t",
    ],
)
def test_anything_else_in_a_lock_file_is_a_problem(line: str) -> None:
    problems = lock_files.problems(GOOD + line + "\n")
    assert problems[0].startswith("line 5 is neither")
    assert line.strip() in problems[0]


def test_a_package_without_a_hash_is_a_problem_first_and_last() -> None:
    bare = "idna==3.20 \\\n    # via anyio\n"
    assert lock_files.problems(bare + GOOD) == ["idna has no hash"]
    assert lock_files.problems(GOOD + bare) == ["idna has no hash"]


def test_without_uv_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetupError, match=r"To get it: .* -m pip install uv"):
        lock_files.make(tmp_path, [])


def test_uv_makes_all_files_the_others_within_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uv = tmp_path / "uv"
    uv.write_text('#!/bin/sh\necho "$PWD $*" >> calls\n')
    uv.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    lock_files.make(tmp_path, ["--upgrade"])
    first, *others = (tmp_path / "calls").read_text().splitlines()
    assert len(others) == 2
    for call in (first, *others):
        assert call.startswith(f"{tmp_path} pip compile pyproject.toml")
        assert "--universal" in call
        assert "--generate-hashes" in call
        assert "--upgrade" in call
    assert first.endswith("--output-file=packaging/lock.txt")
    assert all("--constraint=packaging/lock.txt" in call for call in others)


def test_a_failing_uv_stops_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uv = tmp_path / "uv"
    uv.write_text("#!/bin/sh\nexit 1\n")
    uv.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetupError, match="uv could not make the lock file"):
        lock_files.make(tmp_path, [])
