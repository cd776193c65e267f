"""One conversation with every kind of content that an answer can hold.

For tests that want all of it at once, and for looking at it: `everything_run.py` puts it into a
home's library. Addresses lead to hosts that are reserved for examples.
"""

from __future__ import annotations

from collections.abc import Sequence

from gemini_desktop.core.events import (
    Citation,
    Content,
    FunctionCall,
    Media,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolCall,
    ToolResult,
    UnknownContent,
    Usage,
)
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Step, Turn, prompt
from tests.ui.chat import everything_media as made

MODEL = "gemini-3.8-flash"
SECOND = 1_000_000_000
_BEGINNING = 1_795_000_000 * SECOND
_COMPLETE = Outcome(kind="complete", reason="STOP", message="Complete.")

SCRIPTS = """\
# Streams, in four scripts

A stream is read **as it comes**: every `data:` line is one event, and _nothing_ waits for the end.
流式响应会**逐块到达**，因此界面可以立即显示文字，而不必等待整个回答。
ストリームは届いた順に表示されます。한국어도 같은 방식으로 나타납니다.

يصل الرد على شكل أجزاء متتالية، ويظهر النص فور وصوله (HTTP/1.1 أو HTTP/2).

Поток читается по мере поступления; η ροή διαβάζεται καθώς έρχεται. 🎏👩‍🚀🇯🇵

> The cost of one more chunk should not depend on what is there already.
>
> > That is the whole idea.

## What to compare

| Protocol | Framing | Ends with | 说明 |
|:--|:--:|--:|:--|
| generateContent | Server-Sent Events | `finishReason` | 每块一个 JSON |
| Interactions | events with names | `interaction.completed` | 可恢复 |
| Chat Completions | Server-Sent Events | `[DONE]` | 兼容层 |

1. Read bytes, not lines.
2. Split at LF, CR and CRLF only:
   - [x] U+2028 is text
   - [ ] and so is U+0085
3. Keep what came.[^1]

The mean wait is $\\bar{w} = \\frac{1}{n}\\sum_{i=1}^{n} w_i$, and its spread

$$
\\sigma = \\sqrt{\\frac{1}{n-1} \\sum_{i=1}^{n} \\left(w_i - \\bar{w}\\right)^2}
$$

```python
async def read(client: httpx.AsyncClient, url: str, body: dict[str, object]) -> None:
    \"\"\"Print the text of a stream as it comes.\"\"\"
    async with client.stream("POST", url, json=body) as response:
        async for event in server_sent_events(response.aiter_raw()):
            for part in event["candidates"][0]["content"]["parts"]:
                print(part.get("text", ""), end="", flush=True)  # 立即显示
```

```
a line without a language that is far too long to stand in one row of this column, so that it has to be wrapped, or scrolled: 0123456789 0123456789 0123456789 0123456789
```

See <https://example.org/streams> or [a page that says example.com](https://example.net/elsewhere).

[^1]: Also what nobody understands yet.
"""

CITED = """\
Mount Fuji (富士山) is 3,776 m high. Its summit is open from early July to mid-September.

* The Yoshida trail (吉田ルート) is the busiest.
* Huts take reservations from April on; a night costs about ¥12,000.

```text
4:30  sunrise in July
```

The last eruption began in 1707.
"""

CODE = """\
import math

def primes(limit: int) -> list[int]:
    sieve = bytearray([1]) * (limit + 1)
    for n in range(2, math.isqrt(limit) + 1):
        if sieve[n]:
            sieve[n * n :: n] = bytes(len(range(n * n, limit + 1, n)))
    return [n for n in range(2, limit + 1) if sieve[n]]

print(len(primes(100_000)))
"""


