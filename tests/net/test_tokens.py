"""Tokens: asked for with the right scope, kept, renewed in time, and refused in words."""

import base64
import json
import logging
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from gemini_desktop.core.errors import (
    ConfigurationError,
    Failure,
    GeminiDesktopError,
    NetworkError,
)
from gemini_desktop.core.profile import Profile
from gemini_desktop.net import auth
from gemini_desktop.net.tokens import SCOPE, Tokens
from tests.net.token_support import TOKEN, Reply, answering, info, private_key, token, written
from tests.support import RunCoroutine

CLOUD = "GOOGLE_APPLICATION_CREDENTIALS"


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def nothing_of_this_machine(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No gcloud configuration is seen, and what is set in the environment is put back."""
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "gcloud"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    for name in ("google.auth", "google.oauth2"):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.getLogger(name).level)


ADC = Profile(name="x", auth="adc")
HERE = "127.0.0.1"


def account(path: Path | str, allow: str = HERE) -> Profile:
    """A profile with a key file, whose token server is on this computer."""
    return Profile(
        name="Cloud",
        auth="service-account",
        service_account_file=str(path),
        allow_token_host=allow,
    )


def failure(run_async: RunCoroutine, tokens: Tokens, profile: Profile) -> Failure:
    """The failure of asking for a token; no secret is in it."""
    with pytest.raises(GeminiDesktopError) as caught:
        run_async(tokens.get(profile))
    failed = caught.value.failure
    assert isinstance(caught.value, ConfigurationError | NetworkError)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    words = " ".join((failed.message, failed.advice, failed.detail))
    assert "PRIVATE KEY" not in words
    assert private_key()[60:100] not in words
    assert TOKEN not in words
    assert failed.advice
    return failed


def test_a_service_account_signs_for_the_scope_and_gets_a_token(
    run_async: RunCoroutine, tmp_path: Path
) -> None:
    with answering(lambda _: token()) as server:
        path = written(tmp_path, info(server.token_uri))
        assert run_async(Tokens().get(account(path))) == TOKEN
    (asked,) = server.asked
    form = parse_qs(asked.body.decode())
    assert form["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
    claims = json.loads(base64.urlsafe_b64decode(form["assertion"][0].split(".")[1] + "=="))
    assert claims["scope"] == SCOPE == "https://www.googleapis.com/auth/cloud-platform"
    assert claims["iss"] == "robot@carbide-team-478005-f8.example.test"


def test_a_token_is_kept_and_renewed_before_it_ends(
    run_async: RunCoroutine, tmp_path: Path
) -> None:
    clock = Clock()
    replies = iter((token("first-token"), token("second-token")))

    async def main() -> list[str]:
        tokens = Tokens(clock=clock)
        got = [await tokens.get(profile)]
        for passed in (0, 3300, 60, 235):  # in all 3595 s: 5 s before the end
            clock.now += passed
            got.append(await tokens.get(profile))
        return got

    with answering(lambda _: next(replies)) as server:
        profile = account(written(tmp_path, info(server.token_uri)))
        assert run_async(main()) == ["first-token"] * 4 + ["second-token"]
    assert len(server.asked) == 2


def test_a_file_that_was_replaced_is_read_again(run_async: RunCoroutine, tmp_path: Path) -> None:
    path = written(tmp_path, info(project_id="before"))

    async def main() -> tuple[str, str]:
        tokens = Tokens()
        before = await tokens.completed(account(path))
        written(tmp_path, info(project_id="after"))
        os.utime(path, ns=(1, 1))
        return before.project, (await tokens.completed(account(path))).project

    assert run_async(main()) == ("before", "after")


def test_the_project_comes_from_the_file_where_none_is_set(
    run_async: RunCoroutine, tmp_path: Path
) -> None:
    profile = account(written(tmp_path, info()))
    done = run_async(Tokens().completed(profile))
    assert (done.project, done.quota_project) == ("carbide-team-478005-f8", "")
    own = Profile(
        name="x",
        auth="service-account",
        project="own",
        service_account_file=profile.service_account_file,
    )
    assert run_async(Tokens().completed(own)).project == "own"
    key = Profile(name="x", auth="api-key")
    assert run_async(Tokens().completed(key)) is key


def test_a_token_and_the_payer_go_into_headers() -> None:
    profile = Profile(name="x", auth="adc", quota_project="payer-1", protocol="chat-completions")
    assert auth.headers(profile, TOKEN) == (
        ("Authorization", f"Bearer {TOKEN}"),
        ("x-goog-user-project", "payer-1"),
    )
    plain = Profile(name="x", auth="service-account")
    assert auth.headers(plain, TOKEN) == (("Authorization", f"Bearer {TOKEN}"),)
    with pytest.raises(ConfigurationError):
        auth.headers(Profile(name="x", auth="adc", quota_project="a\r\nb"), TOKEN)


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (b"", "broken_credential_file", "no JSON"),
        (b"not json CANARY-not-a-real-key", "broken_credential_file", "no JSON"),
        (b"\xff\xfe\x00", "broken_credential_file", "no JSON"),
        (b"[1]", "broken_credential_file", "no JSON"),
        (b"[" * 100_000, "broken_credential_file", "no JSON"),
        (b" " * 300_000 + b"{}", "broken_credential_file", "no JSON"),
        (b"{}", "wrong_credential_type", "no type"),
        (b'{"installed":{}}', "wrong_credential_type", "OAuth client"),
        (b'{"type":"authorized_user"}', "wrong_credential_type", "--auth adc"),
        (b'{"type":"external_account"}', "wrong_credential_type", "--auth adc"),
        (b'{"type":"gdch_service_account"}', "wrong_credential_type", "JSON key"),
        (b'{"type":7}', "broken_credential_file", "its type is no text"),
        (b'{"type":"service_account"}', "broken_credential_file", "client_email"),
    ],
)
def test_a_file_that_is_no_key_is_refused_in_words(
    run_async: RunCoroutine, tmp_path: Path, content: bytes, kind: str, words: str
) -> None:
    failed = failure(run_async, Tokens(), account(written(tmp_path, content)))
    assert failed.kind == kind
    assert words in f"{failed.message} {failed.advice}"
    assert "CANARY" not in failed.message


@pytest.mark.parametrize(
    "key", ["x", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_broken_key_is_told_without_quoting_it(
    run_async: RunCoroutine, tmp_path: Path, key: str
) -> None:
    failed = failure(run_async, Tokens(), account(written(tmp_path, info(private_key=key))))
    assert failed.kind == "broken_private_key"
    assert "AAAA" not in failed.message + failed.detail


def test_a_missing_file_a_folder_and_a_pipe_are_told(
    run_async: RunCoroutine, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    paths: list[Path | str] = ["", tmp_path / "gone.json", tmp_path, "a\0b"]
    if hasattr(os, "mkfifo"):
        os.mkfifo(pipe)
        paths.append(pipe)
    for path in paths:
        assert failure(run_async, Tokens(), account(path)).kind == "no_credential_file"


@pytest.mark.parametrize(
    "changes",
    [
        {"token_uri": "https://evil.test/token"},
        {"token_uri": "https://oauth2.googleapis.com.evil.test/token"},
        {"token_uri": "https://oauth2.googleapis.com@evil.test/token"},
        {"token_uri": "https://evil.test\\@oauth2.googleapis.com/token"},
        {"token_uri": "https://oauth2.googleapis.com:8443/token"},
        {"token_uri": "http://oauth2.googleapis.com/token"},
        {"token_uri": "//evil.test/token"},
        {"token_uri": "evil"},
        {"token_uri": "https://storage.googleapis.com/bucket"},
        {"token_uri": "file:///etc/passwd"},
        {"universe_domain": "evil.test"},
        {"universe_domain": ""},
    ],
)
def test_a_file_that_names_a_foreign_host_is_refused(
    run_async: RunCoroutine, tmp_path: Path, changes: dict[str, Any]
) -> None:
    failed = failure(run_async, Tokens(), account(written(tmp_path, info(**changes))))
    assert failed.kind == "foreign_credentials"
    assert "Nothing was sent" in failed.message
    if "evil.test" in str(changes) and "\\" not in str(changes):
        assert "evil.test" in failed.message


@pytest.mark.parametrize("kind", ["service-account", "adc"])
def test_no_hostile_file_reaches_a_canary(
    run_async: RunCoroutine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Addresses on loopback that would be reached if they were called."""
    with answering(lambda _: token()) as canary:
        url = canary.token_uri
        files = [
            info(url),
            info(url.replace("http:", "HTTP:")),
            info(url.replace("127.0.0.1", "localhost")),
            info(universe_domain=canary.base),
            {"type": "gdch_service_account", "format_version": "1", "token_uri": url},
            *(
                {
                    "type": "external_account",
                    "audience": "//iam.googleapis.com/x",
                    "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
                    "token_url": "https://sts.googleapis.com/v1/token",
                    "credential_source": {"file": "/dev/null"},
                }
                | hostile
                for hostile in (
                    {"token_url": url},
                    {"credential_source": {"url": url}},
                    {"service_account_impersonation_url": url},
                    {"universe_domain": "evil.test"},
                )
            ),
            {
                "type": "impersonated_service_account",
                "service_account_impersonation_url": url,
                "source_credentials": info(url),
            },
            {
                "type": "external_account_authorized_user",
                "token_url": url,
                "client_id": "c",
                "client_secret": "CANARY-not-a-real-secret",
                "refresh_token": "CANARY-not-a-real-token",
            },
        ]
        for content in files:
            path = written(tmp_path, content)
            monkeypatch.setenv(CLOUD, str(path))
            profile = account(path, "") if kind == "service-account" else ADC
            failed = failure(run_async, Tokens(), profile)
            assert failed.kind in {"foreign_credentials", "wrong_credential_type"}
    assert canary.asked == []


def test_a_redirect_is_not_followed(run_async: RunCoroutine, tmp_path: Path) -> None:
    with answering(lambda _: token()) as canary:
        away = Reply(307, headers=(("Location", canary.token_uri),))
        with answering(lambda _: away) as server:
            path = written(tmp_path, info(server.token_uri))
            failed = failure(run_async, Tokens(), account(path))
    assert failed.kind == "token_redirected"
    assert len(server.asked) == 1
    assert canary.asked == []


def test_a_refusal_is_told_in_the_servers_words(run_async: RunCoroutine, tmp_path: Path) -> None:
    def echoing(asked: object) -> Reply:
        body = {
            "error": "invalid_grant",
            "error_description": f"Invalid JWT Signature. {TOKEN * 2}",
        }
        return Reply(400, json.dumps(body).encode())

    with answering(echoing) as server:
        path = written(tmp_path, info(server.token_uri))
        failed = failure(run_async, Tokens(), account(path))
    assert failed.kind == "token_refused"
    assert "invalid_grant: Invalid JWT Signature." in failed.message
    assert "clock" in failed.advice


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, b"<html>"),
        Reply(200, b"{}"),
        Reply(200, b"[]"),
        Reply(200, b'{"access_token":7,"expires_in":3600}'),
        Reply(200, b'{"access_token":"x","expires_in":"soon"}'),
        Reply(200, b'{"access_token":"x","expires_in":1e400}'),
        Reply(403, b"\xff\xfe"),
        Reply(200, b"x" * 300_000),
    ],
)
def test_a_strange_answer_is_an_error_in_words(
    run_async: RunCoroutine, tmp_path: Path, reply: Reply
) -> None:
    with answering(lambda _: reply) as server:
        path = written(tmp_path, info(server.token_uri))
        failed = failure(run_async, Tokens(), account(path))
    assert failed.kind in {"token_refused", "http_protocol"}
    assert "token" in failed.message


