"""The licence texts of all parts, and Debian's one file that tells of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from builder.parts import Part


def write_texts(parts: Sequence[Part], folder: Path) -> None:
    """Write a file for each part, named by it and its version."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in parts:
        name = re.sub(r"[^\w.+-]+", "-", f"{part.name}-{part.version}".lower())
        rule = "\n\n" + "-" * 72 + "\n\n"
        (folder / f"{name}.txt").write_text(rule.join(part.texts), encoding="utf-8")


def debian_copyright(parts: Sequence[Part]) -> str:
    """The file `copyright` in Debian's machine-readable form, its texts one by one.

    The first part is the program itself.
    """
    own, *others = parts
    head = (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        "Upstream-Name: Gemini Desktop\n"
        "Comment: /usr/lib/gemini-desktop holds the program and the parts below, each under its\n"
        " own licence. Qt's libraries may be replaced by other builds of them."
    )
    paragraphs = [head, _paragraph("*", own)]
    paragraphs += [_paragraph(f"usr/lib/gemini-desktop/{_word(p.name)}", p) for p in others]
    return "\n\n".join(paragraphs) + "\n"


def _paragraph(files: str, part: Part) -> str:
    holders = copyright_lines(part) or [f"the authors of {part.name}"]
    return (
        f"Files: {files}\n"
        f"Copyright: {(chr(10) + ' ').join(holders)}\n"
        f"License: {_word(part.name)}-{_word(part.licence)}\n"
        f" {part.name} {part.version}: {part.licence}\n .\n"
        + "\n .\n".join(_indented(_shared(text)) for text in part.texts)
    )


def copyright_lines(part: Part) -> list[str]:
    """What the texts say after Copyright, in order, each once."""
    lines = re.findall(
        r"^\W*Copyright(?: \(c\)| ©|:)? +(.*\d{4}.*)$",
        "\n".join(part.texts),
        re.MULTILINE | re.IGNORECASE,
    )
    return list(dict.fromkeys(line.strip() for line in lines))[:20]


_END = r"END OF TERMS AND CONDITIONS"
_SHARED = {
    "Apache-2.0": rf"Apache License\s+Version 2\.0, January 2004.*?{_END}",
    "LGPL-3": r"GNU LESSER GENERAL PUBLIC LICENSE\s+Version 3.*",
    "GPL-3": rf"GNU GENERAL PUBLIC LICENSE\s+Version 3.*?{_END}",
    "GPL-2": rf"GNU GENERAL PUBLIC LICENSE\s+Version 2.*?{_END}",
    "MPL-2.0": r"Mozilla Public License,? [Vv]ersion 2\.0\s+=.*",
}
"""The licences that every Debian system has, each with its text from the title to the end."""


def _shared(text: str) -> str:
    """The text, with the place of those licences in their place, as Debian asks for."""
    for name, whole in _SHARED.items():
        place = f"The {name} licence is in /usr/share/common-licenses/{name}."
        text = re.sub(whole, place, text, flags=re.DOTALL)
    return text


def _word(text: str) -> str:
    return re.sub(r"[^\w.+]+", "-", text).strip("-").lower()


def _indented(text: str) -> str:
    clean = text.replace("\f", "").expandtabs(4)
    return "\n".join(f" {line.rstrip()}" if line.strip() else " ." for line in clean.splitlines())
