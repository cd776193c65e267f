"""What is found in the captures: nothing at all in the clean ones, and in each other what it is
there for."""

from __future__ import annotations

import pytest

from tests.core.lint.checking import findings, linted, records
from tests.core.reading import CAPTURES

DIRTY: dict[str, list[tuple[str, int]]] = {
    # An error in the middle of a stream, or instead of one, saved without its status.
    "14_dev_midstream_error.sse": [("HTTP02", 198)],
    "15_dev_429_retryinfo.json": [("HTTP02", 4)],
    "15b_vertex_429_array.json": [("HTTP02", 10)],
    "15c_dev_400_bad_key.json": [("HTTP02", 4)],
    "15d_dev_400_bad_field.json": [("HTTP02", 4)],
    "18b_openai_error_midstream.sse": [("HTTP02", 204)],
    "28_ix_error_event.sse": [("HTTP02", 544)],
    "28b_ix_400.json": [("HTTP02", 4)],
    # Gateways: a leaked field and an empty part, an end mark of another API, bare JSON lines.
    "19_gateway_sdkHttpResponse.sse": [("GEN12", 7), ("GEN13", 1265)],
    "19b_gateway_done_and_comments.sse": [("GEN19", 776)],
    "19c_gateway_ndjson.txt": [("GEN12", 1), ("SSE11", 484)],
    # A content and a delta whose types were left out.
    "26_ix_deep_research_background.sse": [("INT08", 553), ("INT08", 1321)],
    "26b_ix_deep_research_dropped.sse": [("INT04", 665)],
    # An event, a step, two deltas, a field and a status that nobody knows.
    "27_ix_unknown_events.sse": [
        ("INT06", 320),
        ("INT07", 516),
        ("INT07", 573),
        ("INT07", 692),
        ("INT07", 1108),
        ("INT10", 1338),
    ],
    "30_ix_legacy_content_events.sse": [("INT09", 175)],
    "31_dev_truncated_mid_event.sse": [("SSE03", 180)],
    # The byte order mark, and an event that ends with two CR.
    "34_sse_line_rules.sse": [("SSE01", 0), ("SSE02", 206)],
    "38_html_502_proxy.html": [("HTTP08", 0)],
    "39_empty_200.sse": [("HTTP09", 0)],
}
"""Rule and first byte. All that are not named here are clean: what Google documents, and sends."""
NAMES = sorted(path.name for path in CAPTURES.iterdir() if path.name != "README.md")


@pytest.mark.parametrize("name", NAMES)
def test_a_capture_has_its_findings_and_no_others(name: str) -> None:
    found = findings((CAPTURES / name).read_bytes())
    assert sorted((each.rule, each.start) for each in found) == sorted(DIRTY.get(name, []))


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(DIRTY)))
def test_a_clean_capture_stays_clean_however_it_came(name: str) -> None:
    body = (CAPTURES / name).read_bytes()
    kind = "application/json" if name.endswith(".json") else "text/event-stream"
    headers = (("Content-Type", kind), ("Date", "Fri, 20 Nov 2026 10:00:00 GMT"))
    for seed in range(8):
        for late in (False, True):
            linter = linted(records(body, headers=headers, seed=seed), late=late)
            assert not linter.findings.items


@pytest.mark.parametrize("name", DIRTY)
def test_how_the_bytes_were_cut_into_reads_changes_nothing(name: str) -> None:
    body = (CAPTURES / name).read_bytes()
    whole = linted(records(body, seed=None)).findings.items
    for seed in range(1, 12):
        pieces = linted(records(body, seed=seed)).findings.items
        assert sorted(pieces, key=repr) == sorted(whole, key=repr)
