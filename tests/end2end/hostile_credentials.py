"""Credential files made to lead a secret astray: what is in them, and the words they must end in."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.net.token_support import info, private_key, written

SECRET = "CANARY-not-a-real-secret-0123456789"
EVIL = "evil.example"
_PEM = serialization.Encoding.PEM
_PKCS8 = serialization.PrivateFormat.PKCS8


class Ground(NamedTuple):
    """Where a case is laid out: a folder, and the port on which the canary listens."""

    folder: Path
    port: int


class Case(NamedTuple):
    """One file, how it is handed over (`sa`: as a key file, `adc`: as the default login), and what
    the user must be told."""

    name: str
    way: str
    lay: Callable[[Ground], Path]
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.way}-{self.name}"


FOREIGN = "Nothing was sent"
ADDRESSES: Mapping[str, tuple[str, str]] = {
    "http": ("http://127.0.0.1:{port}/token", "127.0.0.1, which is not Google's"),
    "https": ("https://127.0.0.1:{port}/token", "127.0.0.1, which is not Google's"),
    "upper case": ("HTTP://LOCALHOST:{port}/token", "localhost, which is not Google's"),
    "another host": (f"https://{EVIL}/token", EVIL),
    "look-alike": (f"https://oauth2.googleapis.com.{EVIL}/token", EVIL),
    "user": ("https://oauth2.googleapis.com@127.0.0.1:{port}/token", "127.0.0.1, which hides"),
    "user and password": ("https://oauth2.googleapis.com:443@127.0.0.1:{port}/", "which hides"),
    "backslash": ("https://127.0.0.1:{port}\\@oauth2.googleapis.com/token", FOREIGN),
    "backslash host": (f"https://oauth2.googleapis.com\\.{EVIL}/token", FOREIGN),
    "final dot": ("https://oauth2.googleapis.com./token", "oauth2.googleapis.com."),
    "Cyrillic letter": ("https://\N{CYRILLIC SMALL LETTER O}auth2.googleapis.com/token", "xn--"),
    "another port": ("https://oauth2.googleapis.com:8443/token", "at port 8443"),
    "no TLS": ("http://oauth2.googleapis.com/token", "without encryption"),
    "decimal address": ("http://2130706433:{port}/token", "2130706433"),
    "hexadecimal address": ("http://0x7f000001:{port}/token", "0x7f000001"),
    "short address": ("http://127.1:{port}/token", "127.1"),
    "octal address": ("http://0177.0.0.1:{port}/token", FOREIGN),
    "mapped address": ("http://[::ffff:127.0.0.1]:{port}/token", "::ffff:"),
    "any address": ("http://0.0.0.0:{port}/token", "0.0.0.0"),
    "blank before": (" http://127.0.0.1:{port}/token", FOREIGN),
    "line break": ("http://127.0.0.1:{port}\n.googleapis.com/token", FOREIGN),
    "no scheme": ("//127.0.0.1:{port}/token", FOREIGN),
    "host alone": ("127.0.0.1:{port}/token", FOREIGN),
    "query": ("http://127.0.0.1:{port}?@oauth2.googleapis.com/token", "127.0.0.1"),
    "fragment": ("http://127.0.0.1:{port}#@oauth2.googleapis.com/token", "127.0.0.1"),
    "percent signs": ("https://oauth2.googleapis.com%40127.0.0.1:{port}/token", FOREIGN),
    "bucket": ("https://storage.googleapis.com/bucket", "none of Google's token servers"),
    "metadata server": ("http://metadata.google.internal/token", "metadata.google.internal"),
    "file": ("file:///etc/passwd", FOREIGN),
    "data": ("data:text/plain,token", FOREIGN),
    "nothing but a scheme": ("https://", FOREIGN),
    "impossible port": ("https://oauth2.googleapis.com:99999999/token", FOREIGN),
}


@lru_cache
def ec_key() -> str:
    """A key that cannot sign as a service account does."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(_PEM, _PKCS8, serialization.NoEncryption()).decode()


