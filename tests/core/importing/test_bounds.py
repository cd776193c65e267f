"""Values from elsewhere are brought into bounds: times, titles, depths, numbers, encodings, media."""

from __future__ import annotations

import base64
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.events import Media, UnknownContent
from gemini_desktop.core.importing import media, values
from gemini_desktop.core.importing.conversation import Context, Skipped
from gemini_desktop.core.importing.encoding import as_utf8, encoding_of
from gemini_desktop.core.importing.forms import recognise
from gemini_desktop.core.importing.html_words import markdown
from gemini_desktop.core.importing.reading import conversations
from tests.support import costs_less_than

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1735725600, 1735725600 * 10**9),
        (1735725600.25, 1735725600_250_000_000),
        (1735725600250, 1735725600_250_000_000),
        ("2025-01-01T10:00:00Z", 1735725600 * 10**9),
        ("2025-01-01T10:00:00.5+00:00", 1735725600_500_000_000),
        ("2025-01-01T10:00:00", 1735725600 * 10**9),
        (None, 0), (True, 0), (-5, 0), (0, 0), (float("inf"), 0), (float("nan"), 0),
        (10**400, 0), (1e300, 0), ("tomorrow", 0), ("0001-01-01", 0), ([], 0), ("9" * 9999, 0),
    ],
)  # fmt: skip
def test_times_are_of_this_era_or_none(value: Any, expected: int) -> None:
    assert values.unix_ns(value) == expected


def test_a_title_is_one_line_of_letters() -> None:
    assert values.one_line("a\n\x00b\tc" + "x" * 999)[:6] == "a b cx"
    assert len(values.one_line("x" * 999)) == 300
    assert values.one_line({"no": "text"}) == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_whatever_is_kept_can_be_written_and_read(value: Any) -> None:
    kept = values.plain(value)
    assert msgspec.json.decode(msgspec.json.encode(kept)) == kept


def test_depth_and_size_of_values_are_bounded() -> None:
    deep: Any = 1
    for _ in range(500):
        deep = [deep]
    kept = values.plain(deep)
    for _ in range(values.DEEPEST):
        kept = kept[0]
    assert isinstance(kept, str)
    assert values.plain(2**70) == str(2**70)


@pytest.mark.parametrize("name", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_of_unicode_are_read(name: str) -> None:
    text = '[{"role": "user", "content": "Grüße 日本 🎈"}]'
    data = text.encode(name)
    encoding = encoding_of(data)
    pieces = [data[n : n + 3] for n in range(0, len(data), 3)]
    assert b"".join(as_utf8(pieces, encoding)).decode() == text
    assert bool(encoding.note) == (not name.startswith("utf-8"))


def test_what_is_no_utf8_is_read_as_windows_has_it_and_said() -> None:
    data = '[{"role": "user", "content": "Grüße – € Ÿ"}]'.encode("cp1252")
    encoding = encoding_of(data)
    assert "Windows-1252" in encoding.note
    assert "Grüße – € Ÿ" in b"".join(as_utf8([data], encoding)).decode()
    assert b"".join(as_utf8([b'["\x81\x9d"]'], encoding))  # undefined even there


def test_a_picture_is_what_its_bytes_are() -> None:
    data = base64.b64encode(PNG).decode()
    assert media.of_base64(data, "image/jpeg") == Media(
        kind="image", mime_type="image/png", data=data
    )
    html = base64.b64encode(b"<html><script>").decode()
    found = media.of_base64(html, "image/png")
    assert isinstance(found, Media)
    assert (found.kind, found.mime_type) == ("document", "application/octet-stream")


@pytest.mark.parametrize("data", ["?", "a", "é", "a" * 5001])
def test_base64_that_is_none_is_told_by_name(data: str) -> None:
    found = media.of_base64(data, "image/png", "dot.png")
    assert isinstance(found, UnknownContent)
    assert found.value == {"name": "dot.png", "type": "image/png"}


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:alert(1)", "//host/x", "", "C:\\x", "ftp://h/x"]
)
def test_only_addresses_of_the_web_are_kept_as_such(url: str) -> None:
    assert isinstance(media.of_url(url), UnknownContent)


def test_html_becomes_the_markdown_that_it_was() -> None:
    html = (
        "<h2>Head</h2><p>One <em>two</em> <code>x</code><br>three</p><ol><li>a<li>b<ul><li>c</ul>"
        "</ol><table><thead><tr><th>k</th><th>v</th></tr></thead><tr><td>1</td><td>2</td></tr>"
        "</table><script>alert(1)</script><a href='javascript:x'>link</a>"
    )
    words = markdown(html)
    assert words.startswith("## Head\n\nOne *two* `x`  \nthree")
    assert "1. a\n2. b\n    * c" in words
    assert "| k | v |\n| --- | --- |\n| 1 | 2 |" in words
    assert "alert" not in words
    assert words.endswith("[link]")


