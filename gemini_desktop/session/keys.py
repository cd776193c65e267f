"""What proves who asks: keys from the keyring or the environment, tokens from Google's credentials.

None of it is ever shown; what is told are sentences on where it is kept, and what is missing.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.core.profile import TOKEN_AUTH, Profile
from gemini_desktop.net import credential_file, credential_folder
from gemini_desktop.net.credential_folder import CredentialFile
from gemini_desktop.net.tokens import Tokens
from gemini_desktop.store.secrets import Secrets


class Keys:
    """The keys and tokens of all profiles."""

    def __init__(self, secrets: Secrets, tokens: Tokens) -> None:
        self._secrets = secrets
        self._tokens = tokens

    async def proof(self, profile: Profile, *, given: str | None = None) -> str | None:
        """The key of the profile, or the token of the moment; None where none is known. `given` is
        a key that wins over the one that is kept. Raises as `Tokens.get` and `Secrets.get` do."""
        if profile.auth in TOKEN_AUTH:
            return await self._tokens.get(profile)
        return given or await self._secrets.get(profile)

    async def keep(self, profile_name: str, secret: str) -> str:
        """Keep a key in the keyring; empty deletes it. Where it will last for this run only, a
        sentence says so."""
        return await self._secrets.set(profile_name, secret) or ""

    async def move(self, old: str, new: str) -> str:
        """Follow a renamed profile with its key; a sentence where the key could not follow."""
        secret = await self._secrets.get(Profile(name=old))
        if not secret:
            return ""
        return await self._secrets.set(new, secret) or await self._secrets.delete(old) or ""

    async def state(self, profile: Profile) -> str:
        """A sentence on where the profile's key is kept, or what is missing."""
        if profile.auth == "none":
            return "No key is needed."
        if profile.auth in TOKEN_AUTH:
            try:
                await self._tokens.completed(profile)
            except GeminiDesktopError as error:
                return error.failure.in_words
            return "A token is asked for when it is needed, and never kept in a file."
        known = await self._secrets.get(profile) is not None
        if profile.secret.startswith("env:"):
            variable = profile.secret.removeprefix("env:")
            return f"Taken from {variable}." if known else f"{variable} is not set."
        if (trouble := await self._secrets.available()) is not None:
            return ("Kept for this run. " if known else "") + trouble
        return "Kept in the system's keyring." if known else "No key yet."

    async def completed(self, profile: Profile) -> Profile:
        """The profile with the project that its credentials know; as it is where they cannot be
        used (`state` says why)."""
        try:
            return await self._tokens.completed(profile)
        except GeminiDesktopError:
            return profile

    async def foreign_host(self, profile: Profile) -> str:
        """The host to which its credentials would prove themselves if the user said yes; empty
        where there is no such question."""
        try:
            await self._tokens.completed(profile)
        except GeminiDesktopError as error:
            failure = error.failure
            return failure.detail if failure.kind == "foreign_credentials" else ""
        return ""

    async def files(self, place: Path) -> tuple[CredentialFile, ...]:
        """The credential files of a folder, or those beside a file."""
        return await asyncio.to_thread(_credential_files, place)


def _credential_files(place: Path) -> tuple[CredentialFile, ...]:
    place = credential_file.located(str(place))
    return credential_folder.listed(place if place.is_dir() else place.parent)
