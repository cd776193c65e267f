"""Gemini for a program: one call that returns the text, and streams of it for those who want them.

    with Client(service_account_file="service-account.json", project_id="my-project") as client:
        text = client.generate_content(model_name="gemini-3.8-flash", prompt="Hello")

    async with Client(api_key="…") as client:
        async for chunk in client.stream(model_name="gemini-3.8-flash", prompt="Hello"):
            print(chunk.text, end="")

It sends and reads through the same code as the window: the same three protocols, retries, limits
and outcomes. Nothing is written to disk. What is not a whole answer is raised, with what had come
of it in `partial_text` (`core.errors` has the tree).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any, Self, TypeVar

import msgspec

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.errors import ConfigurationError, Failure
from gemini_desktop.core.events import Json, StepDelta, StepStarted, Text, ThoughtText
from gemini_desktop.core.profile import AuthKind, Profile, ProtocolName, Timeouts
from gemini_desktop.core.request import Options
from gemini_desktop.core.transcript import Transcript, Turn
from gemini_desktop.core.transcript import prompt as prompt_turn
from gemini_desktop.session.direct import Direct, key_in_environment, no_way_to_prove, raised

__all__ = ["AnswerChunk", "Client", "Options", "Profile"]

_T = TypeVar("_T")


class AnswerChunk(msgspec.Struct, frozen=True, kw_only=True):
    """One event of the stream. `text` and `thought` are what it adds to the answer and to the
    thoughts, often one of them or neither; `json` is the event as it came."""

    text: str = ""
    thought: str = ""
    json: Json = None

    def __str__(self) -> str:
        return self.text


class Client:
    """Asks for one profile; inside of `with` (`async with`) over connections that are kept from
    one call to the next.

    Not for several threads at once. Inside of `with` use `generate_content`, inside of
    `async with` use `stream`; without either, both work and clean up after themselves.
    """

    def __init__(
        self,
        profile: Profile | None = None,
        *,
        service_account_file: str = "",
        project_id: str = "",
        location: str = "",
        api_key: str = "",
        token: str = "",
        base_url: str = "",
        protocol: ProtocolName = "generate-content",
        timeout_s: float | None = 60.0,
        max_retries: int = 4,
        options: Options | None = None,
    ) -> None:
        """A profile, or the parts of one. A service-account file, or a project alone (with
        application-default credentials), asks Vertex AI; a key Google's Developer API, or what
        `base_url` names. Without any of them the key is taken from GOOGLE_API_KEY or
        GEMINI_API_KEY. A `base_url` alone is asked without proof of who asks.

        `options` are the parameters of all calls. Raises ConfigurationError where nothing says
        who asks.
        """
        self.profile = profile or _profile(
            auth=_auth(service_account_file, project_id, api_key, token, base_url),
            service_account_file=service_account_file,
            project=project_id,
            location=location,
            base_url=base_url,
            protocol=protocol,
            timeouts=Timeouts(silence_s=timeout_s),
            max_retries=max_retries,
        )
        self.options = options or Options()
        self.last_turn: Turn | None = None
        """The latest answer with all its steps, its usage and its outcome."""
        self._direct = Direct(api_key or token or None)
        self._runner: asyncio.Runner | None = None
        self._kept = False
        self._asking = 0

    def __repr__(self) -> str:
        return f"Client({self.profile.protocol}, {self.profile.base_url or 'demo'})"

    # --- without an event loop ----------------------------------------------------------------

    def generate_content(
        self,
        *,
        model_name: str = "",
        prompt: str | Transcript,
        streaming: bool = True,
        on_chunk: Callable[[AnswerChunk], None] | None = None,
        options: Options | None = None,
    ) -> str:
        """The whole text of the answer. With `streaming` each event is handed to `on_chunk` as it
        comes (nothing is printed without one); else the answer is asked for in one piece.

        Raises GeminiDesktopError where the answer is not whole, and what `on_chunk` raises: then
        the exchange is given up.
        """
        _outside_of_a_loop()
        options = options or self.options
        if not streaming:
            options = msgspec.structs.replace(options, stream=False)
        chunks = self.stream(model_name=model_name, prompt=prompt, options=options)
        turn = self._blocking(self._handed_out(chunks, on_chunk or _nobody))
        return turn.text if turn is not None else ""

    def close(self) -> None:
        """Close the connections that `with` has kept."""
        self._kept = False
        if self._runner is not None:
            self._blocking(self._direct.close())
            self._runner.close()
            self._runner = None

    def __enter__(self) -> Self:
        self._kept = True
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- within an event loop -----------------------------------------------------------------

    async def stream(
        self,
        *,
        model_name: str = "",
        prompt: str | Transcript,
        options: Options | None = None,
    ) -> AsyncGenerator[AnswerChunk, None]:
        """The events of the answer as they come. Leaving the loop early closes the connection at
        the latest when the generator is closed (`contextlib.aclosing` does so at once); what
        comes faster than it is taken waits in memory.

        Raises GeminiDesktopError after the last event where the answer is not whole.
        """
        waiting: deque[AnswerChunk] = deque()
        news = asyncio.Event()

        def take(chunk: AnswerChunk) -> None:
            waiting.append(chunk)
            news.set()

        listener = _Listener(take)
        answer = self._answer(model_name, prompt, options or self.options, listener)
        self._asking += 1
        task = asyncio.create_task(answer, name="answer")
        task.add_done_callback(lambda _: news.set())
        try:
            while waiting or not task.done():
                while waiting:
                    yield waiting.popleft()
                if not task.done():
                    news.clear()
                    await news.wait()
            await task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            self._asking -= 1
            if not self._kept and not self._asking:  # the next call may come from another loop
                await self._direct.close()

    async def aclose(self) -> None:
        """Close the connections that `async with` has kept."""
        self._kept = False
        await self._direct.close()

    async def __aenter__(self) -> Self:
        self._kept = True
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    # ------------------------------------------------------------------------------------------

    async def _answer(
        self, model: str, words: str | Transcript, options: Options, listener: _Listener
    ) -> Turn:
        profile = self.profile
        if model:
            profile = msgspec.structs.replace(profile, model=model)
        if isinstance(words, str):
            words = Transcript(turns=[prompt_turn(words)])
        answer = Answer(turn=Turn(role="model", model=profile.model, profile=profile.name))
        turn = await self._direct.send(profile, words, options, listener=listener, answer=answer)
        self.last_turn = turn
        if turn.outcome is not None and (error := raised(turn.outcome, turn.text)) is not None:
            raise error
        return turn

    async def _handed_out(
        self, chunks: AsyncGenerator[AnswerChunk, None], on_chunk: Callable[[AnswerChunk], None]
    ) -> Turn | None:
        """Outside of the exchange, so that what `on_chunk` raises is not taken for an error of
        the network: a BrokenPipeError of its print is an OSError too."""
        async with contextlib.aclosing(chunks):
            async for chunk in chunks:
                on_chunk(chunk)
        return self.last_turn

    def _blocking(self, coroutine: Coroutine[Any, Any, _T]) -> _T:
        if not self._kept:
            return asyncio.run(coroutine)
        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner.run(coroutine)


class _Listener:
    """Makes an AnswerChunk of each event; further candidates and echoed input add no text."""

    def __init__(self, take: Callable[[AnswerChunk], None]) -> None:
        self._take = take
        self._aside: set[int] = set()

    def record(self, record: Record) -> None:
        """Of no interest here."""

    def chunk(self, chunk: Chunk) -> None:
        """Hand the chunk on, but for comments."""
        if chunk.kind == "comment":
            return
        text: list[str] = []
        thought: list[str] = []
        for event in chunk.events:
            match event:
                case StepStarted() if event.candidate != 0 or event.kind == "user_input":
                    self._aside.add(event.index)
                case StepDelta(content=Text(text=words)) if event.index not in self._aside:
                    text.append(words)
                case StepDelta(content=ThoughtText(text=words)) if event.index not in self._aside:
                    thought.append(words)
        self._take(AnswerChunk(text="".join(text), thought="".join(thought), json=chunk.json))


def _nobody(_: AnswerChunk) -> None:
    """Nobody asked for the pieces."""


def _auth(account: str, project: str, key: str, token: str, base_url: str) -> AuthKind:
    if key:
        return "api-key"
    if token:
        return "bearer"
    if account:
        return "service-account"
    if project:
        return "adc"
    if base_url:
        return "none"
    if key_in_environment():
        return "api-key"
    raise no_way_to_prove()


def _profile(base_url: str, **fields: Any) -> Profile:
    variable = key_in_environment()
    if base_url:
        fields["base_url"] = base_url
    return Profile(name="client", secret=f"env:{variable}" if variable else "", **fields)


def _outside_of_a_loop() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise ConfigurationError(
        Failure(
            kind="running_loop",
            message="generate_content would block the event loop that runs here.",
            advice="Use `async for chunk in client.stream(…)`, or call it in a thread.",
        )
    )
