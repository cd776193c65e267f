"""A proxy's page in a few words, whatever it is made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.failures import advice, web_page
from tests.support import costs_less_than


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<title>502 Bad Gateway</title><h1>nginx", "502 Bad Gateway"),
        ("<TITLE lang=en>\n Sign&nbsp;in </TITLE>", "Sign in"),
        ("<title></title><p>No title.</p>", "No title."),
        ("<title>never closed <p>words", "never closed words"),
        ("<p>a<br>b<script>x()</script>c<style>y</style>d<!-- e > -->f", "a b c d f"),
        ("<script>never closed", ""),
        ("<p>before<", "before"),
        ("", ""),
        ("no page at all", "no page at all"),
        ("<p>\x1b[2J\u202e", "␛[2J⟨U+202E⟩"),
    ],
)
def test_words(page: str, words: str) -> None:
    assert web_page.words(page) == words


@given(st.text(alphabet="<>!-/ scripttyle&;x", max_size=300))
def test_no_page_breaks_it(page: str) -> None:
    assert len(web_page.words(page)) <= 200
    assert advice.for_page(page).message


@pytest.mark.parametrize(
    "piece", ["<script", "<!--", "<title>", "<", "<a>", "&#x10ffff;", "<style>", "</title"]
)
def test_no_page_takes_long(piece: str) -> None:
    page = (piece * 64_000)[:64_000]
    with costs_less_than(1):
        web_page.words(page)
