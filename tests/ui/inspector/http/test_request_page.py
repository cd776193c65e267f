"""The HTTP page: sizes beside each head, a search, and headers to copy."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
)
from gemini_desktop.ui.controls import Label
from gemini_desktop.ui.inspector.http.request_page import RequestPage
from gemini_desktop.ui.inspector.http.sent_records import SentRecords
from gemini_desktop.ui.inspector.part import Batch

_HEADERS = (("content-type", "application/json"), ("x-goog-api-key", "****"))


def _request(attempt: int) -> RequestSent:
    return RequestSent(
        t_ns=0, unix_ns=0, method="POST", url="http://127.0.0.1/x", headers=_HEADERS,
        body=b'{"contents":[{"parts":[{"text":"Hi"}]}]}', attempt=attempt,
    )  # fmt: skip


RECORDS: list[Record] = [
    _request(1),
    ResponseStarted(t_ns=1, status=503, headers=(("retry-after", "1"),)),
    BytesReceived(t_ns=2, data=b"x" * 30),
    RetryScheduled(t_ns=3, attempt=1, wait_s=1),
    _request(2),
    ResponseStarted(t_ns=4, status=200, headers=(("server", "one"),)),
    BytesReceived(t_ns=5, data=b"y" * 300),
    BytesReceived(t_ns=6, data=b"y" * 300),
    Ended(t_ns=7, how="complete"),
]


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[RequestPage]:
    widget = RequestPage(SentRecords())
    qtbot.addWidget(widget)
    widget.resize(600, 900)
    widget.show()
    widget.take(Batch(RECORDS, 0, []))
    widget.refresh()
    yield widget
    widget.close()


def _text(page: RequestPage) -> str:
    page.copy()
    return QGuiApplication.clipboard().text()


def test_each_attempt_has_its_sizes(page: RequestPage) -> None:
    lines = _text(page).split("\n")
    sent = [line for line in lines if line.startswith("Sent about")]
    received = [line for line in lines if line.startswith("Received")]
    assert len(sent) == 2
    assert all(line.endswith("body 40 B.") for line in sent)
    assert [line.rpartition("body ")[2] for line in received] == [
        "30 B in 1 read.",
        "600 B in 2 reads.",
    ]
    assert lines.index(received[0]) < lines.index("HTTP/1.1 200")


def test_the_search_goes_around(page: RequestPage) -> None:
    page.seek()
    assert page.search.isVisible()
    QTest.keyClicks(page.search.edit, "HTTP/1.1")
    page.seek(1)
    assert page.view.selected_text() == "HTTP/1.1"
    places = [page.view.selection]
    for step in (1, 1, -1):
        page.seek(step)
        places.append(page.view.selection)
    assert places[0] == places[2]
    assert places[1] == places[3]
    assert places[0] != places[1]
    page.search.edit.setText("nowhere at all")
    page.seek(1)
    assert page.search.problem == "No hits"


def test_the_menu_copies_parts(page: RequestPage) -> None:
    def chosen(words: str) -> str:
        menu = page.menu()
        next(action for action in menu.actions() if action.text() == words).trigger()
        menu.deleteLater()
        return QGuiApplication.clipboard().text()

    heads = "content-type: application/json\nx-goog-api-key: ****"
    assert chosen("Copy the request's headers") == f"{heads}\n\n{heads}"
    assert chosen("Copy the response's headers") == "retry-after: 1\n\nserver: one"
    assert chosen("Copy the request's body") == '{"contents":[{"parts":[{"text":"Hi"}]}]}'
    assert "HTTP/1.1 503" in chosen("Copy all")


def test_nothing_is_said_and_offered_of_what_was_not_sent(page: RequestPage) -> None:
    """No title over an empty page, and nothing to copy; both come back with a request."""
    title = page.findChildren(Label, "requestTitle")[0]
    assert title.text()
    assert page.copy_all.isEnabled()
    page.clear()
    assert not title.text()
    assert not page.copy_all.isEnabled()
    page.take(Batch(RECORDS, 0, []))
    page.refresh()
    assert title.text()
    assert page.copy_all.isEnabled()
