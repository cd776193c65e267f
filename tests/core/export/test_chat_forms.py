"""A conversation as Markdown, as plain text and as requests: what is in it, and what cannot be."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gemini_desktop.core.events import (
    Citation,
    Content,
    FunctionCall,
    Media,
    Text,
    ThoughtText,
    ToolResult,
)
from gemini_desktop.core.export import document, embedded, markdown, plain_text, requests
from gemini_desktop.core.export.apart import Apart
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.export.wanted import Wanted
from gemini_desktop.core.transcript import Step, Transcript, Turn, prompt
from tests.core.export.some_turns import ALL, PIXEL, conversation, documents

_PARSER = MarkdownIt("commonmark").enable("table")
_PIECES = st.lists(
    st.sampled_from(
        [
            "```", "````", "~~~", "<!--", "<pre>", "<script>", "<style>", "<textarea>", "<?", "<!X",
            "<![CDATA[", "-->", "- ", "> ", "1. ", "    ", "\n", "\n\n", "word", "| a |\n|-|\n",
            "[a]: /b\n", "===", "---", "`", "*", "\\", "<div>", "\t",
        ]
    ),
    max_size=8,
).map("".join)  # fmt: skip


def headings(text: str) -> list[str]:
    tokens = _PARSER.parse(text)
    return [
        tokens[place + 1].content
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0
    ]


def turns(*said: str) -> Document:
    found = []
    for number, words in enumerate(said):
        if number % 2:
            contents: list[Content] = [ThoughtText(text=words), Text(text=words)]
            found.append(Turn(role="model", steps=[Step(index=0, kind="", contents=contents)]))
        else:
            found.append(prompt(words))
    return document.of(Transcript(turns=found), "A title")


@settings(max_examples=120, deadline=None)
@given(st.lists(_PIECES, min_size=2, max_size=4))
def test_no_text_swallows_the_heading_of_the_next_turn(said: list[str]) -> None:
    text = markdown.write(turns(*said), Wanted(), embedded.link)
    found = headings(text)
    wanted = ["Prompt" if n % 2 == 0 else "Answer · Gemini" for n in range(len(said))]
    rest = iter(found)
    assert all(any(heading == each for each in rest) for heading in wanted), (found, text)


@settings(max_examples=25, deadline=None)
@given(documents())
def test_every_conversation_has_all_forms(made: Document) -> None:
    markdown.write(made, ALL, embedded.link)
    plain_text.write(made, ALL, embedded.link)
    assert json.loads(requests.openai_line(made, ALL)).keys() == {"messages"}
    assert requests.openai_line(made, ALL).count(b"\n") == 1
    assert "contents" in json.loads(requests.gemini_contents(made, ALL))


def test_each_turn_has_its_heading_and_each_variant_its_number() -> None:
    text = markdown.write(conversation(), ALL, embedded.link)
    assert headings(text) == [
        "Prompt",
        "Answer · gemini-3.8-flash · 2 of 2",
        "Bends",
        "Prompt",
        "Answer · gemini-3.8-flash",
        "Answer · gemini-3.8-flash · 1 of 2",
    ]
    assert "*Another branch, after: Why do rivers bend?*" in text


def test_a_fence_that_was_cut_off_is_closed() -> None:
    assert markdown.shut("a\n~~~~py\nb") == "a\n~~~~py\nb\n~~~~"
    assert markdown.shut("a\n```py\nb\n```") == "a\n```py\nb\n```"
    assert markdown.shut("<!-- x") == "<!-- x\n-->"


def test_names_of_files_and_sources_cannot_write_markdown() -> None:
    contents: list[Content] = [
        Media(kind="image", mime_type="image/png", data=PIXEL, name="a](http://x) ![b"),
        Citation(kind="web", uri="https://x.test/a b)(c", title="[t](u) `v`\n# w"),
        ToolResult(kind="a`b", name="x`` y", result="`````"),
    ]
    made = Document(turns=[Turn(role="model", steps=[Step(index=0, kind="", contents=contents)])])
    text = markdown.write(made, Wanted(), embedded.link)
    inline = [t for t in MarkdownIt().parse(text) if t.type == "inline"]
    links = [c for t in inline for c in t.children or [] if c.type in ("link_open", "image")]
    assert [str(link.attrs.get("href", link.attrs.get("src")))[:22] for link in links] == [
        "data:image/png;base64,",
        "https://x.test/a%20b%2",
    ]
    assert "\n# w" not in text


def test_markdown_may_have_its_files_beside() -> None:
    apart = Apart("My chat-files")
    text = markdown.write(conversation(), Wanted(beside=True), apart.link)
    assert "![bank.png](My%20chat-files/02-image.png)" in text
    assert "[Sound (WAV)](My%20chat-files/01-audio.wav)" in text
    assert "base64" not in text


@pytest.mark.parametrize("write", [markdown.write, plain_text.write])
def test_what_is_not_wanted_is_left_out(write: Any) -> None:
    text = write(conversation(), Wanted(thoughts=False, tools=False), embedded.link)
    for words in ("Meanders", "get_river", "hologram", "340", "UTC", "The first try."):
        assert words not in text, words
    for words in ("They *wander*", "A source", "The connection closed."):
        assert words in text, words


def test_plain_text_is_what_was_written() -> None:
    text = plain_text.write(conversation(), ALL, embedded.link)
    assert text.startswith("A talk on rivers\n================\n\n")
    assert "[Thought]\n    Meanders first.\n\n    Then **why**." in text
    assert "[bank.png]" in text
    assert "base64" not in text
    assert "Source: A source <https://example.test/a>" in text
    assert "(2026-09-21 14:13 UTC · 12 in · 340 out · 56 thoughts ·" in text
    beside = plain_text.write(conversation(), Wanted(beside=True), Apart("f").link)
    assert "[bank.png: f/02-image.png]" in beside


def test_messages_have_calls_results_and_pictures() -> None:
    made = conversation()
    result = ToolResult(kind="function_result", call_id="f1", name="get_river", result={"km": 1233})
    made.turns[3].steps[0].contents.insert(0, result)
    messages = json.loads(requests.openai_line(made, Wanted(), "Be brief."))["messages"]
    roles = [message["role"] for message in messages]
    assert roles == ["system", "user", "assistant", "tool", "user", "assistant"]
    assert messages[2]["tool_calls"][0]["function"]["name"] == "get_river"
    assert messages[3] == {"role": "tool", "tool_call_id": "f1", "content": '{"km": 1233}'}
    assert messages[4]["content"][0]["image_url"]["url"] == f"data:image/png;base64,{PIXEL}"
    bare = json.loads(requests.openai_line(made, Wanted(tools=False)))["messages"]
    assert [message["role"] for message in bare] == ["user", "assistant", "user", "assistant"]
    assert "tool_calls" not in bare[1]


def test_contents_are_ready_to_send_with_signatures_where_they_stood() -> None:
    made = conversation()
    made.turns[-1].continuation_token = "more"
    value = json.loads(requests.gemini_contents(made, Wanted(), "Be brief."))
    assert [content["role"] for content in value["contents"]] == ["user", "model", "user", "model"]
    parts = value["contents"][1]["parts"]
    assert parts == [part for step in made.turns[2].steps for part in step.parts]
    assert parts[-1]["thoughtSignature"] == "Zmlyc3Q="
    assert value["systemInstruction"] == {"parts": [{"text": "Be brief."}]}
    bare = json.loads(requests.gemini_contents(made, Wanted(thoughts=False, tools=False)))
    assert [list(part) for part in bare["contents"][1]["parts"]] == [["text", "thoughtSignature"]]
    assert "systemInstruction" not in bare


def test_a_conversation_without_words_is_an_empty_request() -> None:
    made = Document(turns=[])
    assert requests.openai_line(made, Wanted()) == b'{"messages":[]}\n'
    assert json.loads(requests.gemini_contents(made, Wanted())) == {"contents": []}
    call = Step(index=0, kind="function_call", contents=[FunctionCall(name="f")])
    made = Document(turns=[prompt("x", id="p"), _answer(call)])
    assert msgspec.json.decode(requests.openai_line(made, Wanted(tools=False)))["messages"]


def _answer(step: Step) -> Turn:
    return Turn(role="model", id="a", parent_id="p", steps=[step])
