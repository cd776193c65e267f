"""What software centres show, with the releases of the changelog."""

from __future__ import annotations

from datetime import datetime
from xml.sax.saxutils import escape

from builder.changelog import Entry

_MOST_CHANGES = 12


def with_releases(xml: str, found: list[Entry], when: datetime) -> str:
    """Fill in the releases, newest first; of each the first changes, as plain sentences."""
    releases = "\n".join(_release(entry, when) for entry in found)
    return xml.replace("  <releases/>", f"  <releases>\n{releases}\n  </releases>")


def _release(entry: Entry, when: datetime) -> str:
    items = "\n".join(
        f"          <li>{escape(change.replace('`', ''))}</li>"
        for change in entry.changes[:_MOST_CHANGES]
    )
    return f"""\
    <release version="{escape(entry.version)}" date="{when:%Y-%m-%d}">
      <description>
        <ul>
{items}
        </ul>
      </description>
    </release>"""
