"""The fields for Vertex AI and the way out: shown where they matter, checked where they are typed."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import Options
from gemini_desktop.session.credentials import CredentialFile
from gemini_desktop.ui.controls import Toggle
from gemini_desktop.ui.settings import SettingsPane, check

WORK = Profile(name="Work")
CLOUD = Profile(
    name="Cloud",
    auth="service-account",
    base_url="",
    service_account_file="/keys/service-account.json",
)
FILES = (
    CredentialFile(path="/keys/service-account.json", kind="service_account", project="p-1"),
    CredentialFile(path="/keys/service-account-aaa.json", kind="service_account", project="p-2"),
    CredentialFile(path="/keys/user.json", kind="authorized_user", trouble="Another kind."),
    CredentialFile(path="/keys/evil.json", trouble="evil.test is not Google's.", foreign=True),
)


class Shown:
    """A pane, and what it asked for."""

    def __init__(self, pane: SettingsPane) -> None:
        self.pane = pane
        self.edits: list[Profile] = []
        self.wanted: list[str] = []
        pane.profile_edited.connect(self.edits.append)
        pane.connection.cloud.files_wanted.connect(self.wanted.append)

    def show(self, profile: Profile) -> None:
        self.pane.show_state([WORK, profile], profile.name, Options(), "")

    def line(self, name: str) -> QLineEdit:
        found = self.pane.findChild(QLineEdit, name)
        assert isinstance(found, QLineEdit)
        return found

    def box(self, name: str) -> QComboBox:
        found = self.pane.findChild(QComboBox, name)
        assert isinstance(found, QComboBox)
        return found

    def visible(self) -> set[str]:
        """Those of the fields in question that can be seen."""
        names = (
            *("secretEdit", "serviceAccountBox", "projectEdit", "locationBox"),
            *("quotaProjectEdit", "tokenHostEdit"),
        )
        shown = ((name, self.pane.findChild(QWidget, name)) for name in names)
        return {name for name, widget in shown if widget is not None and widget.isVisible()}


@pytest.fixture
def shown(qtbot: QtBot, qapp: QApplication) -> Iterator[Shown]:
    pane = SettingsPane()
    state = Shown(pane)
    pane.show_state([WORK, CLOUD], "Work", Options(), "")
    assert pane.below is not None, "as after somebody has scrolled down"
    pane.resize(264, 900)
    with qtbot.waitExposed(pane):
        pane.show()
    yield state
    pane.close()
    pane.deleteLater()


def typed(edit: QLineEdit, text: str) -> None:
    edit.selectAll()
    edit.insert(text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def test_each_authentication_has_its_own_fields(shown: Shown) -> None:
    assert shown.visible() == {"secretEdit"}
    shown.show(CLOUD)
    assert shown.visible() == {
        "serviceAccountBox",
        "projectEdit",
        "locationBox",
        "quotaProjectEdit",
    }
    shown.show(msgspec.structs.replace(CLOUD, auth="adc"))
    assert shown.visible() == {"projectEdit", "locationBox", "quotaProjectEdit"}
    shown.show(Profile(name="Express", location="global"))
    assert shown.visible() == {"secretEdit", "projectEdit", "locationBox"}
    shown.show(Profile(name="Open", auth="none"))
    assert shown.visible() == set()


def test_choosing_googles_credentials_leaves_the_address_to_the_location(shown: Shown) -> None:
    box = shown.box("authChoice")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_End)
    assert (shown.edits[-1].auth, shown.edits[-1].base_url) == ("adc", "")
    assert shown.line("baseUrlEdit").placeholderText() == "Google's, for the location"
    typed(shown.line("baseUrlEdit"), "")
    assert shown.pane.connection.address.url_field.error == ""
    QTest.keyClick(box, Qt.Key.Key_Home)
    assert (shown.edits[-1].auth, shown.edits[-1].base_url) == ("none", WORK.base_url)


def test_a_typed_address_stays_when_the_authentication_changes(shown: Shown) -> None:
    shown.show(Profile(name="Gateway", base_url="https://gateway.test/v1"))
    box = shown.box("authChoice")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_End)
    assert shown.edits[-1].base_url == "https://gateway.test/v1"


def test_the_files_of_a_folder_are_offered_with_their_projects(shown: Shown) -> None:
    shown.show(CLOUD)
    assert shown.wanted == [CLOUD.service_account_file]
    shown.pane.connection.cloud.show_files(FILES)
    box = shown.box("serviceAccountBox")
    assert [box.itemText(index) for index in range(box.count())] == [
        "service-account.json · p-1",
        "service-account-aaa.json · p-2",
        "user.json",
        "evil.json",
    ]
    assert box.currentData() == CLOUD.service_account_file
    assert box.itemData(2, Qt.ItemDataRole.ToolTipRole) == "Another kind."
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert shown.edits[-1].service_account_file == "/keys/service-account-aaa.json"
    shown.show(shown.edits[-1])
    assert box.currentText() == "service-account-aaa.json · p-2"
    assert shown.wanted[1:] == ["/keys/service-account-aaa.json"]


def test_a_file_cannot_have_a_picture_opened_by_its_name(shown: Shown) -> None:
    shown.show(CLOUD)
    path = "/keys/<img src='/keys/a.png'>.json"
    shown.pane.connection.cloud.show_files([*FILES, CredentialFile(path=path)])
    tip = shown.box("serviceAccountBox").itemData(len(FILES), Qt.ItemDataRole.ToolTipRole)
    assert QTextDocumentFragment.fromHtml(tip).toPlainText() == path


def test_a_file_that_is_not_among_the_others_is_shown_all_the_same(shown: Shown) -> None:
    shown.show(CLOUD)
    assert shown.box("serviceAccountBox").currentText() == "service-account.json"
    empty = msgspec.structs.replace(CLOUD, name="Empty", service_account_file="")
    shown.show(empty)
    assert shown.box("serviceAccountBox").currentIndex() == -1


def test_a_foreign_host_can_be_allowed_where_one_is_named(shown: Shown) -> None:
    shown.show(msgspec.structs.replace(CLOUD, service_account_file="/keys/evil.json"))
    assert "tokenHostEdit" not in shown.visible()
    shown.pane.connection.cloud.show_files(FILES)
    assert "tokenHostEdit" in shown.visible()
    typed(shown.line("tokenHostEdit"), "https://evil.test/")
    assert shown.pane.connection.cloud.host_field.error
    assert shown.edits == []
    typed(shown.line("tokenHostEdit"), "sts.corp.test")
    assert shown.edits[-1].allow_token_host == "sts.corp.test"


def test_project_and_location_are_checked_as_they_are_typed(shown: Shown) -> None:
    shown.show(CLOUD)
    typed(shown.line("projectEdit"), "no id/at all")
    assert shown.pane.connection.cloud.project_field.error
    typed(shown.line("projectEdit"), "carbide-team-478005-f8")
    assert shown.edits[-1].project == "carbide-team-478005-f8"
    line = shown.box("locationBox").lineEdit()
    assert line is not None
    typed(line, "evil.test/")
    assert shown.pane.connection.cloud.location_field.error
    typed(line, "US-Central1")
    assert shown.edits[-1].location == "us-central1"
    typed(shown.line("quotaProjectEdit"), "payer-1")
    assert shown.edits[-1].quota_project == "payer-1"


def test_the_project_of_the_credentials_is_named(shown: Shown) -> None:
    shown.show(CLOUD)
    shown.pane.show_credentials("A token is asked for when it is needed.", "p-1")
    assert shown.line("projectEdit").placeholderText() == "p-1"
    assert shown.pane.connection.cloud.state.text().startswith("A token")
    own = msgspec.structs.replace(CLOUD, project="own")
    shown.show(own)
    shown.pane.show_credentials("", "own")
    assert shown.line("projectEdit").text() == "own"


def test_accepting_any_certificate_is_said_in_red(shown: Shown) -> None:
    toggle = shown.pane.findChild(Toggle, "insecureToggle")
    warning = shown.pane.findChild(QWidget, "insecureWarning")
    assert toggle is not None
    assert warning is not None
    assert not warning.isVisible()
    toggle.setFocus()
    QTest.keyClick(toggle, Qt.Key.Key_Space)
    assert shown.edits[-1].insecure
    assert warning.isVisible()
    assert "not safe" in shown.line("baseUrlEdit").accessibleDescription()


def test_proxy_and_certificates_are_the_profiles_own(shown: Shown) -> None:
    typed(shown.line("proxyEdit"), "socks5://127.0.0.1:1080")
    assert "SOCKS" in shown.pane.below.network.proxy_field.error
    typed(shown.line("proxyEdit"), "http://me:CANARY-not-a-real-key@proxy.test:1")
    assert "HTTPS_PROXY" in shown.pane.below.network.proxy_field.error
    assert shown.edits == []
    typed(shown.line("proxyEdit"), "http://proxy.test:8080")
    assert shown.edits[-1].proxy == "http://proxy.test:8080"
    typed(shown.line("caFileEdit"), "/etc/root.pem")
    assert (shown.edits[-1].proxy, shown.edits[-1].ca_file) == (
        "http://proxy.test:8080",
        "/etc/root.pem",
    )
    demo = Profile(name="Demo", demo=True, auth="none")
    shown.show(demo)
    assert not shown.pane.below.network.isVisible()


@pytest.mark.parametrize(
    ("right", "text", "fits"),
    [
        (check.project, "", True),
        (check.project, "carbide-team-478005-f8", True),
        (check.project, "123456789", True),
        (check.project, "a/b", False),
        (check.project, "a..b", False),
        (check.location, "eu", True),
        (check.location, "us-central1", True),
        (check.location, "evil.test/", False),
        (check.host, "sts.corp.test", True),
        (check.host, "127.0.0.1", True),
        (check.host, "sts.corp.test:8443", False),
        (check.host, "user@host", False),
        (check.proxy, "", True),
        (check.proxy, "Direct", True),
        (check.proxy, "http://proxy.test:8080", True),
        (check.proxy, "http://proxy.test:99999", False),
        (check.proxy, "http://[", False),
        (check.proxy, "proxy.test", False),
    ],
)
def test_what_is_typed(right: check.Check, text: str, fits: bool) -> None:
    assert (right(text) == "") is fits