def conversation() -> list[Turn]:
    """All turns, oldest first, each with an id and its parent's."""
    picture = made.media("image", "image/png", made.sunset(320, 170), name="sunset.png")
    table = made.media("document", "text/csv", b"n,wait\n1,0.2\n2,0.4\n", name="waits.csv")
    turns = [
        prompt("How is a stream read? Answer in several scripts. 请用几种文字回答。"),
        _answer(_scripts(), thought_s=4.2),
        prompt("How high is Mount Fuji, and when can it be climbed?"),
        _answer(_searched()),
        prompt("Paint the sunset in this picture, and play it.", [picture, table]),
        _answer(_painted()),
        prompt("Count the primes below 100,000, and look into the files."),
        _answer(_tools()),
        prompt("What is the weather in Kyoto and in Oslo?"),
        _answer(_calls(), outcome=_awaiting()),
        _results(),
        _answer([[Text(text="It is **18 °C** in Kyoto; Oslo could not be asked.")]]),
        prompt("Three names for a boat."),
        _candidates(),
        prompt("Tell me everything."),
        _answer([[Text(text="Everything began with")]], outcome=_cut()),
    ]
    for number, turn in enumerate(turns):
        turn.id = f"everything-{number:02}"
        turn.parent_id = turns[number - 1].id if number else ""
        turn.created_unix_ns = _BEGINNING + number * 61 * SECOND
    return turns


def _answer(
    steps: Sequence[Sequence[Content]], *, thought_s: float = 0.0, outcome: Outcome = _COMPLETE
) -> Turn:
    found, now = [], 0
    for number, contents in enumerate(steps):
        kind = _kind(contents)
        lasts = int((thought_s or 1.4) * SECOND) if kind == "thought" else SECOND // 2
        step = Step(index=number, kind=kind, contents=[*contents])
        step.started_ns, step.stopped_ns, now = now, now + lasts, now + lasts
        found.append(step)
    usage = Usage(input=120, output=412, thoughts=132 if thought_s else None, total=664)
    return Turn(
        role="model",
        model=MODEL,
        steps=found,
        usage=usage,
        outcome=outcome,
        first_token_ns=SECOND // 3,
        elapsed_ns=now + SECOND,
    )


def _kind(contents: Sequence[Content]) -> str:
    match contents[0]:
        case ThoughtText() | ThoughtSignature() | Media(thought=True):
            return "thought"
        case FunctionCall():
            return "function_call"
        case ToolCall() | ToolResult():
            return contents[0].kind
    return "model_output"


def _scripts() -> list[list[Content]]:
    thought = (
        "**Comparing the protocols**\nThe reader wants to know how a stream is read, so the framing "
        "comes first, then where it ends.\n\nA table says it best; a short function shows it."
    )
    return [[ThoughtText(text=thought)], [Text(text=SCRIPTS)]]


def _searched() -> list[list[Content]]:
    call = ToolCall(
        kind="google_search_call",
        id="search_1",
        arguments={"queries": ["Mount Fuji height", "富士山 登山 期間 2026", "Fuji last eruption"]},
    )
    result = ToolResult(
        kind="google_search_result",
        call_id="search_1",
        result=[{"search_suggestions": "<a class='chip' href='https://e.example'>富士山 高さ</a>"}],
    )
    fetched = ToolCall(
        kind="url_context_call",
        id="url_1",
        arguments={"urls": ["https://www.example.org/fuji", "https://example.net/closed"]},
    )
    pages = ToolResult(
        kind="url_context_result",
        call_id="url_1",
        result=[
            {"url": "https://www.example.org/fuji", "status": "success"},
            {"url": "https://example.net/closed", "status": "paywall"},
        ],
    )
    return [[call], [result], [fetched], [pages], [Text(text=CITED), *_citations(CITED)]]


def _citations(text: str) -> list[Content]:
    """Places in bytes, as the wire counts them."""
    sources = (
        ("https://www.example.org/fuji", "Mount Fuji: facts and figures"),
        ("https://例え.example/富士山", "富士山登山オフィシャル"),
        ("https://trails.example.com/yoshida?lang=en", "Yoshida trail"),
        ("javascript:alert(1)", "A source with an address that no click may open"),
    )
    cited = (
        ("Mount Fuji (富士山) is 3,776 m high.", (0, 1)),
        ("Its summit is open from early July to mid-September.", (1,)),
        ("The Yoshida trail (吉田ルート) is the busiest.", (2,)),
        ("a night costs about ¥12,000.", (1, 2)),
        ("4:30  sunrise in July", (0,)),
        ("The last eruption began in 1707.", (3, 0)),
    )
    found: list[Content] = []
    for words, numbers in cited:
        start = len(text[: text.index(words)].encode())
        for number in numbers:
            uri, title = sources[number]
            found.append(
                Citation(
                    kind="web", uri=uri, title=title, start=start, end=start + len(words.encode())
                )
            )
    return found