@given(st.text(alphabet="<>/abpre ul li\"'=&;\n", max_size=200))
def test_any_html_has_words(html: str) -> None:
    assert isinstance(markdown(html), str)


@pytest.mark.parametrize("html", ["<![new[x]]>", "<![ ", "<![endif]-->", "<!", "<!x <b>"])
def test_declarations_that_no_browser_knows_stop_nothing(html: str) -> None:
    assert markdown(f"<p>before</p>{html}<p>after</p>").startswith("before")


@pytest.mark.parametrize("piece", ["<!--", "<![CDATA[", "<?", "</", "<a href='", "<p>&"])
def test_broken_html_costs_what_its_length_says(piece: str) -> None:
    with costs_less_than(20):
        assert markdown(piece * 200_000) is not None


def test_heads_of_tables_cannot_multiply() -> None:
    assert len(markdown("<th>" * 1000 + "</thead>" * 1000)) < 20_000


def one(data: bytes) -> Any:
    form = recognise(data)
    assert form is not None
    [found] = conversations(form, [data], Context(name="f"))
    return found


def test_json_that_is_nested_beyond_reading_is_told() -> None:
    data = b'[{"mapping": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]"
    assert one(data) == Skipped(name="number 1", reason="It is nested too deeply to be read.")


def test_our_own_that_is_nested_beyond_keeping_is_told() -> None:
    """It can be read as it is; but half a character must be replaced all through it."""
    deep = '{"a": ' * 700 + "1" + "}" * 700
    step = f'{{"index": 0, "kind": "x", "parts": [{deep}]}}'
    turn = f'{{"role": "user", "id": "\\ud800", "steps": [{step}]}}'
    text = f'{{"format": "gemini-desktop transcript", "version": 2, "turns": [{turn}]}}'
    assert one(text.encode()) == Skipped(name="f", reason="It is nested too deeply to be read.")


def test_totals_of_our_own_that_nobody_can_show_are_none() -> None:
    usage = {"input": 10**30, "output": 3, "raw": {}}
    turn = {"role": "model", "id": "a", "usage": usage}
    text = json.dumps({"format": "gemini-desktop transcript", "version": 2, "turns": [turn]})
    found = one(text.encode()).turns[0].usage
    assert (found.input, found.output) == (None, 3)


def test_numbers_beyond_reading_are_told() -> None:
    data = b'[{"messages": [], "n": ' + b"9" * 10_000 + b"}]"
    found = one(data)
    assert found == Skipped(name="number 1", reason="It has a number that is too large to be read.")


def test_lone_surrogates_and_nul_can_be_stored() -> None:
    data = b'{"messages": [{"role": "user", "content": "a\\ud800b\\u0000c"}], "title": "\\ud83d"}'
    found = one(data)
    assert msgspec.json.encode(found.turns)
    assert found.turns[0].text == "a\ufffdb\x00c"
    assert found.title == "\ufffd"


def test_of_a_field_that_stands_twice_the_last_counts() -> None:
    found = one(b'{"messages": 3, "messages": [{"role": "user", "content": "x"}]}')
    assert found.turns[0].text == "x"


@pytest.mark.parametrize(("before", "after"), [(b'[{"messages": [', b"]}]"), (b"[", b"]")])
def test_bytes_that_are_no_text_are_replaced_and_told(before: bytes, after: bytes) -> None:
    long = b"x" * (1 << 20)  # the bytes stand behind what tells the encoding
    found = one(before + b'{"role": "user", "content": "' + long + b'\xff"}' + after)
    assert found.turns[0].text.endswith("x\ufffd")
    assert any("no text" in note for note in found.notes)


def test_many_thousand_messages_in_one_list() -> None:
    messages = [{"role": "user", "content": str(n)} for n in range(20_000)]
    found = one(json.dumps({"messages": messages}).encode())
    assert len(found.turns) == 20_000


@pytest.mark.parametrize(
    "message",
    [
        {"role": "tool", "content": "4"},
        {"role": "assistant", "tool_calls": [{"id": "1", "function": {"name": "add"}}]},
        {"role": "assistant", "reasoning": "Hm."},
    ],
)
def test_many_thousand_messages_in_one_turn(message: dict[str, Any]) -> None:
    with costs_less_than(30):
        found = one(json.dumps({"messages": [message] * 20_000}).encode())
    [turn] = found.turns
    assert len(turn.steps) == 20_000


def test_many_thousand_files_before_one_question() -> None:
    file = {"role": "user", "driveDocument": {"id": "1a2b"}}
    chunks = [file] * 20_000 + [{"role": "user", "text": "Compare."}]
    with costs_less_than(30):
        found = one(json.dumps({"chunkedPrompt": {"chunks": chunks}}).encode())
    [turn] = found.turns
    assert len(turn.steps[0].contents) == 20_001
