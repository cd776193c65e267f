"""What can be found out about this computer's side: home, keyring, profiles, demo server."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx

from gemini_desktop.core.errors import GeminiDesktopError, describe
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.redact import masked_url
from gemini_desktop.net import credential_folder, route
from gemini_desktop.net.exchange import new_client
from gemini_desktop.session import profiles
from gemini_desktop.session.demo import Demo
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.home import find_home
from gemini_desktop.store.secrets import Secrets
from gemini_desktop.store.settings import SettingsFile

_PATIENCE_S = 5.0
_GOOGLE = "https://aiplatform.googleapis.com/"


def findings() -> dict[str, dict[str, Any]]:
    """Sections of name and finding; no secret and no key's value among them."""
    return asyncio.run(_findings())


async def _findings() -> dict[str, dict[str, Any]]:
    home = find_home()
    settings, _ = SettingsFile(home).load()
    known = profiles.with_demo(settings.profiles or profiles.initial(os.environ))
    return {
        "Home": {"Folder": str(home), "Captures": _captures()},
        "Keys": {"Keyring": await Secrets().available() or "ready"},
        "Google Cloud": await asyncio.to_thread(_cloud, known),
        "Profiles": {
            profile.name: f"{profile.protocol}, {masked_url(profile.base_url) or 'built in'}"
            + (", CERTIFICATES ARE NOT CHECKED" if profile.insecure else "")
            for profile in known
        },
        "Network": {
            "Demo server": await _demo_answers(),
            "Proxy to Google": await asyncio.to_thread(_proxy),
        },
    }


def _cloud(known: Iterable[Profile]) -> dict[str, str]:
    """The credentials that there are, as far as this computer knows: nobody is asked."""
    found = {
        "Default login": credential_folder.default_login(),
        "Metadata server": "asked" if _asks_for_metadata() else "not asked (NO_GCE_CHECK)",
    }
    for profile in known:
        if profile.auth == "service-account":
            path = Path(profile.service_account_file.strip() or "no file is chosen")
            file = credential_folder.looked_at(path, allowed_host=profile.allow_token_host)
            project = profile.project or file.project or "none"
            found[profile.name] = file.trouble or f"{path.name}, project {project}"
    return found


def _asks_for_metadata() -> bool:
    return os.environ.get("NO_GCE_CHECK", "true").lower() != "true"


def _proxy() -> str:
    """As the environment says; nobody is asked, and no password is told."""
    way = route.Route()
    try:
        with route.environment_understood():
            httpx.Client(**route.options(way, route.tls(way))).close()
    except GeminiDesktopError as error:
        return error.failure.in_words
    return route.proxy_for(way, _GOOGLE) or "none"


def _captures() -> str:
    try:
        return str(len(Captures(find_home()).ids()))
    except GeminiDesktopError as error:
        return error.failure.message


async def _demo_answers() -> str:
    demo = Demo(pace=0)
    try:
        profile = await demo.reachable(profiles.DEMO)
        async with new_client(route.of(profiles.DEMO)) as client:
            response = await client.get(f"{profile.base_url}/v1beta/models", timeout=_PATIENCE_S)
        return f"answers with {response.status_code}"
    except (OSError, httpx.HTTPError) as error:
        return f"does not answer: {describe(error)}"
    finally:
        await demo.close()
