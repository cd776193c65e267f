"""Google Takeout's My Activity of the Gemini apps: `My Activity.json`, the newest entry first.

An entry has a `header` and `products` that name the app, a `title` with the whole prompt after a
word for what was done (`Prompted …`), a `time`, and in `safeHtmlItem` the answer as HTML, or
several where it was asked again. Which prompts belong to one chat is not told anywhere, so each is
a conversation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gemini_desktop.core.digest import sha256
from gemini_desktop.core.events import Content, Json, Text
from gemini_desktop.core.importing.beside import Beside
from gemini_desktop.core.importing.building import Said, build
from gemini_desktop.core.importing.conversation import (
    Context,
    Damaged,
    ImportedConversation,
)
from gemini_desktop.core.importing.html_words import markdown
from gemini_desktop.core.importing.values import a_dict, a_list, dicts, one_line, text, unix_ns

FORMAT = "takeout"
WORDS = "Google Takeout, Gemini Apps"
_PROMPTED = "Prompted "


def read(found: Json, context: Context) -> ImportedConversation:
    """One prompt with its answers. Raises Damaged for another kind of activity."""
    entry = a_dict(found)
    if not is_gemini(entry):
        raise Damaged("It is not of the Gemini apps.")
    title = text(entry.get("title"))
    answers = [text(item.get("html")) for item in dicts(entry.get("safeHtmlItem"))]
    words = title.removeprefix(_PROMPTED) if title.startswith(_PROMPTED) else ""
    if not words and not answers:
        raise Damaged(f"It is no prompt: “{one_line(title, 60)}”.")
    created = unix_ns(entry.get("time"))
    files = list(_files(entry, context))
    said = [
        Said(
            id="prompt",
            role="user",
            contents=[*files, Text(text=words or title)],
            created_unix_ns=created,
        )
    ]
    for number, html in enumerate(answers):
        contents: list[Content] = [Text(text=markdown(html))]
        said.append(
            Said(
                id=f"answer-{number}",
                parent="prompt",
                role="model",
                contents=contents,
                created_unix_ns=created,
            )
        )
    built = build(said, "answer-0")
    return ImportedConversation(
        format=FORMAT,
        title=one_line(words or title),
        source_id=sha256(f"{entry.get('time')} {title}".encode()).hexdigest()[:32],
        created_unix_ns=created,
        updated_unix_ns=created,
        turns=built.turns,
        head=built.head,
        notes=built.notes,
    )


def is_gemini(entry: dict[str, Any]) -> bool:
    """Whether the activity is of the Gemini apps (Bard, before)."""
    named = [text(entry.get("header")), *map(text, a_list(entry.get("products")))]
    return any("Gemini" in name or "Bard" in name for name in named)


def _files(entry: dict[str, Any], context: Context) -> Iterator[Content]:
    named = [text(each.get("url")) for each in dicts(entry.get("subtitles"))]
    wanted = [text(entry.get("imageFile")), *map(text, a_list(entry.get("attachedFiles"))), *named]
    beside = Beside(context.assets)
    for name in dict.fromkeys(wanted):
        if name and "://" not in name:
            yield beside.get(name)