def test_a_token_server_that_is_not_there_is_a_network_error(
    run_async: RunCoroutine, tmp_path: Path
) -> None:
    with answering(lambda _: token()) as server:
        pass
    path = written(tmp_path, info(server.token_uri))
    failed = failure(run_async, Tokens(), account(path))
    assert failed.kind == "connect_refused"
    assert failed.message.startswith("No token could be fetched.")


def test_default_credentials_are_scoped_and_give_the_project(
    run_async: RunCoroutine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> tuple[str, str]:
        tokens = Tokens()
        profile = await tokens.completed(Profile(name="x", auth="adc", allow_token_host=HERE))
        return profile.project, await tokens.get(profile)

    with answering(lambda _: token()) as server:
        monkeypatch.setenv(CLOUD, str(written(tmp_path, info(server.token_uri))))
        assert run_async(main()) == ("carbide-team-478005-f8", TOKEN)
        monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "named-project")
        assert run_async(main()) == ("named-project", TOKEN)
    assert len(server.asked) == 2


def test_a_users_login_brings_its_quota_project(run_async: RunCoroutine, tmp_path: Path) -> None:
    (tmp_path / "gcloud").mkdir()
    login = {
        "type": "authorized_user",
        "client_id": "c",
        "client_secret": "CANARY-not-a-real-secret",
        "refresh_token": "CANARY-not-a-real-token",
        "quota_project_id": "payer-1",
    }
    written(tmp_path / "gcloud", login, "application_default_credentials.json")
    done = run_async(Tokens().completed(Profile(name="x", auth="adc", project="p")))
    assert (done.project, done.quota_project) == ("p", "payer-1")


