"""What the tools that servers run are called, and what of their calls and results is worth a line
of its own: queries, pages, code."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QCoreApplication

from gemini_desktop.core.events import Json
from gemini_desktop.ui.chat.turns.blocks import CardLink

_MOST = 50
_ICONS = (
    ("search", "search"),
    ("retrieval", "search"),
    ("maps", "globe"),
    ("url", "globe"),
    ("code", "terminal"),
    ("computer", "square"),
)
_CHIP = re.compile(
    r"<(?:a\b[^>]*|\w+\s[^>]*class=[\"']chip[\"'][^>]*)>([^<]{1,200})<", re.IGNORECASE
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)


def title(kind: str, tool: str = "") -> str:
    """`google_search_call`, `executableCode` or a tool's type in words that people know."""
    name = plain(tool or kind)
    known = {
        "google search": _tr("Google Search"),
        "google search web": _tr("Google Search"),
        "google search image": _tr("Google image search"),
        "url context": _tr("Reading pages"),
        "code execution": _tr("Code execution"),
        "executable code": _tr("Code execution"),
        "file search": _tr("File search"),
        "google maps": _tr("Google Maps"),
        "mcp server tool": _tr("MCP tool"),
        "retrieval": _tr("Retrieval"),
        "tool search": _tr("Tool search"),
        "processing": _tr("Processing"),
        "media processing": _tr("Processing"),
        "function": _tr("Function"),
    }
    return known.get(name) or name.capitalize() or _tr("Tool")


def plain(kind: str) -> str:
    """The kind without its case, and without the word that says whether it is call or result."""
    spaced = "".join(f" {c}" if c.isupper() and not kind.isupper() else c for c in kind)
    words = spaced.replace("_", " ").lower().split()
    while words and words[-1] in ("call", "result"):
        words.pop()
    return " ".join(words)


def icon(kind: str) -> str:
    """The icon of a tool."""
    return next((name for word, name in _ICONS if word in kind.lower()), "wrench")


def code(kind: str, arguments: Json) -> tuple[str, str] | None:
    """Language and code, where the call is to run some."""
    if not isinstance(arguments, dict) or "code" not in kind.lower():
        return None
    source = arguments.get("code")
    language = arguments.get("language")
    if not isinstance(source, str) or not source.strip():
        return None
    return (language.lower() if isinstance(language, str) else ""), source


def chips(arguments: Json) -> tuple[str, ...]:
    """What is searched for, where that is all that the call says."""
    if not isinstance(arguments, dict) or not arguments.keys() <= {"queries", "query"}:
        return ()
    found = arguments.get("queries", arguments.get("query"))
    queries = found if isinstance(found, list) else [found]
    return tuple(q[:300] for q in queries[:_MOST] if isinstance(q, str) and q.strip())


def searched(metadata: Json) -> tuple[str, ...]:
    """What was searched for, by the groundingMetadata of a candidate."""
    if not isinstance(metadata, dict):
        return ()
    names = ("webSearchQueries", "imageSearchQueries", "retrievalQueries")
    lists = (found for name in names if isinstance(found := metadata.get(name), list))
    queries = [q[:300] for found in lists for q in found if isinstance(q, str) and q.strip()]
    return tuple(dict.fromkeys(queries[:_MOST]))


def suggestions(result: Json) -> tuple[str, ...]:
    """The words of Google's chips, from HTML that is never shown as such."""
    found: list[str] = []
    for item in _objects(result):
        html = item.get("search_suggestions") if item.keys() <= {"search_suggestions"} else None
        if not isinstance(html, str):
            return ()
        from html import unescape  # with all of HTML's names

        found += [unescape(words).strip() for words in _CHIP.findall(html[:100_000])]
    return tuple(filter(None, found[:_MOST]))


def links(value: Json) -> tuple[CardLink, ...]:
    """Pages, where the value is a list of them: addresses, or objects with an address, perhaps a
    title and how it went."""
    if isinstance(value, dict) and value.keys() == {"urls"}:
        value = value["urls"]
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        only = value[0]
        value = only["places"] if only.keys() == {"places"} else value
    if not isinstance(value, list) or not value or len(value) > _MOST:
        return ()
    found = [_link(item) for item in value]
    return tuple(link for link in found if link is not None) if all(found) else ()


def _link(item: Json) -> CardLink | None:
    if isinstance(item, str):
        return CardLink(item) if item.startswith(("http://", "https://")) else None
    if not isinstance(item, dict):
        return None
    known = {"url", "uri", "title", "name", "status", "place_id"}
    known |= {"retrievedUrl", "urlRetrievalStatus"}
    address = _text(item, "url", "uri", "retrievedUrl")
    if not address or not item.keys() <= known:
        return None
    note = _text(item, "status", "urlRetrievalStatus")
    note = note.removeprefix("URL_RETRIEVAL_STATUS_").lower()
    return CardLink(address, _text(item, "title", "name"), note)


def output(result: Json) -> str | None:
    """What code printed, where the result is that."""
    match result:
        case str():
            return result
        case {"output": str(printed)} if result.keys() <= {"output", "outcome", "id"}:
            return printed
        case {"outcome": str()} if result.keys() <= {"outcome", "id"}:
            return ""
    return None


def failure(result: Json) -> str:
    """Why code did not run to its end, empty where it did."""
    outcome = result.get("outcome") if isinstance(result, dict) else ""
    if not isinstance(outcome, str) or outcome in ("", "OUTCOME_OK", "OUTCOME_UNSPECIFIED"):
        return ""
    return outcome.removeprefix("OUTCOME_").replace("_", " ").lower()


def _objects(value: Json) -> list[dict[str, Any]]:
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, dict)] if items else []


def _text(item: dict[str, Any], *names: str) -> str:
    return next((v for n in names if isinstance(v := item.get(n), str) and v), "")
