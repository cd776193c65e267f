"""The rules on how an answer travels: HTTP, silence, server-sent events, JSON."""

from __future__ import annotations

from gemini_desktop.core.lint.rule import Rule

_SSE = "WHATWG HTML, section 9.2.6 Interpreting an event stream"
_SSE_LINES = "WHATWG HTML, section 9.2.5 Parsing an event stream"

HTTP = (
    Rule(
        id="HTTP01",
        title="The server refused the request",
        severity="error",
        why="The status says no: what follows is an error and not an answer.",
        where="RFC 9110, section 15 Status Codes; Google's API errors: google.rpc.Status",
    ),
    Rule(
        id="HTTP02",
        title="An error stands in the stream",
        severity="error",
        why="The status had promised success before the server failed. A client that looks at the "
        "status alone takes the half answer for a whole one.",
        where="Google's API errors: google.rpc.Status; Interactions API, the event error",
    ),
    Rule(
        id="HTTP03",
        title="Content-Type does not name a stream",
        severity="warning",
        why="Browsers' EventSource and many clients refuse a stream that is not called "
        "text/event-stream or JSON.",
        where="WHATWG HTML, section 9.2.2 The EventSource interface; RFC 9110, section 8.3",
    ),
    Rule(
        id="HTTP04",
        title="Content-Length is not the length of the body",
        severity="error",
        why="Either bytes were lost or a proxy changed them; on a connection that is used again "
        "the next answer begins at the wrong byte.",
        where="RFC 9110, section 8.6 Content-Length",
    ),
    Rule(
        id="HTTP05",
        title="The event stream is compressed, unasked",
        severity="warning",
        why="The client accepts no such coding. A compressor that is not flushed after each event "
        "holds events back, so that they arrive in bursts.",
        where="RFC 9110, section 12.5.3 Accept-Encoding and section 8.4 Content-Encoding",
    ),
    Rule(
        id="HTTP06",
        title="Retry-After is neither seconds nor a date",
        severity="warning",
        why="A client cannot know how long to wait and falls back on a guess.",
        where="RFC 9110, section 10.2.3 Retry-After",
    ),
    Rule(
        id="HTTP07",
        title="The charset is not UTF-8",
        severity="warning",
        why="Event streams and JSON are UTF-8 whatever the header says; a client that believes "
        "the header shows wrong letters.",
        where="WHATWG HTML, section 9.2.5 (always UTF-8); RFC 8259, section 8.1",
    ),
    Rule(
        id="HTTP08",
        title="The body is no stream",
        severity="error",
        why="A page or plain text came instead of events, as a rule from a proxy or a login page "
        "on the way.",
        where="RFC 9110, section 8.3 Content-Type",
    ),
    Rule(
        id="HTTP09",
        title="The answer is empty",
        severity="error",
        why="A success without a single event: most clients show nothing and say nothing.",
        where="RFC 9110, section 15.3.1 200 OK",
    ),
    Rule(
        id="HTTP10",
        title="The transfer broke off",
        severity="error",
        why="The connection ended before the body did; what was on its way is lost.",
        where="RFC 9112, section 8 Handling Incomplete Messages",
    ),
    Rule(
        id="HTTP11",
        title="An event stream came with a length",
        severity="info",
        why="Whoever knows the length before the first byte has waited for the last one: somebody "
        "on the way collects the stream.",
        where="RFC 9110, section 8.6; RFC 9112, section 7.1 Chunked Transfer Coding",
    ),
    Rule(
        id="HTTP12",
        title="The server points elsewhere",
        severity="warning",
        why="A client that follows sends the key to another place, or a POST without its body.",
        where="RFC 9110, section 15.4 Redirection",
    ),
    Rule(
        id="GAP01",
        title="Long silence",
        severity="warning",
        why="Proxies close connections on which nothing moves for a while. A comment every 15 "
        "seconds or so keeps them open.",
        where="WHATWG HTML, section 9.2.7 Authoring notes",
    ),
)

