"""`send` with a service account: a token is fetched, a Vertex AI on loopback answers, and neither
key nor token is found in anything that was written."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from gemini_desktop.core.profile import Profile
from gemini_desktop.store.gcap import read_gcap
from gemini_desktop.store.settings import Settings, SettingsFile
from tests.executable import command, main
from tests.net.token_support import (
    TOKEN,
    Asked,
    Reply,
    answering,
    info,
    private_key,
    token,
    written,
)
from tests.support import PATIENCE_S

CHUNK = {
    "candidates": [
        {
            "content": {"role": "model", "parts": [{"text": f"Hello {TOKEN}"}]},
            "finishReason": "STOP",
        }
    ],
    "usageMetadata": {"totalTokenCount": 3},
}


def vertex(asked: Asked) -> Reply:
    """A token server and a Vertex AI that echoes the token."""
    if asked.path == "/token":
        return token()
    if asked.headers.get("authorization") != f"Bearer {TOKEN}":
        return Reply(401, b'{"error":{"code":401,"status":"UNAUTHENTICATED","message":"who?"}}')
    body = b"data: " + json.dumps(CHUNK).encode() + b"\r\n\r\n"
    return Reply(200, body, (("Content-Type", "text/event-stream"),))


def test_a_service_account_asks_vertex(
    home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.gcap"
    with answering(vertex) as server:
        file = written(tmp_path, info(server.token_uri))
        base = f"{server.base}/v1/projects/p/locations/global/publishers/google"
        code = main(
            [
                "send",
                "--json",
                "--service-account",
                str(file),
                "--allow-token-host",
                "127.0.0.1",
                "--base-url",
                base,
                "--model",
                "gemini-3.8-flash",
                "--record",
                str(kept),
                "Hi",
            ]
        )
    out, err = capfd.readouterr()
    assert code == 0, err
    assert json.loads(out)["text"].startswith("Hello ***")
    assert [asked.path for asked in server.asked] == [
        "/token",
        (
            "/v1/projects/p/locations/global/publishers/google/models/gemini-3.8-flash"
            ":streamGenerateContent?alt=sse"
        ),
    ]
    request = read_gcap(kept).request
    assert request is not None
    assert ("authorization", "Bearer ***") in [(n.lower(), v) for n, v in request.headers]
    written_down = [p.read_bytes() for p in (*home.rglob("*"), kept) if p.is_file()]
    for text in (out, err, *(data.decode("latin-1") for data in written_down)):
        assert TOKEN not in text
        assert private_key()[60:100] not in text


def test_a_refused_token_ends_with_a_sentence_and_nothing_is_asked(
    home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with answering(lambda _: Reply(400, b'{"error":"invalid_grant"}')) as server:
        file = written(tmp_path, info(server.token_uri))
        arguments = ["--service-account", str(file), "--base-url", server.base]
        arguments += ["--allow-token-host", "127.0.0.1"]
        assert main(["send", *arguments, "Hi"]) == 2
    assert "invalid_grant" in capfd.readouterr().err
    assert [asked.path for asked in server.asked] == ["/token"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--service-account", "gone.json"], "gone.json cannot be read"),
        (["--service-account", "user.json"], "--auth adc"),
        (["--service-account", "evil.json"], "evil.test"),
        (["--service-account", "homeless.json"], "--project"),
        (["--service-account", "good.json", "--location", "evil.test/"], "no location"),
        (["--auth", "service-account"], "No service account file is chosen"),
        (["--auth", "adc"], "gcloud auth application-default login"),
    ],
)
def test_what_cannot_work_is_told_in_a_sentence(
    home: Path, tmp_path: Path, arguments: list[str], words: str
) -> None:
    """As a process, which knows no loopback token server; all of it ends before a connection."""
    written(tmp_path, {"type": "authorized_user"}, "user.json")
    written(tmp_path, info("https://evil.test/token"), "evil.json")
    written(tmp_path, info(project_id=None), "homeless.json")
    written(tmp_path, info(), "good.json")
    done = subprocess.run(
        command("send", *arguments, "Hi"),
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), "CLOUDSDK_CONFIG": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_doctor_tells_of_credentials_without_a_secret(
    home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    login = {
        "type": "authorized_user",
        "refresh_token": "CANARY-not-a-real-token",
        "quota_project_id": "payer-1",
    }
    monkeypatch.setenv(
        "GOOGLE_APPLICATION_CREDENTIALS", str(written(tmp_path, login, "login.json"))
    )
    good = written(tmp_path, info())
    evil = written(tmp_path, info("https://evil.test/token"), "evil.json")
    profiles = (
        Profile(name="Good", auth="service-account", service_account_file=str(good)),
        Profile(name="Evil", auth="service-account", service_account_file=str(evil)),
        Profile(name="Empty", auth="service-account"),
        Profile(name="Open", auth="none", insecure=True),
    )
    SettingsFile(home).save(Settings(profiles=profiles))
    assert main(["doctor", "--json"]) == 0
    out, err = capfd.readouterr()
    cloud = json.loads(out)["Google Cloud"]
    assert cloud["Default login"] == "authorized_user, from login.json, project payer-1"
    assert cloud["Good"] == "service-account.json, project carbide-team-478005-f8"
    assert "evil.test" in cloud["Evil"]
    assert "cannot be read" in cloud["Empty"]
    assert "NOT CHECKED" in json.loads(out)["Profiles"]["Open"]
    for secret in ("CANARY", "PRIVATE KEY", private_key()[60:100]):
        assert secret not in out + err