def test_an_external_account_fetches_its_token_with_what_this_program_has(
    run_async: RunCoroutine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its project too is asked for over the profile's way out, not over another HTTP library."""
    subject = written(tmp_path, b"CANARY-not-a-real-subject", "subject.txt")
    exchanged = Reply(
        200,
        json.dumps(
            {
                "access_token": TOKEN,
                "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
                "token_type": "Bearer",
                "expires_in": 3600,
            }
        ).encode(),
    )
    with answering(lambda _: exchanged) as server:
        login = {
            "type": "external_account",
            "audience": "//iam.googleapis.com/locations/global/workforcePools/p/providers/q",
            "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
            "token_url": server.token_uri,
            "credential_source": {"file": str(subject)},
        }
        monkeypatch.setenv(CLOUD, str(written(tmp_path, login)))
        profile = Profile(name="x", auth="adc", project="p", allow_token_host=HERE)
        assert run_async(Tokens().get(profile)) == TOKEN
        (asked,) = server.asked
        form = parse_qs(asked.body.decode())
        assert form["subject_token"] == ["CANARY-not-a-real-subject"]
        assert form["scope"] == [SCOPE]
        subject.write_bytes(b"")
        failed = failure(run_async, Tokens(), profile)
        assert failed.kind == "no_credential_file"
        assert len(server.asked) == 1


def test_the_projects_name_in_the_environment_comes_first(
    run_async: RunCoroutine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CLOUD, str(written(tmp_path, info())))
    assert run_async(Tokens().completed(ADC)).project == "carbide-team-478005-f8"
    monkeypatch.setenv("GCLOUD_PROJECT", "older-name")
    assert run_async(Tokens().completed(ADC)).project == "older-name"
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "newer-name")
    assert run_async(Tokens().completed(ADC)).project == "newer-name"


def test_without_default_credentials_the_command_to_run_is_named(run_async: RunCoroutine) -> None:
    failed = failure(run_async, Tokens(), ADC)
    assert failed.kind == "no_default_credentials"
    assert "gcloud auth application-default login" in failed.advice


def test_a_damaged_default_file_is_told(
    run_async: RunCoroutine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CLOUD, str(tmp_path / "gone.json"))
    assert failure(run_async, Tokens(), ADC).kind == "no_credential_file"
    for content, kind in (
        ({"type": "authorized_user"}, "broken_default_credentials"),
        (info(private_key="x"), "broken_private_key"),
        ({"type": "unheard"}, "wrong_credential_type"),
    ):
        monkeypatch.setenv(CLOUD, str(written(tmp_path, content)))
        assert failure(run_async, Tokens(), ADC).kind == kind


def test_no_secret_is_in_a_repr(run_async: RunCoroutine, tmp_path: Path) -> None:
    tokens = Tokens()
    run_async(tokens.completed(account(written(tmp_path, info()))))
    shown = repr(tokens) + repr(list(tokens._sources.values()))
    assert "PRIVATE" not in shown
    assert "robot@" not in shown