@lru_cache
def locked_key() -> str:
    """A key behind a password."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    lock = serialization.BestAvailableEncryption(SECRET.encode())
    return key.private_bytes(_PEM, _PKCS8, lock).decode()


def external(**changes: Any) -> dict[str, Any]:
    """An external account's login whose own addresses are Google's."""
    fields: dict[str, Any] = {
        "type": "external_account",
        "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": "https://sts.googleapis.com/v1/token",
        "client_secret": SECRET,
        "credential_source": {"file": os.devnull},
    }
    return fields | changes


def _impersonated(source: dict[str, Any]) -> dict[str, Any]:
    """Somebody who acts for a service account of Google's."""
    return {
        "type": "impersonated_service_account",
        "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/"
        "projects/-/serviceAccounts/a@b:generateAccessToken",
        "source_credentials": source,
    }


def _behind(**changes: Any) -> dict[str, Any]:
    return _impersonated(external(**changes))


def login(**changes: Any) -> dict[str, Any]:
    """A user's login."""
    fields = {
        "type": "authorized_user",
        "client_id": "c",
        "client_secret": SECRET,
        "refresh_token": SECRET,
    }
    return fields | changes


def _content(make: Callable[[str], Any], ground: Ground) -> Path:
    return written(ground.folder, make(f"http://127.0.0.1:{ground.port}/token"))


def _address(template: str, ground: Ground) -> Path:
    return written(ground.folder, info(template.replace("{port}", str(ground.port))))


def _address_cases() -> Iterator[Case]:
    for name, (template, words) in ADDRESSES.items():
        yield Case(name, "sa", partial(_address, template), (words, FOREIGN))
    for name in ("http", "user", "look-alike", "backslash"):
        template, words = ADDRESSES[name]
        yield Case(name, "adc", partial(_address, template), (words, FOREIGN))


def _twice(url: str) -> bytes:
    text = json.dumps(info())
    return f'{{"token_uri": {json.dumps(url)}, {text[1:]}'.encode()


def _deep(levels: int) -> bytes:
    return b'{"type": "service_account", "x": ' + b"[" * levels + b"]" * levels + b"}"


