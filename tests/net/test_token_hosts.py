"""Whom a secret may be told: judged by the host that a connection would go to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.net import token_hosts

GOOGLE = "https://oauth2.googleapis.com/token"


@pytest.mark.parametrize(
    "url",
    [
        GOOGLE,
        "HTTPS://OAuth2.GoogleAPIs.com:443/token",
        "https://oauth2.mtls.googleapis.com/token",
        "https://accounts.google.com/o/oauth2/token",
        "https://sts.googleapis.com/v1/token",
    ],
)
def test_googles_token_servers_are_known(url: str) -> None:
    assert token_hosts.is_allowed(url)


@pytest.mark.parametrize(
    ("url", "host", "words"),
    [
        ("https://evil.test/x", "evil.test", "to evil.test, which is not Google's"),
        ("https://EVIL.test:99/x", "evil.test", "to evil.test, which is not Google's"),
        ("https://a@evil.test/", "evil.test", "to evil.test, which hides behind a name before"),
        ("http://sts.googleapis.com/", "sts.googleapis.com", "without encryption"),
        ("https://sts.googleapis.com:1/", "sts.googleapis.com", "at port 1"),
        ("https://maps.googleapis.com/", "maps.googleapis.com", "none of Google's token servers"),
        ("https://xgoogleapis.com/", "xgoogleapis.com", "not Google's"),
        ("ftp://evil.test/", "evil.test", "something else than https"),
        ("https://\N{CYRILLIC SMALL LETTER A}pi.test/", "xn--pi-6kc.test", "xn--"),
        ("https://[::1]:1/", "::1", "to ::1, which is not Google's"),
        ("file:///etc/passwd", "", "an address that cannot be read"),
        ("https://x:y/", "", "an address that cannot be read"),
        ("", "", "an address that cannot be read"),
    ],
)
def test_others_are_named_as_they_would_be_called(url: str, host: str, words: str) -> None:
    assert not token_hosts.is_allowed(url)
    assert token_hosts.host_of(url) == host
    assert words in token_hosts.where_to(url)


def test_a_yes_is_for_one_host_and_for_tls_but_on_this_computer() -> None:
    def fits(url: str, allowed: str) -> bool:
        return token_hosts.is_allowed(url, allowed_host=allowed)

    assert fits("https://sts.corp.test:8443/x", " STS.corp.test ")
    assert not fits("http://sts.corp.test/x", "sts.corp.test")
    assert not fits("https://a.sts.corp.test/x", "sts.corp.test")
    assert not fits("https://corp.test/x", "sts.corp.test")
    assert not fits("https://sts.corp.test@evil.test/x", "sts.corp.test")
    assert fits("http://127.0.0.1:1/x", "127.0.0.1")
    assert not fits("http://localhost:1/x", "127.0.0.1")
    assert fits(GOOGLE, "sts.corp.test")


def test_the_metadata_server_is_for_the_library_alone() -> None:
    url = "http://metadata.google.internal/computeMetadata/v1/"
    assert token_hosts.is_metadata_server(url)
    assert token_hosts.is_metadata_server("http://169.254.169.254")
    assert not token_hosts.is_allowed(url)
    assert token_hosts.is_allowed(url, allowed_host="metadata.google.internal")
    assert not token_hosts.is_metadata_server(url.replace("http:", "https:"))
    assert not token_hosts.is_metadata_server("http://x@169.254.169.254/")
    assert not token_hosts.is_metadata_server("http://169.254.169.254:81/")
    assert not token_hosts.is_metadata_server("http://[")


@given(st.text(max_size=40), st.sampled_from(["", "https://", "http://", GOOGLE, "//", "https:\\"]))
def test_no_text_is_too_strange(text: str, before: str) -> None:
    url = before + text
    assert isinstance(token_hosts.is_metadata_server(url), bool)
    assert token_hosts.where_to(url).startswith("to ")
    assert token_hosts.host_of(url).isascii()
    if token_hosts.is_allowed(url):
        assert url.lower().startswith("https://")
