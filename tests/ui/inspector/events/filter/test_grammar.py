"""What is typed means what one would think, also while it is typed."""

from __future__ import annotations

import pytest

from gemini_desktop.ui.inspector.events.query import QueryError, parse


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a b", "a and b"),
        ("a b or c", "(a b) or c"),
        ("a or b c", "a or (b c)"),
        ("not a b", "(not a) b"),
        ("-a", "not a"),
        ("not(a or b)", "not (a or b)"),
        ("not -a", "not (not a)"),
        ("((a))", "a"),
        ("A OR B", "A or B"),
        ("size:>10k", "bytes>10k"),
        ("bytes>10000", "bytes>10k"),
        ("bytes:>10kb", "bytes>10k"),
        ("gap>2s", "gap>2000ms"),
        ("gap>200", "gap>200ms"),
        ("time<1m", "time<60s"),
        ("step=2", "step:2"),
        ("tokens>=1k", "tokens>=1000"),
        ("TYPE:image", "type:image"),
        ("error:429", "error: 429"),
        ('$.a="x"', "$.a=x"),
        ("$['a'].b", "$.a.b"),
        ('$["a"]', "$.a"),
        ("f(x)", '"f(x)"'),
        ("(f(x))", '"f(x)"'),
        ("a-b", '"a-b"'),
        ("a:b", '"a:b"'),
        ("$100", '"$100"'),
        ("order", '"order"'),
        ("note", '"note"'),
        # Not finished yet: what is there counts.
        ("a or", "a"),
        ("a and", "a"),
        ("a not ", "a"),
        ("a type:", "a"),
        ("a bytes>", "a"),
        ("(a b", "a b"),
        ("a (", "a"),
        ("$.a=", "$.a"),
        ("()", ""),
        ("  ", ""),
    ],
)
def test_means_the_same(text: str, same: str) -> None:
    assert parse(text) == parse(same)


def test_what_stands_first_may_be_a_word() -> None:
    assert parse("or") == parse('"or"')
    assert parse("and x") == parse('"and" x')


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("(a)) b", 3, "no open bracket"),
        ("x bytes>big", 8, "bytes>10k"),
        ("gap>2kb", 4, "gap>200ms"),
        ("sun type:nope", 9, "no type “nope”"),
        ("tag:nope", 4, "no tag “nope”"),
        ("ab /(/", 4, "cannot be read"),
        ("$.a[x]", 3, "“[x]”"),
        ("$.a>b", 4, "compares numbers"),
        ("$.a~/(/", 5, "cannot be read"),
        ("(" * 200 + "a", 50, "Too many brackets"),
    ],
)
def test_what_cannot_be_read_has_its_place(text: str, position: int, words: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(text)
    assert words in str(refused.value)
    assert abs(refused.value.position - position) <= 1