CONTENTS: tuple[tuple[str, str, Callable[[str], Any], tuple[str, ...]], ...] = (
    ("universe", "sa", lambda _: info(universe_domain=EVIL), (EVIL, FOREIGN)),
    ("universe", "adc", lambda _: info(universe_domain=EVIL), (EVIL, FOREIGN)),
    ("universe of a login", "adc", lambda _: login(universe_domain=EVIL), (EVIL, FOREIGN)),
    ("empty universe", "sa", lambda _: info(universe_domain=""), ("without a name", FOREIGN)),
    ("universe number", "sa", lambda _: info(universe_domain=7), ("universe_domain is no text",)),
    ("universe list", "adc", lambda _: info(universe_domain=["googleapis.com"]), ("no text",)),
    ("address list", "sa", lambda url: info() | {"token_uri": [url]}, ("token_uri is no text",)),
    (
        "address object",
        "sa",
        lambda url: info() | {"token_uri": {"": url}},
        ("token_uri is no text",),
    ),
    ("hidden address", "sa", lambda url: info(extra={"deep": [[{"x": url}]]}), (FOREIGN,)),
    ("no address", "sa", lambda _: info(token_uri=""), ("without token_uri",)),
    ("said twice", "sa", _twice, ("'token_uri' twice",)),
    ("said twice", "adc", _twice, ("'token_uri' twice",)),
    ("key list", "sa", lambda _: info(private_key=[private_key()]), ("private_key is no text",)),
    ("key number", "sa", lambda _: info(private_key=7), ("private_key is no text",)),
    ("key nonsense", "sa", lambda _: info(private_key=SECRET), ("private key", "cannot be read")),
    ("key too long", "sa", lambda _: info(private_key=private_key() * 20), ("too long",)),
    ("EC key", "sa", lambda _: info(private_key=ec_key()), ("another kind",)),
    ("EC key", "adc", lambda _: info(private_key=ec_key()), ("another kind",)),
    ("locked key", "sa", lambda _: info(private_key=locked_key()), ("locked with a password",)),
    ("locked key", "adc", lambda _: info(private_key=locked_key()), ("locked with a password",)),
    ("lone surrogate", "sa", lambda _: info(private_key="\ud800"), ("cannot be read",)),
    ("mail number", "sa", lambda _: info(client_email=7), ("client_email is no text",)),
    ("project", "sa", lambda _: info(project_id=f"p@{EVIL}/"), ("project",)),
    ("project list", "sa", lambda _: info(project_id=["p"]), ("project_id is no text",)),
    ("giant", "sa", lambda url: b" " * 20_000_000 + json.dumps(info(url)).encode(), ("256 KB",)),
    ("giant", "adc", lambda url: b" " * 20_000_000 + json.dumps(info(url)).encode(), ("256 KB",)),
    ("bottomless", "sa", lambda _: b"[" * 200_000, ("no JSON credential file",)),
    ("deep", "sa", lambda _: _deep(900), ("without client_email",)),
    ("deep", "adc", lambda _: _deep(900), ("without client_email",)),
    ("BOM", "sa", lambda url: b"\xef\xbb\xbf" + json.dumps(info(url)).encode(), (FOREIGN,)),
    ("BOM", "adc", lambda url: b"\xef\xbb\xbf" + json.dumps(info(url)).encode(), (FOREIGN,)),
    ("UTF-16", "sa", lambda url: json.dumps(info(url)).encode("utf-16"), ("no JSON",)),
    ("list", "sa", lambda url: [info(url)], ("no JSON credential file",)),
    ("huge number", "sa", lambda _: b'{"type": ' + b"9" * 99_999 + b"}", ("no JSON",)),
    ("type number", "adc", lambda _: {"type": 7}, ("type is no text",)),
    ("type with colours", "sa", lambda _: {"type": "\x1b[31m"}, ("of type '\\x1b[31m'",)),
    ("OAuth client", "sa", lambda url: {"installed": {"token_uri": url}}, ("OAuth client",)),
    ("login", "sa", lambda url: login(token_uri=url), ("--auth adc",)),
    ("login", "adc", lambda url: login(token_uri=url), (FOREIGN,)),
    ("login's token_url", "adc", lambda url: login(token_url=url), (FOREIGN,)),
    (
        "distributed cloud",
        "adc",
        lambda url: {"type": "gdch_service_account", "token_uri": url, "private_key": SECRET},
        ("gdch_service_account",),
    ),
    ("token_url", "adc", lambda url: external(token_url=url), (FOREIGN,)),
    ("token_info_url", "adc", lambda url: external(token_info_url=url), (FOREIGN,)),
    ("source url", "adc", lambda url: external(credential_source={"url": url}), (FOREIGN,)),
    (
        "source on the metadata server",
        "adc",
        lambda _: external(credential_source={"url": "http://169.254.169.254/token"}),
        ("169.254.169.254", FOREIGN),
    ),
    (
        "Amazon's addresses",
        "adc",
        lambda url: external(
            subject_token_type="urn:ietf:params:aws:token-type:aws4_request",
            credential_source={"environment_id": "aws1", "region_url": url, "url": url},
        ),
        (FOREIGN,),
    ),
    (
        "source program",
        "adc",
        lambda _: external(credential_source={"executable": {"command": "touch started"}}),
        ("It was not started",),
    ),
    (
        "source device",
        "adc",
        lambda _: external(credential_source={"file": "/dev/zero"}),
        ("token file", "no file"),
    ),
    (
        "source on a share",
        "adc",
        lambda _: external(credential_source={"file": rf"\\{EVIL}\share\token"}),
        ("on another computer",),
    ),
    (
        "source on a share with slashes",
        "adc",
        lambda _: external(credential_source={"file": f"//{EVIL}/share/token"}),
        ("on another computer",),
    ),
    (
        "source list of files",
        "adc",
        lambda _: external(credential_source={"file": ["/dev/zero"]}),
        ("token file",),
    ),
    (
        "certificate device",
        "adc",
        lambda _: external(
            credential_source={"certificate": {"certificate_config_location": "/dev/zero"}}
        ),
        ("token file", "no file"),
    ),
    (
        "program behind another",
        "adc",
        lambda _: _behind(credential_source={"executable": {"command": "touch started"}}),
        ("It was not started",),
    ),
    (
        "device behind another",
        "adc",
        lambda _: _behind(credential_source={"file": "/dev/zero"}),
        ("token file", "no file"),
    ),
    (
        "key too long behind another",
        "adc",
        lambda _: _impersonated(info(private_key=private_key() * 20)),
        ("too long",),
    ),
    (
        "Amazon's metadata",
        "adc",
        lambda _: external(
            subject_token_type="urn:ietf:params:aws:token-type:aws4_request",
            credential_source={
                "environment_id": "aws1",
                "region_url": "http://169.254.169.254/latest/meta-data/placement/region",
                "regional_cred_verification_url": "https://sts.{region}.amazonaws.com",
            },
        ),
        ("169.254.169.254", "--allow-token-host"),
    ),
    ("source list", "adc", lambda url: external(credential_source=[{"url": url}]), (FOREIGN,)),
    ("source number", "adc", lambda _: external(credential_source=7), ("cannot be used",)),
    (
        "impersonation",
        "adc",
        lambda url: external(service_account_impersonation_url=url),
        (FOREIGN,),
    ),
    (
        "workforce login",
        "adc",
        lambda url: {
            "type": "external_account_authorized_user",
            "token_url": url,
            "token_info_url": url,
            "client_id": "c",
            "client_secret": SECRET,
            "refresh_token": SECRET,
        },
        (FOREIGN,),
    ),
    (
        "impersonated",
        "adc",
        lambda url: {
            "type": "impersonated_service_account",
            "service_account_impersonation_url": url,
            "source_credentials": login(),
        },
        (FOREIGN,),
    ),
    (
        "impersonated by a stranger",
        "adc",
        lambda url: _impersonated(info(url)),
        (FOREIGN,),
    ),
    (
        "impersonated source list",
        "adc",
        lambda url: {
            "type": "impersonated_service_account",
            "source_credentials": [external(token_url=url)],
        },
        (FOREIGN,),
    ),
)


