"""The recipes for systems that are not here: what can be checked of them without running them."""

from __future__ import annotations

import os
import plistlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
RECIPES = [
    ROOT / "packaging" / "macos" / "package.sh",
    ROOT / "packaging" / "windows" / "installer.iss",
    ROOT / "packaging" / "linux" / "make-appimage.sh",
    ROOT / ".github" / "workflows" / "release.yml",
]
EACH = pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.name)


@EACH
def test_each_says_that_it_is_untested(path: Path) -> None:
    assert "UNTESTED" in path.read_text("utf-8")


@EACH
def test_every_file_of_ours_that_it_names_is_there(path: Path) -> None:
    text = path.read_text("utf-8").replace("\\", "/")
    for name in re.findall(r"\bpackaging/[\w/.-]+\.\w+", text):
        assert (ROOT / name).is_file(), name


@EACH
def test_no_secret_stands_in_it(path: Path) -> None:
    """Only names of secrets, which the service fills in."""
    text = path.read_text("utf-8")
    assert not re.search(
        r"\b(password|key|secret|token)\s*[:=]\s*[\"'][^\"'$ ]{12,}", text, re.IGNORECASE
    )


def test_what_handles_keys_cannot_be_changed_by_others() -> None:
    """Actions of others are named by commits, and only a tag of ours starts the workflow."""
    text = RECIPES[3].read_text("utf-8")
    used = re.findall(r"uses: (\S+)@(\S+)", text)
    assert len(used) > 8
    for action, version in used:
        assert re.fullmatch(r"[0-9a-f]{40}", version), action
    triggers = text.partition("\non:\n")[2].partition("\npermissions:")[0]
    assert triggers.split() == ["push:", "tags:", '["v*"]']
    assert text.count("secrets.") == text.count("${{ secrets.")
    assert text.count("persist-credentials: false") == text.count("actions/checkout@")


def test_scripts_can_be_run() -> None:
    if os.name != "nt":
        for path in RECIPES:
            if path.suffix == ".sh":
                assert os.access(path, os.X_OK)


def test_windows_opens_what_linux_opens() -> None:
    text = RECIPES[1].read_text("utf-8")
    for ending in ("gcap", "gdbackup", "har", "sse"):
        assert f'Extension("{ending}"' in text
    assert "Software\\Classes\\gemini-desktop\\shell\\open\\command" in text
    assert "PrivilegesRequired=lowest" in text


def test_the_rights_of_the_mac_program_are_few() -> None:
    with (ROOT / "packaging" / "macos" / "entitlements.plist").open("rb") as file:
        rights = plistlib.load(file)
    assert set(rights) == {"com.apple.security.cs.allow-unsigned-executable-memory"}
