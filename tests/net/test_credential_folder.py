"""What a folder of credential files offers, and that no private key comes along."""

from pathlib import Path

import msgspec
import pytest

from gemini_desktop.net import credential_folder
from tests.net.token_support import info, written


def test_the_files_of_the_founding_document(tmp_path: Path) -> None:
    """geminiJson/ with several service accounts, and what else may lie there."""
    folder = tmp_path / "geminiJson"
    folder.mkdir()
    written(folder, info(), "service-account.json")
    written(folder, info(project_id="other-team"), "service-account-aaa.json")
    written(folder, {"type": "authorized_user", "quota_project_id": "payer"}, "Login.JSON")
    written(folder, b"CANARY-not-a-real-key", "broken.json")
    written(folder, info("https://evil.test/token"), "evil.json")
    written(folder, b"", "notes.txt")
    (folder / "folder.json").mkdir()
    found = credential_folder.listed(folder)
    assert [Path(file.path).name for file in found] == [
        "broken.json",
        "evil.json",
        "folder.json",
        "Login.JSON",
        "service-account-aaa.json",
        "service-account.json",
    ]
    broken, evil, directory, login, other, own = found
    assert (own.kind, own.project, own.trouble) == (
        "service_account",
        "carbide-team-478005-f8",
        "",
    )
    assert other.project == "other-team"
    assert (login.kind, login.project) == ("authorized_user", "payer")
    assert "not a service account" in login.trouble
    assert "evil.test" in evil.trouble
    assert [file.foreign for file in found] == [False, True, False, False, False, False]
    assert broken.trouble
    assert directory.trouble
    told = msgspec.json.encode(found).decode() + repr(found)
    assert "PRIVATE KEY" not in told
    assert "CANARY" not in told


def test_a_foreign_host_that_is_allowed_is_no_trouble(tmp_path: Path) -> None:
    file = written(tmp_path, info("https://sts.corp.test/token"))
    assert credential_folder.looked_at(file).foreign
    assert credential_folder.looked_at(file, allowed_host="sts.corp.test").trouble == ""


def test_a_folder_that_cannot_be_read_offers_nothing(tmp_path: Path) -> None:
    assert credential_folder.listed(tmp_path / "gone") == ()
    assert credential_folder.listed(written(tmp_path, info())) == ()
    assert credential_folder.listed(Path("a\0b")) == ()


def test_a_large_folder_is_not_read_to_its_end(tmp_path: Path) -> None:
    for number in range(250):
        written(tmp_path, b"{}", f"{number:03}.json")
    assert len(credential_folder.listed(tmp_path)) == 200


def test_the_default_login_is_told_in_words(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    assert "gcloud auth application-default login" in credential_folder.default_login()
    login = {"type": "authorized_user", "refresh_token": "CANARY-not-a-real-token"}
    written(tmp_path, login, "application_default_credentials.json")
    assert credential_folder.default_login() == (
        "authorized_user, from application_default_credentials.json"
    )
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(written(tmp_path, info())))
    assert credential_folder.default_login() == (
        "service_account, from service-account.json, project carbide-team-478005-f8"
    )
    for content in (info("https://evil.test/x"), b"CANARY-not-a-real-key"):
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(written(tmp_path, content)))
        told = credential_folder.default_login()
        assert told.endswith(".")
        assert "CANARY" not in told