def _pipe(ground: Ground) -> Path:
    path = ground.folder / "pipe.json"
    os.mkfifo(path)
    return path


def _loop(ground: Ground) -> Path:
    path = ground.folder / "loop.json"
    path.symlink_to(path)
    return path


def _source_pipe(ground: Ground) -> Path:
    return written(ground.folder, external(credential_source={"file": str(_pipe(ground))}))


def _coloured_name(ground: Ground) -> Path:
    return written(ground.folder, info(f"https://{EVIL}/token"), "\x1b[31mred.json")


PLACES: tuple[tuple[str, str, Callable[[Ground], Path], tuple[str, ...]], ...] = (
    *(("pipe", way, _pipe, ("pipe or a device",)) for way in ("sa", "adc")),
    *(("folder", way, lambda ground: ground.folder, ("is a folder",)) for way in ("sa", "adc")),
    *(("symlink loop", way, _loop, ("cannot be read",)) for way in ("sa", "adc")),
    *(("device", way, lambda _: Path("/dev/zero"), ("a device",)) for way in ("sa", "adc")),
    *(("gone", way, lambda g: g.folder / "x.json", ("cannot be read",)) for way in ("sa", "adc")),
    ("nobody's home", "sa", lambda _: Path("~nobody-here/x.json"), ("cannot be read",)),
    ("source pipe", "adc", _source_pipe, ("token file", "no file")),
    ("name with colours", "sa", _coloured_name, (EVIL,)),
)

CASES = (
    *_address_cases(),
    *(Case(n, way, partial(_content, make), words) for n, way, make, words in CONTENTS),
    *(Case(name, way, lay, words) for name, way, lay, words in PLACES),
)
