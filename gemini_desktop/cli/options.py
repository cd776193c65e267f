"""What `send`'s arguments mean: where to, with which parameters, with which files."""

from __future__ import annotations

import argparse
import contextlib
from typing import Any

import msgspec

from gemini_desktop.core.errors import ConfigurationError, Failure
from gemini_desktop.core.profile import Timeouts
from gemini_desktop.core.request import Options
from gemini_desktop.session.one_shot import Target

_PROFILE_FIELDS = (
    *("protocol", "base_url", "model", "auth", "project", "location", "quota_project"),
    *("allow_token_host", "proxy", "ca_file", "insecure"),
)
"""Of the arguments, those that are named like a profile's field."""


def target(arguments: argparse.Namespace) -> Target:
    """Where to send: a named profile with the ad hoc arguments laid over it, or these alone."""
    changes: dict[str, Any] = {
        name: getattr(arguments, name) for name in _PROFILE_FIELDS if getattr(arguments, name)
    }
    if arguments.service_account:
        changes["service_account_file"] = arguments.service_account
        changes.setdefault("auth", "service-account")
    if arguments.key_env:
        changes["secret"] = f"env:{arguments.key_env}"
        changes.setdefault("auth", "api-key")
    elif arguments.base_url and not arguments.profile:
        # A key of the environment must not travel to an address that was typed just now.
        changes.setdefault("auth", "none")
    if arguments.timeout is not None or arguments.stall_timeout is not None:
        changes["timeouts"] = Timeouts(
            silence_s=arguments.timeout or 60.0, stall_s=arguments.stall_timeout
        )
    if arguments.max_retries is not None:
        changes["max_retries"] = arguments.max_retries
    for field, typed, mark in (
        ("headers", arguments.header, ":"),
        ("query", arguments.query, "="),
    ):
        if typed:
            changes[field] = tuple(_pair(text, mark) for text in typed)
    if arguments.no_follow:
        changes["follow"] = False
    return Target(profile_name=arguments.profile, changes=changes)


def _pair(text: str, mark: str) -> tuple[str, str]:
    name, found, value = text.partition(mark)
    if not found or not name.strip():
        raise ConfigurationError(
            Failure(
                kind="bad_option",
                message=f"{name.strip()[:40]!r} has no {mark!r} behind its name.",
                advice="Write --header 'Name: value' and --query name=value.",
            )
        )
    return name.strip(), value.strip()


def parsed(pairs: list[str]) -> Options:
    """`key=value` pairs as Options. Raises ConfigurationError naming the pair that is wrong."""
    fields = {field.name: field for field in msgspec.structs.fields(Options)}
    values: dict[str, Any] = {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        field = fields.get(key.strip().replace("-", "_"))
        if field is None or not equals:
            raise _wrong(pair, "known are " + ", ".join(fields))
        try:
            values[field.name] = _value(text, field.type)
        except msgspec.ValidationError as error:
            raise _wrong(pair, str(error)) from error
    return Options(**values)


def _value(text: str, wanted: Any) -> Any:
    """JSON, else the text itself; where a list is wanted, one word stands for a list of it."""
    try:
        value = msgspec.json.decode(text)
    except msgspec.DecodeError:
        value = text
    try:
        return msgspec.convert(value, wanted)
    except msgspec.ValidationError as error:
        for other in (text, [text]):
            with contextlib.suppress(msgspec.ValidationError):
                return msgspec.convert(other, wanted, strict=False)
        raise error from None


def _wrong(pair: str, why: str) -> ConfigurationError:
    return ConfigurationError(
        Failure(
            kind="bad_option",
            message=f"--option {pair} cannot be used.",
            advice=f"Write key=value; {why}.",
        )
    )
