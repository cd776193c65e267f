r"""Formulas as MathML, which browsers set by themselves.

latex2mathml puts the words of `\text` and the address of `\href` into its markup as they are, so
nothing of that markup is used: its tree is written anew, with the elements and attributes alone
that set a formula, and every text escaped.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from gemini_desktop.core.export.page import safe

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ELEMENTS = frozenset(
    {
        "math", "menclose", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover",
        "mpadded", "mphantom", "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle",
        "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover", "none",
    }
)  # fmt: skip
_ATTRIBUTES = frozenset(
    {
        "accent", "accentunder", "columnalign", "columnlines", "columnspacing", "columnspan",
        "depth", "display", "displaystyle", "fence", "form", "height", "largeop", "linethickness",
        "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rowalign",
        "rowlines", "rowspacing", "rspace", "scriptlevel", "separator", "stretchy", "symmetric",
        "voffset", "width",
    }
)  # fmt: skip
_MOST_NESTING = 60


def mathml(tex: str, source: str, *, display: bool) -> str:
    """The formula; its source as code where it cannot be set."""
    try:
        from latex2mathml.converter import convert_to_element

        tree = convert_to_element(tex, display="block" if display else "inline")
        return _written(tree, source)
    except Exception:  # the library has a class of its own for each fault, and others by mistake
        return plain(source, display=display)


def plain(source: str, *, display: bool) -> str:
    """The source as code."""
    code = f'<code class="tex">{safe.text(source)}</code>'
    return f"<p>{code}</p>\n" if display else code


def _written(tree: Element, source: str) -> str:
    attributes = _attributes(tree)
    inner = "".join(_element(child, 1) for child in tree)
    # What a reader copies, and what a screen reader may fall back on.
    label = f' aria-label="{safe.text(source)}"'
    return f"<math{attributes}{label}>{inner}</math>"


def _element(element: Element, depth: int) -> str:
    if element.tag not in _ELEMENTS or depth > _MOST_NESTING:
        raise ValueError(element.tag)
    text = safe.text(html.unescape(element.text or ""))
    inner = "".join(_element(child, depth + 1) for child in element)
    return f"<{element.tag}{_attributes(element)}>{text}{inner}</{element.tag}>"


def _attributes(element: Element) -> str:
    return "".join(
        f' {name}="{safe.text(html.unescape(value))}"'
        for name, value in element.attrib.items()
        if name in _ATTRIBUTES
    )
