"""An answer cannot make the window open what it should not, nor hide where a link leads."""

from __future__ import annotations

import pytest

from gemini_desktop.ui.chat.text import links


@pytest.mark.parametrize("address", ["https://e.example/x?q=1", "HTTP://e.example"])
def test_the_web_may_be_opened(address: str) -> None:
    assert links.is_safe(address)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html;base64,PGI+",
        "vscode://file/x",
        "mailto:a@b.c?attach=/etc/passwd",
        "qrc:/x.html",
        "about:blank",
        "/etc/passwd",
        "link.txt",
        "\\\\127.0.0.1\\x",
        "https://",
        "http://[",
        "",
    ],
)
def test_nothing_else_may(address: str) -> None:
    assert not links.is_safe(address)


def test_the_host_is_shown_as_it_goes_on_the_wire() -> None:
    assert links.host("https://accounts.example@evil.example/login") == "evil.example"
    assert links.host("https://аррӏe.com/").startswith("xn--")


def test_unseen_characters_are_written_out() -> None:
    assert "\u202e" not in links.shown("https://e.example/\u202egnp.exe")
    assert "\\u202e" in links.shown("https://e.example/\u202egnp.exe")


def test_a_long_address_keeps_both_ends() -> None:
    shown = links.shown("https://e.example/" + "a" * 100_000 + "END")
    assert len(shown) < 200
    assert shown.startswith("https://e.example/")
    assert shown.endswith("END")


@pytest.mark.parametrize(
    ("words", "address", "shown"),
    [
        ("https://accounts.google.com", "https://evil.example/login", "evil.example"),
        ("www.google.com", "https://evil.example/", "evil.example"),
        ("google.com", "https://evil.example/", "evil.example"),
        ("x", "https://accounts.google.com@evil.example/", "evil.example"),
        ("x", "https://\u0430pple.com/", "xn--pple-43d.com"),
        ("docs", "https://evil.example/", ""),
        ("https://e.example/a", "https://www.e.example/a", ""),
        ("file.py and more", "https://e.example/file.py", "e.example"),
        ("see a file.py", "https://e.example/file.py", ""),
    ],
)
def test_a_link_that_hides_its_host_shows_it(words: str, address: str, shown: str) -> None:
    assert links.host_to_show(words, address) == shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://e.example/a?b=1.", ["https://e.example/a?b=1"]),
        ("(https://e.example/a_(b)) and www.e.example!", ["https://e.example/a_(b)", "https://www.e.example"]),
        ("HTTP://E.example, http://f.example", ["HTTP://E.example", "http://f.example"]),
        ("日本語 https://e.example/日本 です", ["https://e.example/日本"]),
        ("xhttps://e.example https:// www. http://nodot/ ftp://e.example", []),
        ("https://e.example<b>", ["https://e.example"]),
        ("javascript://e.example file:///etc/passwd", []),
    ],
)  # fmt: skip
def test_bare_addresses_are_links(text: str, found: list[str]) -> None:
    assert [address for _, _, address in links.bare(text)] == found


def test_a_bare_address_ends_where_it_says() -> None:
    text = "see https://e.example/a, and on"
    ((start, end, _),) = links.bare(text)
    assert text[start:end] == "https://e.example/a"
