"""A strict reader of exported pages: every element closed, none that runs or loads anything."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = frozenset({"meta", "img", "br", "hr"})
_FORBIDDEN = frozenset(
    {"script", "iframe", "object", "embed", "link", "base", "form", "input", "svg", "template"}
)
_TEXT = str | None


class Page(HTMLParser):
    """What is in a page. Reading raises AssertionError where it is not as it should be."""

    def __init__(self, source: str, *, beside: str = "", pages: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._beside = beside
        self._pages = pages
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert self._open == [], f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, _TEXT]]) -> None:
        assert tag not in _FORBIDDEN, tag
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice: {names}"
        found = {name: value or "" for name, value in attrs}
        for name, value in found.items():
            assert not name.startswith("on"), f"{tag} {name}"
            if name in ("src", "href"):
                self._check_address(tag, name, value)
            if name == "style":
                assert "url" not in value
        self.elements.append((tag, found))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag, f"</{tag}>"

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["style"]:
            assert "url(" not in data
            assert "@import" not in data
            assert "<" not in data
        else:
            self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of all elements of this name."""
        return [attributes for name, attributes in self.elements if name == tag]

    def _check_address(self, tag: str, name: str, value: str) -> None:
        lower = value.lower()
        if name == "href" and lower.startswith(("http://", "https://", "mailto:")):
            assert tag == "a"
            return
        if self._pages and name == "href":
            assert value.endswith(".html")
            assert ":" not in value
            assert "/" not in value
            return
        if self._beside and value.startswith(self._beside):
            assert ".." not in value
            return
        assert lower.startswith("data:"), f"{tag} {name}={value[:80]}"
        type_ = lower.removeprefix("data:").partition(";")[0]
        assert type_ not in ("text/html", "image/svg+xml", "application/xhtml+xml"), value[:80]
