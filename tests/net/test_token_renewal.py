"""When a token is asked for anew: in time and behind the scenes, once for all who wait, and after
a server has refused it."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gemini_desktop.core.errors import ConfigurationError
from gemini_desktop.core.profile import Profile
from gemini_desktop.net.tokens import Tokens
from tests.net.token_support import Asked, Reply, answering, info, token, written
from tests.support import PATIENCE_S, RunCoroutine

HERE = "127.0.0.1"


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def numbered() -> Callable[[Asked], Reply]:
    """Token 1, token 2 and so on."""
    numbers = iter(range(1, 100))
    return lambda _: token(f"CANARY-token-{next(numbers)}")


def account(folder: Path, token_uri: str) -> Profile:
    file = written(folder, info(token_uri))
    return Profile(
        name="Cloud",
        auth="service-account",
        service_account_file=str(file),
        allow_token_host=HERE,
    )


async def settled(tokens: Tokens) -> None:
    """Until nothing is fetched any more."""
    for source in tokens._sources.values():
        if source.renewal is not None:
            await asyncio.wait([source.renewal])


def test_a_stale_token_is_used_while_the_next_is_fetched(
    run_async: RunCoroutine, tmp_path: Path
) -> None:
    clock = Clock()
    held = threading.Event()
    replies = numbered()

    def slow_after_the_first(asked: Asked) -> Reply:
        if len(server.asked) > 1:
            held.wait(PATIENCE_S)
        return replies(asked)

    async def main() -> list[str]:
        tokens = Tokens(clock=clock)
        got = [await tokens.get(profile)]
        clock.now += 3600 - 200
        got += [await tokens.get(profile), await tokens.get(profile)]  # neither waits
        held.set()
        await settled(tokens)
        got.append(await tokens.get(profile))
        await tokens.close()
        return got

    with answering(slow_after_the_first) as server:
        profile = account(tmp_path, server.token_uri)
        got = run_async(main())
    assert got == ["CANARY-token-1"] * 3 + ["CANARY-token-2"]
    assert len(server.asked) == 2


def test_one_that_is_over_is_waited_for_and_fetched_once_for_all(
    run_async: RunCoroutine, tmp_path: Path
) -> None:
    clock = Clock()

    async def main() -> list[str]:
        tokens = Tokens(clock=clock)
        await tokens.get(profile)
        clock.now += 3595
        got = await asyncio.gather(*(tokens.get(profile) for _ in range(5)))
        await tokens.close()
        return got

    with answering(numbered()) as server:
        profile = account(tmp_path, server.token_uri)
        assert run_async(main()) == ["CANARY-token-2"] * 5
    assert len(server.asked) == 2


def test_a_renewal_that_fails_behind_the_scenes_is_made_again(
    run_async: RunCoroutine, tmp_path: Path
) -> None:
    clock = Clock()
    good = numbered()
    bad = Reply(400, b'{"error":"invalid_grant"}')
    replies: Iterator[Callable[[Asked], Reply]] = iter((good, lambda _: bad, good))

    async def main() -> list[str]:
        tokens = Tokens(clock=clock)
        got = [await tokens.get(profile)]
        clock.now += 3500
        for _ in range(2):
            got.append(await tokens.get(profile))
            await settled(tokens)
        got.append(await tokens.get(profile))
        await tokens.close()
        return got

    with answering(lambda asked: next(replies)(asked)) as server:
        profile = account(tmp_path, server.token_uri)
        got = run_async(main())
    assert got == ["CANARY-token-1"] * 3 + ["CANARY-token-2"]


def test_a_refused_token_is_never_given_again(run_async: RunCoroutine, tmp_path: Path) -> None:
    async def main() -> list[str]:
        tokens = Tokens()
        first = await tokens.get(profile)
        both = await asyncio.gather(*(tokens.get(profile, refused=first) for _ in range(2)))
        late = await tokens.get(profile, refused=first)  # heard of it when it was renewed already
        await tokens.close()
        return [first, *both, late]

    with answering(numbered()) as server:
        profile = account(tmp_path, server.token_uri)
        assert run_async(main()) == ["CANARY-token-1"] + ["CANARY-token-2"] * 3
    assert len(server.asked) == 2


def test_who_stops_waiting_does_not_stop_the_others(
    run_async: RunCoroutine, tmp_path: Path
) -> None:
    held = threading.Event()

    def slow(asked: Asked) -> Reply:
        held.wait(PATIENCE_S)
        return token("CANARY-token-1")

    async def main() -> str:
        tokens = Tokens()
        one = asyncio.create_task(tokens.get(profile))
        other = asyncio.create_task(tokens.get(profile))
        while not server.asked:
            await asyncio.sleep(0.01)
        one.cancel()
        await asyncio.gather(one, return_exceptions=True)
        assert one.cancelled()
        held.set()
        got = await other
        await tokens.close()
        return got

    with answering(slow) as server:
        profile = account(tmp_path, server.token_uri)
        assert run_async(main()) == "CANARY-token-1"
    assert len(server.asked) == 1


def test_the_host_that_is_allowed_is_part_of_what_is_shared(
    run_async: RunCoroutine, tmp_path: Path
) -> None:
    """A profile without the permission gets no token that another profile was allowed to ask."""

    async def main() -> None:
        tokens = Tokens()
        await tokens.get(profile)
        strict = Profile(
            name="Strict",
            auth="service-account",
            service_account_file=profile.service_account_file,
        )
        with pytest.raises(ConfigurationError, match=r"127\.0\.0\.1, which is not Google's"):
            await tokens.get(strict)
        await tokens.close()

    with answering(numbered()) as server:
        profile = account(tmp_path, server.token_uri)
        run_async(main())
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("token_uri", "allowed", "universe", "fits"),
    [
        ("https://sts.corp.test/token", "sts.corp.test", "googleapis.com", True),
        ("https://sts.corp.test:8443/token", "STS.corp.test", "googleapis.com", True),
        ("http://sts.corp.test/token", "sts.corp.test", "googleapis.com", False),
        ("https://evil.test/token", "sts.corp.test", "googleapis.com", False),
        ("https://x.sts.corp.test/token", "sts.corp.test", "googleapis.com", False),
        ("https://sts.corp.test@evil.test/token", "sts.corp.test", "googleapis.com", False),
        ("https://oauth2.corp.test/token", "oauth2.corp.test", "corp.test", True),
        ("https://oauth2.corp.test/token", "oauth2.corp.test", "evil.test", False),
        ("https://oauth2.corp.test/token", "oauth2.corp.test", "p.test", False),
        ("https://oauth2.googleapis.com/token", "", "corp.test", False),
    ],
)
def test_a_foreign_host_needs_a_yes_of_its_own(
    run_async: RunCoroutine,
    tmp_path: Path,
    token_uri: str,
    allowed: str,
    universe: str,
    fits: bool,
) -> None:
    """Reading the file asks nobody; that it is read at all is the yes."""
    file = written(tmp_path, info(token_uri, universe_domain=universe))
    profile = Profile(
        name="Cloud",
        auth="service-account",
        service_account_file=str(file),
        allow_token_host=allowed,
    )
    if fits:
        assert run_async(Tokens().completed(profile)).project == "carbide-team-478005-f8"
    else:
        with pytest.raises(ConfigurationError) as caught:
            run_async(Tokens().completed(profile))
        assert caught.value.failure.kind == "foreign_credentials"
        helps = "@" not in token_uri and "http:" not in token_uri  # a yes to that host would
        assert ("--allow-token-host" in caught.value.failure.advice) == helps
