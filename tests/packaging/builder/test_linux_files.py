"""Desktop entry, types and metadata agree with each other and with the program."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import system_libraries
from builder import release, share, slim

from gemini_desktop import __version__, arguments
from gemini_desktop.core.files import links
from gemini_desktop.session import backups

LINUX = Path(__file__).parents[3] / "packaging" / "linux"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


def entry(section: str = "Desktop Entry") -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign,assignment]  # keys are told by their case
    parser.read(LINUX / "gemini-desktop.desktop", encoding="utf-8")
    return parser[section]


def test_the_entry_opens_what_the_types_name() -> None:
    types = {
        each.get("type") for each in ET.parse(LINUX / "gemini-desktop.xml").iter(f"{MIME}mime-type")
    }
    opened = set(entry()["MimeType"].strip(";").split(";"))
    assert opened == {*types, f"x-scheme-handler/{links.SCHEME}"}
    globs = {
        each.get("pattern") for each in ET.parse(LINUX / "gemini-desktop.xml").iter(f"{MIME}glob")
    }
    assert globs == {"*.gcap", f"*{backups.SUFFIX}", "*.har", "*.sse"}


def test_the_entry_hands_over_files_and_links() -> None:
    assert entry()["Exec"] == "gemini-desktop %U"
    assert entry()["Icon"] == "gemini-desktop"


def test_the_actions_are_what_the_program_takes() -> None:
    commands = {
        name: entry(f"Desktop Action {name}")["Exec"].split()
        for name in entry()["Actions"].strip(";").split(";")
    }
    assert arguments.parsed(commands["new-window"][1:]).new_window
    (link,) = arguments.parsed(commands["new-chat"][1:]).links
    assert links.read_link(link) == links.Link()


def test_software_centres_are_told_the_same() -> None:
    about = ET.parse(LINUX / "metainfo.xml").getroot()
    assert about.findtext("id") == release.APP_ID
    assert about.findtext("summary") == release.SUMMARY == entry()["Comment"]
    assert about.findtext("launchable") == "gemini-desktop.desktop"
    told = {each.text for each in about.iter("mediatype")}
    assert told == set(entry()["MimeType"].strip(";").split(";"))


def test_the_desktops_own_checker_agrees() -> None:
    if (checker := shutil.which("desktop-file-validate")) is not None:
        done = subprocess.run(
            [checker, LINUX / "gemini-desktop.desktop"], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_archive_tells_how_to_take_off_what_it_tells_to_copy() -> None:
    text = (LINUX / "README.txt").read_text("utf-8")
    for name in (
        "applications/gemini-desktop.desktop",
        "mime/packages/gemini-desktop.xml",
        f"metainfo/{release.APP_ID}.metainfo.xml",
        "man/man1/gemini-desktop.1.gz",
        "icons/hicolor/*/apps/gemini-desktop*",
    ):
        assert name in text
    assert all(len(line) <= 100 for line in text.splitlines())


def test_the_archive_names_every_library_that_a_bare_system_lacks() -> None:
    """Those of Qt's that do not lie in the folder."""
    text = (LINUX / "README.txt").read_text("utf-8")
    debian, _, others = text.partition("apt install ")[2].partition("Fedora")
    arch = others.partition("Arch")[2].partition("\n\n")[0]
    lacking = [each for each in system_libraries.LIBRARIES if not slim.is_wanted(each.soname)]
    assert len(lacking) > 8
    assert set(debian.split()) - {"\\"} == {library.apt for library in lacking}
    assert set(arch.split()) >= {library.pacman for library in lacking}


def test_files_are_told_by_their_digest(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(b"")
    (tmp_path / "link").symlink_to("a/b")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert share.digests(tmp_path) == {"a/b": empty}


def test_the_release_is_read_from_the_clone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    found = release.release_of(LINUX.parents[1])
    assert found.version == __version__
    assert f"{found.moment:%Y-%m-%d}" == "1970-01-02"
