"""A conversation as a page: all of it is there, nothing of it runs, nothing is loaded."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_desktop.core.events import Citation, Content, Media, Text, ThoughtText
from gemini_desktop.core.export import document, embedded, html
from gemini_desktop.core.export.apart import Apart
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.export.wanted import Wanted
from gemini_desktop.core.transcript import Step, Transcript, Turn, prompt
from tests.core.export.some_turns import ALL, PIXEL, conversation, documents
from tests.core.export.strict_html import Page

HOSTILE = (
    "<script>alert(1)</script>",
    "</style><script>x</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "[x](javascript:alert(1)) [y](data:text/html,<script>) [z](file:///etc/passwd)",
    "![x](https://example.test/pixel.png)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    r"$\text{<script>alert(1)</script>}$ $\href{javascript:alert(1)}{x}$ $\style{x:y}{z}$",
    r"$$\class{x}{\text{</math><img src=x>}}$$",
    "<!-- no end",
    "<![CDATA[ <?php",
    "&lt;b&gt; &#60;b&#62;",
    '```"><script>\nx\n```',
    "[r]: javascript:alert(1)\n\n[r] <javascript:alert(1)>",
    "\0 \ud800 \x1b[31m \u202e evil",
    ">" * 300 + " deep",
    "|" * 200,
    "[![a](javascript:b)](javascript:c)",
)


def page(made: Document, wanted: Wanted = ALL) -> Page:
    return Page(html.write(made, wanted, embedded.link))


@settings(max_examples=30, deadline=None)
@given(documents())
def test_every_conversation_is_a_page_that_is_well_formed(made: Document) -> None:
    found = page(made)
    assert len(found.all("article")) == len(made.turns)


_PIECES = st.lists(st.sampled_from([*HOSTILE, "\n\n", "a ", "# ", "- ", "> "]), max_size=5)


@settings(max_examples=60, deadline=None)
@given(_PIECES.map("".join), _PIECES.map("".join))
def test_hostile_text_stays_text(said: str, named: str) -> None:
    contents: list[Content] = [
        ThoughtText(text=said),
        Text(text=said),
        Media(kind="image", mime_type=named, data=PIXEL, name=named),
        Media(kind="document", mime_type="text/html", data="PHNjcmlwdD4=", name=named),
        Media(kind="video", mime_type=named, uri=named or "x"),
        Citation(kind="web", uri=named, title=said),
    ]
    answer = Turn(role="model", model=named, steps=[Step(index=0, kind=named, contents=contents)])
    page(document.of(Transcript(turns=[prompt(said), answer]), named))


@pytest.mark.parametrize("said", HOSTILE)
def test_each_hostile_text_alone(said: str) -> None:
    answer = Turn(role="model", steps=[Step(index=0, kind="", contents=[Text(text=said)])])
    found = page(document.of(Transcript(turns=[prompt(said), answer]), said))
    shown = found.text.replace("\ufffd", "")
    visible = [line for line in said.split("\n") if "alert" in line and "$" not in line]
    assert all(line in shown for line in visible[:1])  # the prompt stands there word by word


def test_all_of_a_conversation_is_shown() -> None:
    found = page(conversation())
    for words in (
        "A talk on rivers",
        "Why do rivers bend?",
        "What is on <this>?",
        "Meanders first.",
        "x < y",
        "print('```')",
        "get_river",
        "hologram",
        "A source",
        "340 out",
        "117 tokens/s",
        "The connection closed.",
        "2 of 2",
        "Another branch, after “Why do rivers bend?”",
        "The first try.",
    ):
        assert words in found.text, words
    assert [a["src"][:22] for a in found.all("img")] == ["data:image/png;base64,"]
    assert found.all("audio")[0]["src"].startswith("data:audio/wav;base64,")
    assert found.all("math")
    assert len(found.all("table")) == 1


def test_the_page_allows_nothing_but_itself() -> None:
    found = page(conversation())
    policy = next(m["content"] for m in found.all("meta") if "http-equiv" in m)
    assert policy.startswith("default-src 'none'; img-src data:; media-src data:;")
    assert "script" not in policy
    assert {"name": "color-scheme", "content": "light dark"} in found.all("meta")


def test_what_is_not_wanted_is_not_there() -> None:
    found = page(conversation(), Wanted(thoughts=False, tools=False))
    for words in ("Meanders first", "get_river", "hologram", "340 out", "UTC", "The first try."):
        assert words not in found.text, words
    assert "They wander" in found.text


def test_files_may_lie_beside() -> None:
    apart = Apart("A talk-files")
    source = html.write(conversation(), Wanted(beside=True), apart.link)
    found = Page(source, beside="A%20talk-files/")
    assert list(apart.files) == ["01-audio.wav", "02-image.png"]
    assert found.all("img")[0]["src"] == "A%20talk-files/02-image.png"
    assert apart.files["01-audio.wav"].startswith(b"RIFF")


def test_code_is_coloured_and_right_to_left_text_runs_so() -> None:
    text = "```python\nif x: pass\n```\n\nمرحبا\n"
    answer = Turn(role="model", steps=[Step(index=0, kind="", contents=[Text(text=text)])])
    found = page(document.of(Transcript(turns=[answer])))
    assert {"class": "k"} in found.all("span")
    assert {"dir": "auto"} in found.all("p")
    assert found.all("pre")[0]["dir"] == "ltr"


def test_text_that_is_nested_too_deep_is_all_there() -> None:
    text = "> " * 60 + "at the bottom"
    answer = Turn(role="model", steps=[Step(index=0, kind="", contents=[Text(text=text)])])
    assert "at the bottom" in page(document.of(Transcript(turns=[answer]))).text