def _painted() -> list[list[Content]]:
    sketch = made.media("image", "image/png", made.sunset(160, 90), thought=True)
    return [
        [ThoughtText(text="A first sketch, to see where the sun stands."), sketch],
        [
            Text(text="The sunset, larger, then one that moves, and three that cannot be shown:"),
            made.media("image", "image/png", made.sunset(), name="sunset.png"),
            made.media("image", "image/gif", made.gif()),
            made.media("image", "image/png", made.sunset(64, 48)[:300]),
            made.media("image", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            Media(kind="image", mime_type="image/jpeg", uri="https://files.example.org/sea.jpg"),
        ],
        [*made.sound_in_pieces()],
        [
            made.media("audio", "audio/wav", made.wav(), name="waves.wav"),
            made.media("video", "video/mp4", made.video(), name="sunset.mp4"),
            made.media("document", "application/pdf", made.pdf(), name="About the sunset.pdf"),
            Media(kind="document", mime_type="application/pdf", uri="gs://bucket/papers/sun.pdf"),
            Media(kind="video", mime_type="video/mp4", uri="https://files.example.org/v/long.mp4"),
        ],
    ]


def _tools() -> list[list[Content]]:
    listing = [{"name": f"file-{n}.txt", "bytes": n * 37} for n in range(400)]
    return [
        [ToolCall(kind="executableCode", id="c1", arguments={"language": "PYTHON", "code": CODE})],
        [
            ToolResult(
                kind="codeExecutionResult",
                call_id="c1",
                result={"outcome": "OUTCOME_OK", "output": "9592\n"},
            )
        ],
        [
            ToolCall(
                kind="code_execution_call",
                id="c2",
                arguments={"code": "cat notes.txt | wc -l\n", "language": "bash"},
            )
        ],
        [
            ToolResult(
                kind="code_execution_result",
                call_id="c2",
                result="cat: notes.txt: No such file or directory\n0\n",
                is_error=True,
            )
        ],
        [ToolCall(kind="file_search_call", id="f1", arguments={"query": "waits"})],
        [ToolResult(kind="file_search_result", call_id="f1", result=listing)],
        [
            ToolCall(
                kind="mcp_server_tool_call",
                id="m1",
                name="read_ticket",
                arguments={"server_name": "tracker", "number": 17},
            )
        ],
        [
            ToolResult(
                kind="mcp_server_tool_result", call_id="m1", name="read_ticket", result="open"
            )
        ],
        [UnknownContent(name="hologram", value={"format": "v1", "layers": [1, 2, 3]})],
        [Text(text="There are **9,592** primes below 100,000.")],
    ]


def _calls() -> list[list[Content]]:
    return [
        [FunctionCall(id="call_1", name="get_weather", arguments='{"city": "京都", "days": 3}')],
        [FunctionCall(id="call_2", name="get_weather", arguments='{"city": "Oslo", "days": 3}')],
    ]


def _awaiting() -> Outcome:
    return Outcome(
        kind="awaiting",
        reason="requires_action",
        message="The model waits for the results of 2 calls.",
        advice="Answer them to go on.",
    )


def _results() -> Turn:
    found = [
        ToolResult(kind="function_result", call_id="call_1", name="get_weather", result={"c": 18}),
        ToolResult(
            kind="function_result",
            call_id="call_2",
            name="get_weather",
            result="no route to the station",
            is_error=True,
        ),
    ]
    return Turn(role="user", steps=[Step(index=0, kind="function_result", contents=[*found])])


def _candidates() -> Turn:
    words = (
        "**Kestrel**, for a small fast one.",
        "**Patience**, as it never hurries.\n\n```python\nboat.name = 'Patience'\n```",
        "**かもめ** (Kamome), the gull.",
    )
    steps = [
        Step(index=n, kind="model_output", candidate=n, contents=[Text(text=text)])
        for n, text in enumerate(words)
    ]
    finish = {str(n): "STOP" for n in range(len(words))}
    return Turn(role="model", model=MODEL, steps=steps, finish=finish, outcome=_COMPLETE)


def _cut() -> Outcome:
    return Outcome(
        kind="incomplete",
        reason="MAX_TOKENS",
        message="The answer is longer than the limit of tokens allows.",
        advice="Raise the limit, or ask it to go on.",
    )
