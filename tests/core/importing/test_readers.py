"""Each format is recognised by what is in it, and its conversations come out whole: trees, thoughts,
tools, pictures, times, and a sentence on whatever could not come along."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from gemini_desktop.core.events import (
    Content,
    FunctionCall,
    Media,
    Metadata,
    ToolCall,
    ToolResult,
    UnknownContent,
)
from gemini_desktop.core.export import document
from gemini_desktop.core.importing.conversation import (
    MISSING_FILES,
    UNKNOWN_KINDS,
    Context,
    ImportedConversation,
    Item,
    Skipped,
)
from gemini_desktop.core.importing.forms import Form, recognise
from gemini_desktop.core.importing.reading import conversations
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.protocols.table import PROTOCOLS
from gemini_desktop.core.request import Options
from gemini_desktop.core.transcript import Transcript, Turn, prompt

SAMPLES = Path(__file__).parent / "samples"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class Beside:
    """Files beside the conversations."""

    def __init__(self, **files: bytes) -> None:
        self.files = files

    def find(self, reference: str) -> tuple[str, bytes] | None:
        found = self.files.get(reference)
        return None if found is None else (f"{reference}.bin", found)


def items(data: bytes, context: Context | None = None) -> list[Item]:
    form = recognise(data)
    assert form is not None
    return list(conversations(form, [data], context or Context(name="file")))


def read_all(value: Any, context: Context | None = None) -> list[ImportedConversation]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    found = items(data, context)
    assert all(isinstance(item, ImportedConversation) for item in found), found
    return [item for item in found if isinstance(item, ImportedConversation)]


def read_one(value: Any, context: Context | None = None) -> ImportedConversation:
    [found] = read_all(value, context)
    return found


def sample(name: str, context: Context | None = None) -> list[Item]:
    return items((SAMPLES / name).read_bytes(), context)


def contents(turn: Turn) -> list[Content]:
    return [content for step in turn.steps for content in step.contents]


def kinds(turn: Turn) -> list[str]:
    return [step.kind for step in turn.steps]


def shape(found: ImportedConversation) -> list[tuple[str, str, str]]:
    return [(turn.role, turn.parent_id, turn.text) for turn in found.turns]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("chatgpt.json", "chatgpt"),
        ("claude.json", "claude"),
        ("ai_studio.json", "ai-studio"),
        ("gemini.json", "gemini"),
        ("openai.jsonl", "openai"),
        ("openai_body.json", "openai"),
        ("openai_list.json", "openai"),
        ("takeout.json", "takeout"),
    ],
)
def test_a_format_is_recognised_by_its_first_bytes(name: str, form: str) -> None:
    data = (SAMPLES / name).read_bytes()
    for length in (400, len(data)):
        found = recognise(data[:length])
        assert found is not None
        assert found.name == form


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b'data: {"candidates": []}\n\n',
        b'{"log": {"entries": []}}',
        b'[{"candidates": [{"content": {"parts": [{"text": "a"}]}}]}]',
        b"[1, 2, 3]",
        b"[]",
        b"{}",
        b'"messages"',
        b'{"deeper": {"messages": []}}',
    ],
)
def test_what_holds_no_conversations_is_not_taken_for_a_format(data: bytes) -> None:
    assert recognise(data) is None


class TestChatGpt:
    def test_branches_thoughts_and_tools_become_turns_with_steps(self) -> None:
        first = sample("chatgpt.json")[0]
        assert isinstance(first, ImportedConversation)
        assert first.title == "Bridges of the sample town"
        assert first.source_id == "c-0001"
        assert first.created_unix_ns == 1735725600_250_000_000
        assert first.updated_unix_ns == 1735729200_500_000_000
        assert first.pinned
        assert not first.archived
        asked, early, late = first.turns
        assert (early.parent_id, late.parent_id) == (asked.id, asked.id)
        assert first.head == late.id
        assert kinds(late) == [
            "thought",
            "code_execution_call",
            "code_execution_result",
            "model_output",
        ]
        assert late.thought_text == "**Looking**\n\nTwo arches, so…\n\n"
        assert late.text == "The new one has two arches."
        call, result = contents(late)[1:3]
        assert isinstance(call, ToolCall)
        assert call.arguments == {"language": "python", "code": "print(2 + 2)"}
        assert isinstance(result, ToolResult)
        assert result.result == "4"
        assert late.model == "sample-think"
        assert late.outcome is not None
        assert late.outcome.kind == "complete"

    def test_a_picture_comes_from_the_archive_or_is_told_to_be_missing(self) -> None:
        alone = sample("chatgpt.json")[0]
        assert isinstance(alone, ImportedConversation)
        assert MISSING_FILES in alone.notes
        assert isinstance(contents(alone.turns[0])[0], UnknownContent)
        context = Context(assets=Beside(file_0000abcd=PNG))
        whole = sample("chatgpt.json", context)[0]
        assert isinstance(whole, ImportedConversation)
        assert not whole.notes
        picture = contents(whole.turns[0])[0]
        assert isinstance(picture, Media)
        assert (picture.kind, picture.mime_type, picture.decoded()) == ("image", "image/png", PNG)

    def test_a_custom_instruction_is_kept_and_not_shown(self) -> None:
        mapping = {
            "a": node("a", "", {"role": "system"}, "", is_user_system_message=True,
                      user_context_message_data={"about_user_message": "I sample."}),
            "b": node("b", "a", {"role": "user"}, "Hi"),
        }  # fmt: skip
        found = read_one([{"mapping": mapping, "title": "t"}])
        assert [turn.text for turn in found.turns] == ["Hi"]
        assert Metadata(name="system_instruction", value="I sample.") in contents(found.turns[0])
        assert any("system instruction" in note for note in found.notes)

    def test_hidden_messages_are_passed_over_and_do_not_cut_the_tree(self) -> None:
        mapping = {
            "u": node("u", "", {"role": "user"}, "Hi"),
            "h": node("h", "u", {"role": "assistant"}, "x", is_visually_hidden_from_conversation=True),
            "e": {"id": "e", "parent": "h", "children": ["a"], "message": None},
            "a": node("a", "e", {"role": "assistant"}, "Hello"),
        }  # fmt: skip
        found = read_one([{"mapping": mapping}])
        assert shape(found) == [("user", "", "Hi"), ("model", "u", "Hello")]

    def test_a_branch_inside_an_answer_begins_turns_of_its_own(self) -> None:
        mapping = {
            "u": node("u", "", {"role": "user"}, "Hi"),
            "a": node("a", "u", {"role": "assistant"}, "One."),
            "b": node("b", "a", {"role": "assistant"}, "Two."),
            "c": node("c", "a", {"role": "assistant"}, "Three."),
        }
        found = read_one([{"mapping": mapping, "current_node": "b"}])
        assert shape(found) == [
            ("user", "", "Hi"),
            ("model", "u", "One."),
            ("model", "a", "Two."),
            ("model", "a", "Three."),
        ]
        assert found.head == "b"

    def test_an_unknown_kind_of_content_is_kept_as_it_came(self) -> None:
        mapping = {"a": node("a", "", {"role": "assistant"}, "")}
        mapping["a"]["message"]["content"] = {"content_type": "hologram", "beam": 3}
        found = read_one([{"mapping": mapping}])
        [content] = contents(found.turns[0])
        assert content == UnknownContent(
            name="hologram", value={"content_type": "hologram", "beam": 3}
        )
        assert UNKNOWN_KINDS in found.notes

    def test_a_wrapped_export_is_read_too(self) -> None:
        mapping = {"a": node("a", "", {"role": "user"}, "Hi")}
        found = read_one({"conversations": [{"mapping": mapping, "title": "In a wrapper"}]})
        assert found.title == "In a wrapper"


def node(
    node_id: str, parent: str, author: dict[str, Any], words: str, **metadata: Any
) -> dict[str, Any]:
    content = {"content_type": "text", "parts": [words]}
    message = {"id": node_id, "author": author, "content": content, "metadata": metadata}
    return {"id": node_id, "parent": parent or None, "children": [], "message": message}


class TestClaude:
    def test_blocks_become_steps_and_documents_words(self) -> None:
        first = sample("claude.json")[0]
        assert isinstance(first, ImportedConversation)
        asked, answer = first.turns
        assert asked.text == "list.txt\n\none\ntwo\n\n\nRead this."
        assert MISSING_FILES in first.notes
        assert kinds(answer) == ["thought", "tool_call", "tool_result", "model_output"]
        assert answer.thought_text == "Count them."
        result = contents(answer)[2]
        assert isinstance(result, ToolResult)
        assert (result.call_id, result.result) == ("toolu_1", "2")
        assert first.created_unix_ns == 1771063462_123_456_000

    def test_answers_asked_for_again_stand_beside_each_other(self) -> None:
        second = sample("claude.json")[1]
        assert isinstance(second, ImportedConversation)
        assert shape(second) == [
            ("user", "", "Hello"),
            ("model", "n1", "Hello, first."),
            ("model", "n1", "Hello, second."),
        ]
        assert second.head == "n3"

    def test_a_list_without_parents_is_a_chain_even_where_ids_repeat(self) -> None:
        messages = [
            {"uuid": "same", "sender": "human", "text": "a"},
            {"uuid": "same", "sender": "assistant", "text": "b"},
            {"sender": "human", "text": "c"},
        ]
        found = read_one([{"uuid": "1", "name": "n", "chat_messages": messages}])
        assert [turn.text for turn in found.turns] == ["a", "b", "c"]
        assert [turn.parent_id for turn in found.turns] == ["", *[t.id for t in found.turns[:2]]]


@pytest.mark.parametrize(
    ("name", "models"),
    [
        ("chatgpt.json", {"sample-model", "sample-think"}),
        ("claude.json", {"Claude"}),
        ("openai.jsonl", {"assistant"}),
        ("takeout.json", {""}),
    ],
)
def test_nobody_elses_answer_is_taken_for_geminis(name: str, models: set[str]) -> None:
    found = [each for each in sample(name) if isinstance(each, ImportedConversation)]
    answers = [turn for each in found for turn in each.turns if turn.role == "model"]
    assert {turn.model for turn in answers} == models


class TestAiStudio:
    def test_chunks_become_turns_and_the_bytes_tell_what_a_picture_is(self) -> None:
        [found] = sample("ai_studio.json", Context(name="My prompt"))
        assert isinstance(found, ImportedConversation)
        assert found.title == "My prompt"
        asked, answer = found.turns
        picture, in_drive = contents(asked)[:2]
        assert isinstance(picture, Media)
        assert picture.mime_type == "image/png"  # and not the JPEG that the file says
        assert isinstance(in_drive, UnknownContent)
        assert asked.text == "What is on it?"
        assert kinds(answer) == ["thought", "model_output"]
        assert (answer.text, answer.thought_text) == ("A dot.", "A single dot.")
        assert answer.steps[1].parts == [
            {"text": "A "},
            {"text": "dot.", "thoughtSignature": "c2lnbmF0dXJl"},
        ]
        assert answer.model == "gemini-2.5-pro"
        assert len(found.notes) == 3

    def test_the_list_of_chunks_alone_is_one_conversation(self) -> None:
        chunks = [{"role": "user", "text": "a"}, {"role": "model", "text": "b", "isThought": False}]
        assert shape(read_one(chunks)) == [("user", "", "a"), ("model", "#0", "b")]

    def test_code_and_an_error_come_along(self) -> None:
        chunks = [
            {"role": "user", "text": "a"},
            {"role": "model", "executableCode": {"language": "PYTHON", "code": "1"}},
            {"role": "model", "codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}},
            {"role": "model", "errorMessage": "An internal error."},
        ]
        found = read_one({"runSettings": {}, "chunkedPrompt": {"chunks": chunks}})
        assert kinds(found.turns[1]) == ["code_execution_call", "code_execution_result", "unknown"]
        assert any("failed" in note for note in found.notes)


class TestGemini:
    def test_parts_go_back_as_they_came(self) -> None:
        [found] = sample("gemini.json")
        assert isinstance(found, ImportedConversation)
        assert [turn.role for turn in found.turns] == ["user", "model", "user", "model"]
        body = json.loads((SAMPLES / "gemini.json").read_bytes())
        sent = json.loads(PROTOCOLS["generate-content"].build(PROFILE, path(found), Options()).body)
        assert sent["contents"][:3] == body["contents"][:3]
        assert found.turns[3].text == "The sky is grey, or so they say."

    def test_a_bare_list_and_a_single_string_are_contents_too(self) -> None:
        one = [
            {"role": "user", "parts": [{"text": "a"}]},
            {"role": "model", "parts": [{"text": "b"}]},
        ]
        assert [turn.text for turn in read_one(one).turns] == ["a", "b"]
        assert [turn.text for turn in read_one({"contents": "just words"}).turns] == ["just words"]

    def test_the_instruction_of_an_sdks_call_is_in_its_config(self) -> None:
        call = {"contents": "Hi", "config": {"system_instruction": {"parts": {"text": "Be brief"}}}}
        found = read_one(call)
        assert Metadata(name="system_instruction", value="Be brief") in contents(found.turns[0])

    def test_each_line_of_a_batch_is_a_conversation(self) -> None:
        line = {"key": "k", "request": {"contents": [{"parts": [{"text": "a"}]}]}}
        data = json.dumps(line).encode() + b"\n" + json.dumps(line).encode()
        assert [c.turns[0].text for c in read_all(data)] == ["a", "a"]


class TestOpenAi:
    def test_lines_of_a_fine_tuning_file(self) -> None:
        first, second, third = sample("openai.jsonl")
        assert isinstance(first, ImportedConversation)
        assert isinstance(second, ImportedConversation)
        assert isinstance(third, ImportedConversation)
        assert [turn.text for turn in first.turns] == ["2 + 2?", "4"]
        assert [turn.role for turn in second.turns] == ["user", "model", "user", "model"]
        inline, away = [c for c in contents(second.turns[0]) if isinstance(c, Media)]
        assert (inline.mime_type, inline.decoded()) == ("image/png", PNG)
        assert (away.uri, away.data) == ("https://example.org/picture.png", "")
        [call] = contents(second.turns[1])
        assert call == FunctionCall(id="call_1", name="look", arguments='{"at": 1}')
        [result] = contents(second.turns[2])
        assert isinstance(result, ToolResult)
        assert result.result == {"colour": "blue"}
        assert third.head == "preferred_output#0"
        assert len(third.turns) == 3

    def test_a_body_and_a_bare_list(self) -> None:
        [body] = sample("openai_body.json")
        [bare] = sample("openai_list.json")
        assert isinstance(body, ImportedConversation)
        assert isinstance(bare, ImportedConversation)
        assert body.turns[1].thought_text == "A greeting."
        assert body.turns[1].model == "sample-1"
        assert [turn.text for turn in bare.turns] == ["Hello", "Hello there"]

    def test_results_of_calls_made_together_are_one_turn(self) -> None:
        messages = [
            {"role": "user", "content": "a"},
            {"role": "assistant", "tool_calls": [{"id": "1", "function": {"name": "f"}}]},
            {"role": "tool", "tool_call_id": "1", "content": "x"},
            {"role": "tool", "tool_call_id": "2", "content": "y"},
        ]
        found = read_one({"messages": messages})
        assert len(found.turns) == 3
        assert len(contents(found.turns[2])) == 2


class TestTakeout:
    def test_an_entry_is_a_conversation_with_its_drafts(self) -> None:
        found, other = sample("takeout.json")
        assert isinstance(found, ImportedConversation)
        assert shape(found) == [
            ("user", "", "What is a sample?"),
            ("model", "prompt", "A **sample** is:\n\n* small\n* invented\n\n```\nx = 1\n```"),
            ("model", "prompt", "Another answer, with [a link](https://example.org/)."),
        ]
        assert found.head == "answer-0"
        assert isinstance(other, Skipped)
        assert "no prompt" in other.reason

    def test_another_products_activity_is_left_out(self) -> None:
        entry = {"header": "YouTube", "title": "Watched it", "time": "", "products": ["YouTube"]}
        [skipped] = items(json.dumps([entry]).encode())
        assert isinstance(skipped, Skipped)
        assert skipped.reason == "It is not of the Gemini apps."


class TestOurs:
    def test_a_transcript_is_taken_in_to_the_letter(self) -> None:
        turns = [prompt("Hi", id="1"), Turn(role="model", id="2", parent_id="1")]
        data = document.render(Transcript(turns=turns), "A title")
        found = read_one(data)
        assert (found.title, found.head) == ("A title", "2")
        assert document.render(Transcript(turns=found.turns), found.title) == data

    def test_a_later_version_is_told(self) -> None:
        data = b'{"format": "gemini-desktop transcript", "version": 99, "turns": []}'
        [skipped] = items(data)
        assert isinstance(skipped, Skipped)
        assert "version 99" in skipped.reason


def test_a_foreign_conversation_can_be_gone_on_with_in_every_protocol() -> None:
    for name in ("chatgpt.json", "claude.json", "ai_studio.json", "gemini.json", "openai.jsonl"):
        for found in sample(name):
            assert isinstance(found, ImportedConversation)
            for protocol in PROTOCOLS.values():
                transcript = path(found)
                transcript.turns.append(prompt("And then?"))
                request = protocol.build(PROFILE, transcript, Options())
                assert b"And then?" in request.body


def test_one_that_cannot_be_read_does_not_lose_the_others() -> None:
    good = {"mapping": {"a": node("a", "", {"role": "user"}, "Hi")}, "title": "Good"}
    data = json.dumps([good, {"title": "Bad", "mapping": 3}, good, 17]).encode()
    found = items(data)
    assert [isinstance(item, Skipped) for item in found] == [False, True, False, True]
    assert found[1] == Skipped(name="“Bad”", reason="It has no messages (no “mapping”).")


def test_a_file_that_breaks_off_gives_what_is_whole() -> None:
    data = (SAMPLES / "chatgpt.json").read_bytes()
    found = items(data[:-200])
    assert isinstance(found[0], ImportedConversation)
    assert found[-1] == Skipped(name="number 2", reason="The file breaks off in it.")


def test_the_fingerprint_is_that_of_the_words() -> None:
    data = json.loads((SAMPLES / "chatgpt.json").read_bytes())
    before = [c.fingerprint() for c in read_all(data)]
    data[0]["safe_urls"] = ["https://example.org"]
    data[0]["update_time"] += 1
    assert [c.fingerprint() for c in read_all(data)] == before
    data[0]["mapping"]["a2"]["message"]["content"]["parts"] = ["Other words."]
    changed = [c.fingerprint() for c in read_all(data)]
    assert changed[0] != before[0]
    assert changed[1] == before[1]


PROFILE = Profile(name="p", model="m", base_url="http://127.0.0.1:1", auth="none")


def path(found: ImportedConversation) -> Transcript:
    """From the head to the root."""
    by_id = {turn.id: turn for turn in found.turns}
    turns = []
    turn_id = found.head
    while turn_id:
        turns.append(by_id[turn_id])
        turn_id = by_id[turn_id].parent_id
    return Transcript(turns=turns[::-1])


def test_every_form_has_a_name_for_people() -> None:
    form = recognise(b'[{"mapping": {}}]')
    assert isinstance(form, Form)
    assert form.words == "ChatGPT export"
