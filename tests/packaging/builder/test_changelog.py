"""One changelog, in the forms of Debian and of software centres."""

from __future__ import annotations

import gzip
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

from builder import changelog, metainfo, share
from builder.changelog import Entry

ROOT = Path(__file__).parents[3]
WHEN = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
TEXT = """\
# Changelog

## 0.2.0 (unreleased)

* Two & <more>, with `code`.
* One long line that has to be broken, because no line of the file may be longer than eighty signs.

## 0.1.0 (2026-01-02)

* The first.
"""


def test_versions_and_changes_are_read_in_order() -> None:
    newest, first = changelog.entries(TEXT)
    assert newest.version == "0.2.0"
    assert newest.changes[0] == "Two & <more>, with `code`."
    assert first == Entry("0.1.0", ("The first.",))


def test_a_release_is_told_what_changed_with_it() -> None:
    assert changelog.notes(TEXT, "0.1.0") == "* The first."
    assert changelog.notes(TEXT, "0.2.0").count("\n") == 1


def test_our_own_changelog_can_be_read() -> None:
    found = changelog.entries((ROOT / "resources" / "CHANGELOG.md").read_text("utf-8"))
    assert found
    assert all(entry.changes for entry in found)


def test_debians_form() -> None:
    text = changelog.for_debian(changelog.entries(TEXT), WHEN)
    lines = text.splitlines()
    assert lines[0] == "gemini-desktop (0.2.0) unstable; urgency=medium"
    assert "  * Two & <more>, with code." in lines
    assert max(len(line) for line in lines if not line.startswith(" -- ")) <= 80
    assert lines[-1].startswith(" -- The gemini-desktop authors <")
    assert lines[-1].endswith(">  Sat, 21 Nov 2026 12:30:00 +0000")


def test_packed_it_carries_no_time(tmp_path: Path) -> None:
    share.pack(tmp_path / "doc" / "changelog.gz", b"x")
    packed = (tmp_path / "doc" / "changelog.gz").read_bytes()
    assert packed[4:8] == b"\0\0\0\0"
    assert gzip.decompress(packed) == b"x"


def test_software_centres_get_each_release() -> None:
    about = (ROOT / "packaging" / "linux" / "metainfo.xml").read_text("utf-8")
    tree = ET.fromstring(metainfo.with_releases(about, changelog.entries(TEXT), WHEN))
    releases = tree.findall("releases/release")
    assert [release.get("version") for release in releases] == ["0.2.0", "0.1.0"]
    assert releases[0].get("date") == "2026-11-21"
    items = [item.text for item in releases[0].iter("li")]
    assert items[0] == "Two & <more>, with code."
