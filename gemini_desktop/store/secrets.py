"""Keys and tokens: in the system's keyring or the environment, never in a file of ours.

Where the system offers no keyring, a secret lasts until the program ends, and the user is told. The
keyring package is imported late (0.35 s), and all of it runs in threads, as the system may ask
for a password before it answers.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import Protocol

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.core.profile import Profile

SERVICE = "gemini-desktop"
_ENVIRONMENT = "env:"
_THIS_RUN = "The key is kept until you close the program, and asked for again next time."
_WAY_OUT = "To keep it, install a keyring service, or use a key from an environment variable."


class Keyring(Protocol):
    """What is used of a keyring's backend."""

    def get_password(self, service: str, username: str, /) -> str | None:
        """The secret, None where there is none."""

    def set_password(self, service: str, username: str, password: str, /) -> None:
        """Keep it."""

    def delete_password(self, service: str, username: str, /) -> None:
        """Raises where there is none."""


class KeyringUnavailable(Exception):
    """There is no keyring to use; the text is a whole sentence that says why."""


class Secrets:
    """The secrets of all profiles, by the profile's name.

    `load_keyring` gives the keyring or raises KeyringUnavailable; it is called once, in a thread.
    """

    def __init__(self, load_keyring: Callable[[], Keyring] | None = None) -> None:
        self._load_keyring = load_keyring or system_keyring
        self._keyring: Keyring | None = None
        self._unavailable = ""
        self._loading = asyncio.Lock()
        self._this_run: dict[str, str] = {}

    def __repr__(self) -> str:
        return "Secrets(…)"

    async def available(self) -> str | None:
        """None where secrets are kept for good; else an explanation for the user."""
        keyring = await self._loaded()
        return None if keyring is not None else f"{self._unavailable} {_THIS_RUN} {_WAY_OUT}"

    async def get(self, profile: Profile) -> str | None:
        """The profile's secret from where `Profile.secret` says; None where there is none.

        Raises:
            StoreError: the keyring has failed, as when the user did not unlock it.
        """
        if profile.secret.startswith(_ENVIRONMENT):
            variable = profile.secret.removeprefix(_ENVIRONMENT).strip()
            return cleaned(os.environ.get(variable, "")) or None
        if profile.secret != "keyring":
            return None
        if profile.name in self._this_run:
            return self._this_run[profile.name]
        keyring = await self._loaded()
        if keyring is None:
            return None
        try:
            found = await asyncio.to_thread(keyring.get_password, SERVICE, profile.name)
        except Exception as error:  # D-Bus's, the system's, the backend's own
            raise _failed(profile.name, error) from None  # their texts could quote a secret
        return cleaned(found or "") or None

    async def set(self, name: str, secret: str) -> str | None:
        """Keep the secret of the profile `name`, without the blanks and line ends that come with
        pasting; an empty one is deleted. None, or an explanation for the user where it will only
        last for this run."""
        secret = cleaned(secret)
        if not secret:
            return await self.delete(name)
        self._this_run[name] = secret
        keyring = await self._loaded()
        if keyring is None:
            return await self.available()
        try:
            await asyncio.to_thread(keyring.set_password, SERVICE, name, secret)
        except Exception as error:  # as in `get`
            return f"The keyring did not take the key ({type(error).__name__}). {_THIS_RUN}"
        self._this_run.pop(name, None)
        return None

    async def delete(self, name: str) -> str | None:
        """Forget the secret. None, or an explanation where the keyring still has it."""
        self._this_run.pop(name, None)
        keyring = await self._loaded()
        if keyring is None:
            return None
        try:
            if await asyncio.to_thread(keyring.get_password, SERVICE, name) is not None:
                await asyncio.to_thread(keyring.delete_password, SERVICE, name)
        except Exception as error:  # as in `get`
            return (
                f"The keyring did not delete the key ({type(error).__name__}). "
                "Delete it in the system's own keyring program."
            )
        return None

    async def _loaded(self) -> Keyring | None:
        async with self._loading:
            if self._keyring is None and not self._unavailable:
                try:
                    self._keyring = await asyncio.to_thread(self._load_keyring)
                except KeyringUnavailable as error:
                    self._unavailable = str(error)
            return self._keyring


def system_keyring() -> Keyring:
    """The keyring of this system. Raises KeyringUnavailable."""
    try:
        import keyring
        from keyring.backends import fail, null

        found = keyring.get_keyring()
    except Exception as error:
        reason = f"This system's keyring cannot be used ({type(error).__name__})."
        raise KeyringUnavailable(reason) from error
    if isinstance(found, fail.Keyring):
        raise KeyringUnavailable("This system has no keyring.")
    if isinstance(found, null.Keyring):
        raise KeyringUnavailable("The keyring is switched off on this system.")
    return found


def _failed(name: str, error: Exception) -> StoreError:
    return StoreError(
        Failure(
            kind="keyring_failed",
            message=f"The keyring did not give the key of the profile {name!r}.",
            advice="Unlock the keyring and try again, or enter the key anew in the settings.",
            detail=type(error).__name__,
        )
    )


def cleaned(secret: str) -> str:
    """Without blanks and line ends, also inside: no key or token has any, but copying from a
    terminal or a PDF puts them in."""
    return "".join(secret.split())
