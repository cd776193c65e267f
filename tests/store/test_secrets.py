"""Secrets lie in the keyring or the environment, and nowhere else."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
import threading

import pytest

from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.profile import Profile
from gemini_desktop.store.secrets import Keyring, KeyringUnavailable, Secrets, cleaned
from tests.support import PATIENCE_S, RunCoroutine

CANARY = "CANARY-not-a-real-key"
MAIN = Profile(name="Main")


class DictKeyring:
    """A keyring's backend in memory, which notes the threads it was called in."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.threads: set[int] = set()

    def get_password(self, service: str, username: str) -> str | None:
        self.threads.add(threading.get_ident())
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class LockedKeyring:
    """A keyring that the user does not unlock."""

    def get_password(self, service: str, username: str) -> str | None:
        raise PermissionError(f"locked, and it holds {CANARY}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise PermissionError(f"locked, refused {password}")

    def delete_password(self, service: str, username: str) -> None:
        raise PermissionError


def no_keyring() -> Keyring:
    raise KeyringUnavailable("This system has no keyring.")


def test_a_secret_is_kept_in_the_keyring(run_async: RunCoroutine) -> None:
    keyring = DictKeyring()

    async def check() -> None:
        secrets = Secrets(lambda: keyring)
        assert await secrets.available() is None
        assert await secrets.get(MAIN) is None
        assert await secrets.set("Main", f"  {CANARY}\r\n") is None
        assert keyring.kept == {("gemini-desktop", "Main"): CANARY}
        assert await Secrets(lambda: keyring).get(MAIN) == CANARY
        assert await secrets.get(Profile(name="Other")) is None
        assert await secrets.delete("Main") is None
        assert await secrets.delete("Main") is None
        assert await secrets.get(MAIN) is None

    run_async(check())
    assert keyring.kept == {}
    assert threading.get_ident() not in keyring.threads


def test_setting_nothing_deletes(run_async: RunCoroutine) -> None:
    keyring = DictKeyring()

    async def check() -> None:
        secrets = Secrets(lambda: keyring)
        await secrets.set("Main", CANARY)
        await secrets.set("Main", " \n")
        assert await secrets.get(MAIN) is None

    run_async(check())
    assert keyring.kept == {}


def test_without_a_keyring_secrets_last_for_this_run_and_the_user_is_told(
    run_async: RunCoroutine,
) -> None:
    async def check() -> None:
        secrets = Secrets(no_keyring)
        for told in (await secrets.available(), await secrets.set("Main", CANARY)):
            assert told is not None
            assert told.startswith("This system has no keyring.")
            assert "until you close the program" in told
            assert "environment variable" in told
        assert await secrets.get(MAIN) == CANARY
        assert await Secrets(no_keyring).get(MAIN) is None
        await secrets.delete("Main")
        assert await secrets.get(MAIN) is None

    run_async(check())


def test_a_keyring_that_refuses_is_said_plainly_and_quotes_no_secret(
    run_async: RunCoroutine,
) -> None:
    async def check() -> None:
        secrets = Secrets(LockedKeyring)
        with pytest.raises(StoreError) as caught:
            await secrets.get(MAIN)
        failure = caught.value.failure
        assert "'Main'" in failure.message
        assert "Unlock" in failure.advice
        assert CANARY not in repr(failure)
        told = await secrets.set("Main", CANARY)
        assert told is not None
        assert "until you close the program" in told
        assert CANARY not in told
        assert await secrets.get(MAIN) == CANARY
        told = await secrets.delete("Main")
        assert told is not None
        assert "Delete it" in told

    run_async(check())


def test_the_environment_is_read_where_the_profile_says_so(
    run_async: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = Profile(name="Main", secret="env:MY_TOKEN")

    async def check() -> None:
        secrets = Secrets(no_keyring)
        monkeypatch.setenv("MY_TOKEN", f" {CANARY}\n")
        assert await secrets.get(profile) == CANARY
        monkeypatch.setenv("MY_TOKEN", "  ")
        assert await secrets.get(profile) is None
        monkeypatch.delenv("MY_TOKEN")
        assert await secrets.get(profile) is None
        assert await secrets.get(Profile(name="Main", secret="")) is None

    run_async(check())


def test_a_secret_is_not_in_the_repr(run_async: RunCoroutine) -> None:
    async def check() -> None:
        secrets = Secrets(no_keyring)
        await secrets.set("Main", CANARY)
        assert CANARY not in repr(secrets)

    run_async(check())


def test_the_keyring_is_loaded_once_for_many_at_once(run_async: RunCoroutine) -> None:
    loaded: list[int] = []

    def load() -> Keyring:
        loaded.append(threading.get_ident())
        return DictKeyring()

    async def check() -> None:
        secrets = Secrets(load)
        await asyncio.gather(*(secrets.get(MAIN) for _ in range(5)))

    run_async(check())
    assert len(loaded) == 1
    assert loaded[0] != threading.get_ident()


@pytest.mark.parametrize(
    ("pasted", "clean"),
    [
        (CANARY, CANARY),
        (f"\n {CANARY}\t\r\n", CANARY),
        ("CANARY-not-\n  a-real-key", CANARY),
        ("\u00a0CANARY\u2028", "CANARY"),
        ("", ""),
    ],
)
def test_blanks_and_line_ends_of_pasting_are_taken_out(pasted: str, clean: str) -> None:
    assert cleaned(pasted) == clean


@pytest.mark.parametrize(
    ("backend", "explanation"),
    [("fail", "This system has no keyring."), ("null", "The keyring is switched off")],
)
def test_a_system_without_a_keyring_is_recognised(backend: str, explanation: str) -> None:
    script = textwrap.dedent("""
        import asyncio, sys
        from gemini_desktop.store.secrets import Secrets
        assert "keyring" not in sys.modules  # 0.35 s that no start should pay
        print(asyncio.run(Secrets().available()))
    """)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHON_KEYRING_BACKEND": f"keyring.backends.{backend}.Keyring", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert done.stdout.startswith(explanation)
