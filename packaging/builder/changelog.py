"""The changelog of resources/CHANGELOG.md in the forms that Debian and AppStream ask for."""

from __future__ import annotations

import re
import textwrap
from datetime import datetime
from email.utils import format_datetime
from typing import NamedTuple

from builder.release import MAINTAINER, NAME


class Entry(NamedTuple):
    """One version, with its changes in the order of the file, Markdown as it stands there."""

    version: str
    changes: tuple[str, ...]


def entries(markdown: str) -> list[Entry]:
    """Read the changelog: a heading of the second level a version, a bullet a change."""
    found = []
    for section in re.split(r"^## ", markdown, flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        changes = re.findall(r"^\* (.+)$", body, re.MULTILINE)
        found.append(Entry(title.split()[0], tuple(changes)))
    return found


def notes(markdown: str, version: str) -> str:
    """What changed with a version, as Markdown: the text of its release."""
    changes = next(entry.changes for entry in entries(markdown) if entry.version == version)
    return "\n".join(f"* {change}" for change in changes)


def for_debian(found: list[Entry], when: datetime) -> str:
    """The format of `dpkg-parsechangelog`. Only one time is known: that of the build."""
    return "\n".join(_debian(entry, when) for entry in found)


def _debian(entry: Entry, when: datetime) -> str:
    lines = [f"{NAME} ({entry.version}) unstable; urgency=medium", ""]
    for change in entry.changes:
        words = textwrap.fill(
            change.replace("`", ""),
            78,
            initial_indent="  * ",
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines.append(words)
    return "\n".join([*lines, "", f" -- {MAINTAINER}  {format_datetime(when)}", ""])