SSE = (
    Rule(
        id="SSE01",
        title="A byte order mark stands before the stream",
        severity="warning",
        why="The standard drops it, but clients that look for “data:” lose the first event.",
        where=_SSE_LINES,
    ),
    Rule(
        id="SSE02",
        title="A line ends with CR alone",
        severity="info",
        why="It is legal, and many clients split at LF only: to them the stream is one line.",
        where=_SSE_LINES,
    ),
    Rule(
        id="SSE03",
        title="The stream ends inside an event",
        severity="error",
        why="The standard discards an event without its blank line: the last words are lost.",
        where=_SSE,
    ),
    Rule(
        id="SSE04",
        title="The last event lacks its blank line",
        severity="warning",
        why="The standard discards it though it is whole; a strict client never sees the end.",
        where=_SSE,
    ),
    Rule(
        id="SSE05",
        title="No blank line between two events",
        severity="error",
        why="By the standard their data are one event of several lines, which is no JSON.",
        where=_SSE,
    ),
    Rule(
        id="SSE06",
        title="A line is no field",
        severity="warning",
        why="Only data, event, id and retry mean something; the standard ignores any other line, "
        "also bare JSON.",
        where=_SSE,
    ),
    Rule(
        id="SSE07",
        title="An id or a retry is ignored",
        severity="warning",
        why="An id with NUL in it and a retry that is no number count for nothing: a client "
        "resumes at the wrong place or time.",
        where=_SSE,
    ),
    Rule(
        id="SSE08",
        title="A flood of comments",
        severity="warning",
        why="Comments are for keeping a connection open. Thousands of them cost time and traffic.",
        where="WHATWG HTML, section 9.2.7 Authoring notes",
    ),
    Rule(
        id="SSE09",
        title="An event without data",
        severity="info",
        why="The standard does not dispatch an event whose data buffer is empty: what it wanted "
        "to say reaches nobody.",
        where=_SSE,
    ),
    Rule(
        id="SSE10",
        title="More came after [DONE]",
        severity="warning",
        why="Clients stop reading at the end mark, so what follows is lost to them.",
        where="OpenAI's API reference: streaming ends with data: [DONE]",
    ),
    Rule(
        id="SSE11",
        title="Bare JSON values without an array",
        severity="warning",
        why="It is neither an event stream nor the JSON array that Google streams without alt=sse; "
        "few clients read it.",
        where="Google's API: streamGenerateContent, with and without alt=sse",
    ),
    Rule(
        id="SSE12",
        title="An event has no end",
        severity="error",
        why="It grew beyond what can be held; reading stopped there.",
        where=_SSE,
    ),
    Rule(
        id="SSE13",
        title="An event of no known protocol",
        severity="warning",
        why="It has none of the fields by which generateContent, Interactions or Chat Completions "
        "are told, so nothing of it could be shown.",
        where="Google's API references of the three protocols",
    ),
)

JSON = (
    Rule(
        id="JSON01",
        title="An event is not JSON",
        severity="error",
        why="A client stops here, or loses what the event said.",
        where="RFC 8259, section 2 JSON Grammar",
    ),
    Rule(
        id="JSON02",
        title="An object has the same key twice",
        severity="warning",
        why="Which of the two counts depends on the parser.",
        where="RFC 8259, section 4 Objects",
    ),
    Rule(
        id="JSON03",
        title="Half a surrogate pair",
        severity="warning",
        why="It is no character. Some parsers fail, others show U+FFFD: an emoji was cut in two.",
        where="RFC 8259, section 8.2 Unicode Characters",
    ),
    Rule(
        id="JSON04",
        title="Bytes that are not UTF-8",
        severity="error",
        why="They are shown as U+FFFD: what they were meant to say is lost. As a rule a character "
        "was cut between two writes.",
        where="RFC 8259, section 8.1 Character Encoding; WHATWG HTML, section 9.2.5",
    ),
    Rule(
        id="JSON05",
        title="Control characters in the text",
        severity="warning",
        why="A terminal obeys them: they can move the cursor, hide text and rename the window.",
        where="RFC 8259, section 7 Strings",
    ),
    Rule(
        id="JSON06",
        title="An integer beyond 2^53",
        severity="warning",
        why="JavaScript and every parser that reads numbers as doubles rounds it. Google writes "
        "64-bit integers as strings for this reason.",
        where="RFC 8259, section 6 Numbers; protocol buffers, JSON mapping of int64",
    ),
    Rule(
        id="JSON07",
        title="Bytes between the JSON values",
        severity="warning",
        why="They belong to no value; a strict parser stops at them.",
        where="RFC 8259, section 2 JSON Grammar",
    ),
    Rule(
        id="JSON08",
        title="The JSON array is not closed",
        severity="error",
        why="A client that parses the whole body fails on all of it; as a rule the stream was cut.",
        where="RFC 8259, section 5 Arrays",
    ),
)
