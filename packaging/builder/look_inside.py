"""Looks around among the modules that it runs with, and prints what it found as JSON.

It runs twice: with the build's own Python, and with the frozen program's loader in place of the
program itself, which has nothing but what is frozen. `complete` gives it the imports to try on
stdin, and compares.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import sys
import sysconfig
from collections.abc import Callable, Iterable

FORMULA = r"\int_0^\infty \sqrt{\frac{a}{b}}\,dx \xrightarrow{f} \mathbb{R}"
FAILED = "failed"
"""The key of what stands in an act's place where it failed."""
LANGUAGES = ("python", "typescript", "rust", "bash", "html+jinja", "diff", "mermaid", "nonesuch")


def missing(imports: Iterable[tuple[str, str]]) -> list[str]:
    """Those that fail, as `module` or `module.name`; an empty name is the module itself."""
    return [f"{module}.{name}".rstrip(".") for module, name in imports if not _has(module, name)]


def _has(module: str, name: str) -> bool:
    try:
        found = importlib.import_module(module)
        if not name or hasattr(found, name):
            return True
        importlib.import_module(f"{module}.{name}")
    except Exception:  # whatever stops it, the other interpreter tells if it should
        return False
    return True


def _formula_drawn() -> object:
    from gemini_desktop.ui.chat.text.formulas import layout

    drawing = layout.lay_out(FORMULA, display=True, budget_s=60)
    return len(drawing.parts)


def _formula_written() -> object:
    from gemini_desktop.core.export.page import formulas

    return formulas.mathml(FORMULA, FORMULA, display=True)


def _languages() -> object:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    found = []
    for name in LANGUAGES:
        with contextlib.suppress(ClassNotFound):
            lexer = get_lexer_by_name(name)
            found.append([name, type(lexer).__name__, len(list(lexer.get_tokens("x = 1\n")))])
    return found


def _markdown() -> object:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").render("|a|\n|-|\n|*b* &copy; https://x.org|")


def _certificates() -> object:
    import ssl

    import certifi

    return len(ssl.create_default_context(cafile=certifi.where()).get_ca_certs())


def _library() -> object:
    import sqlite3

    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.execute("create virtual table t using fts5(x, tokenize='trigram')")
        return sqlite3.sqlite_version


def _texts() -> object:
    codecs = ("utf-16", "shift_jis", "gb18030", "big5", "euc_kr", "cp1252")
    return ["\u3042".encode(codec, "replace").hex() for codec in codecs]


def _page() -> object:
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QPageSize, QPainter, QPdfWriter

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize.PageSizeId.A4)
    painter = QPainter(writer)
    painter.drawText(100, 100, "page")
    painter.end()
    return bytes(buffer.data().data()[:5]).decode()


def _pictures() -> object:
    from PySide6.QtGui import QImageReader

    known = {bytes(each.data()).decode() for each in QImageReader.supportedImageFormats()}
    return sorted(known & {"png", "jpeg", "gif", "webp", "svg", "bmp", "ico"})


def _resources() -> object:
    from gemini_desktop import resources

    return [
        len(resources.path(*name).read_bytes()) for name in (["CHANGELOG.md"], ["icons", "app.svg"])
    ]


def _parts() -> object:
    from importlib import metadata

    return [metadata.version(name) for name in ("httpx", "keyring", "PySide6-Essentials")]


ACTS: tuple[Callable[[], object], ...] = (
    _formula_drawn, _formula_written, _languages, _markdown, _certificates, _library, _texts,
    _page, _pictures, _resources, _parts,
)  # fmt: skip


def acts() -> dict[str, object]:
    """What comes of doing what needs files, plugins or modules found by name."""
    return {act.__name__.lstrip("_"): _outcome(act) for act in ACTS}


def _outcome(act: Callable[[], object]) -> object:
    try:
        return act()
    except Exception as error:  # as above
        return {FAILED: f"{type(error).__name__}: {error}"}


def main() -> None:
    """Answer what was asked on stdin."""
    from PySide6.QtWidgets import QApplication

    imports = json.load(sys.stdin)
    application = QApplication([])
    found = {
        "missing": missing(imports),
        "acts": acts(),
        "tops": sorted({name.partition(".")[0] for name in sys.modules}),
        "packages": sysconfig.get_path("purelib"),
    }
    del application
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
