"""`gemini-desktop chats`: the conversations that are kept, listed or written to files."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import datetime
from os.path import commonprefix
from pathlib import Path
from typing import Any

import msgspec

from gemini_desktop.cli.words import counted, misused
from gemini_desktop.core.export.wanted import Wanted
from gemini_desktop.core.visible import visible
from gemini_desktop.session.conversations import ConversationSummary
from gemini_desktop.session.saving.exporting import Choice, Exporting, Job
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.home import find_home
from gemini_desktop.store.transcripts import FILE, Library

_SHORT_ID = 8


def run(arguments: argparse.Namespace) -> int:
    """List or export."""
    home = find_home(arguments.home)
    if not (home / FILE).exists():
        raise misused(f"There are no chats in {home}.", "Name the folder with --home.")
    asyncio.run(_run(arguments, home))
    sys.stdout.flush()
    return 0


async def _run(arguments: argparse.Namespace, home: Path) -> None:
    library = Library(home)
    await library.open()
    try:
        known = await library.conversations()
        if arguments.action == "export":
            await _export(arguments, known, Exporting(library, Captures(home)))
        else:
            _list(known, as_json=arguments.json)
    finally:
        await library.close()


def _list(known: Sequence[ConversationSummary], *, as_json: bool) -> None:
    short = short_ids([each.id for each in known])
    for each in known:
        if as_json:
            print(msgspec.json.encode(each).decode())
            continue
        moment = datetime.fromtimestamp(each.updated_unix_ns // 10**9).astimezone()
        marks = "".join(mark for mark, on in (("*", each.pinned), ("-", each.archived)) if on)
        title = each.title or "Untitled chat"
        print(
            visible(
                f"{short[each.id]}  {moment:%Y-%m-%d %H:%M}  {each.turn_count:5}  {marks:1} {title}"
            )
        )


def short_ids(ids: Sequence[str]) -> dict[str, str]:
    """Of each the beginning, as long as it needs to be to begin no other."""
    ordered = sorted(ids)
    short = {}
    for each, before, after in zip(ordered, ["", *ordered], [*ordered[1:], ""], strict=False):
        longest = max(len(commonprefix((each, other))) for other in (before, after))  # noqa: RUF071 - character by character, as is wanted
        short[each] = each[: max(_SHORT_ID, longest + 1)]
    return short


async def _export(
    arguments: argparse.Namespace, known: Sequence[ConversationSummary], exporting: Exporting
) -> None:
    ids = _chosen(arguments, known)
    target: Path | None = arguments.out
    choice = Choice(form=arguments.form, wanted=_wanted(arguments))
    job = Job()
    if len(ids) == 1 and not arguments.all:
        conversation = await exporting.document(ids[0])
        if target is None:
            if choice.wanted.beside:
                raise misused("On stdout nothing can lie beside.", "Name a file with --out.")
            for piece in exporting.pieces(conversation, choice):
                sys.stdout.buffer.write(piece)
            return
        await exporting.save(conversation, target, choice, job)
        print(f"{target}", file=sys.stderr)
        return
    if target is None:
        raise misused("Several chats need a place.", "Name a folder or file with --out.")
    as_one = target.suffix.lower() == choice.suffix_of_many
    choice = msgspec.structs.replace(choice, as_one=as_one)
    count = await exporting.save_many(ids, target, choice, job)
    print(f"{target}: {counted(count, 'chat')}", file=sys.stderr)


def _chosen(arguments: argparse.Namespace, known: Sequence[ConversationSummary]) -> list[str]:
    """The whole ids. Raises ConfigurationError where one names none, or several."""
    if arguments.all:
        return [each.id for each in known]
    if not arguments.ids:
        raise misused("Which chats?", "Give their ids (gemini-desktop chats), or --all.")
    found: dict[str, None] = {}
    for wanted in arguments.ids:
        fitting = [each.id for each in known if wanted and each.id.startswith(wanted)]
        if len(fitting) != 1:
            what = "No chat has" if not fitting else f"{len(fitting)} chats have"
            raise misused(
                f"{what} an id that begins with {wanted[:80]!r}.",
                "See their ids with: gemini-desktop chats",
            )
        found[fitting[0]] = None
    return list(found)


def _wanted(arguments: argparse.Namespace) -> Wanted:
    # What leaves for good should be whole: branches are left out of the other forms only.
    changes: dict[str, Any] = {"branches": arguments.form == "json", "beside": arguments.beside}
    changes |= dict.fromkeys(arguments.with_, True)
    changes |= dict.fromkeys(arguments.without_, False)
    return Wanted(**changes)
