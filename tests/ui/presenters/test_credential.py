"""Key files in the settings: offered beside the chosen one, with the address that they lead to."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from gemini_desktop.core.profile import Profile
from gemini_desktop.session.workspace import Session
from gemini_desktop.ui.presenters.profile import ProfilePresenter
from gemini_desktop.ui.settings import SettingsPane
from tests.net.token_support import Asked, Reply, answering, info, token, written
from tests.support import RunCoroutine, until


class Silent:
    """Hears an exchange and does nothing."""

    def record(self, _: object) -> None:
        pass

    def chunk(self, _: object) -> None:
        pass


class Room:
    """A session and its settings pane, on a running loop."""

    def __init__(self, home: Path, qtbot: QtBot) -> None:
        self.session = Session(home)
        self.pane = SettingsPane()
        qtbot.addWidget(self.pane)
        self.presenter = ProfilePresenter(self.session, self.pane, lambda _: None, self.spawn)
        self._tasks: list[asyncio.Task[None]] = []

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.append(task)
        return task

    async def use(self, profile: Profile) -> None:
        self.session.change(profiles=(profile,), current_profile=profile.name)
        self.presenter.show()
        await self.presenter.show_key_state()
        await self.settled()

    async def settled(self) -> None:
        while self._tasks:
            await self._tasks.pop()

    @property
    def url(self) -> str:
        return self.pane.connection.address.preview.toPlainText()

    @property
    def files(self) -> list[str]:
        box = self.pane.findChild(QComboBox, "serviceAccountBox")
        assert box is not None
        return [box.itemText(index) for index in range(box.count())]


def test_a_key_file_brings_its_project_its_address_and_its_neighbours(
    home: Path, tmp_path: Path, run_qt: RunCoroutine, qtbot: QtBot
) -> None:
    file = written(tmp_path, info())
    written(tmp_path, info(project_id="other-team"), "service-account-aaa.json")

    async def main() -> None:
        room = Room(home, qtbot)
        await room.use(
            Profile(
                name="Cloud",
                auth="service-account",
                base_url="",
                location="us-central1",
                service_account_file=str(file),
            )
        )
        assert room.url.startswith(
            "https://us-central1-aiplatform.googleapis.com/v1/projects/carbide-team-478005-f8/"
        )
        assert room.files == [
            "service-account-aaa.json · other-team",
            "service-account.json · carbide-team-478005-f8",
        ]
        edit = room.pane.findChild(QLineEdit, "projectEdit")
        assert edit is not None
        assert (edit.text(), edit.placeholderText()) == ("", "carbide-team-478005-f8")
        box = room.pane.connection.cloud.file
        box.setCurrentIndex(0)
        box.activated.emit(0)
        await room.settled()
        assert "/projects/other-team/" in room.url
        chosen = room.session.profile.service_account_file
        assert chosen.endswith("service-account-aaa.json")
        await room.session.close()

    run_qt(main())
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"service-account-aaa.json" in kept
    assert b"PRIVATE KEY" not in kept


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"type": "authorized_user"}, "not a service account"),
        (info("https://evil.test/token"), "evil.test"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_below_it(
    home: Path, tmp_path: Path, run_qt: RunCoroutine, qtbot: QtBot, content: Any, words: str
) -> None:
    file = written(tmp_path, content)

    async def main() -> None:
        room = Room(home, qtbot)
        profile = Profile(name="Cloud", auth="service-account", service_account_file=str(file))
        await room.use(profile)
        assert words in room.pane.connection.cloud.state.text()
        await room.session.close()

    run_qt(main())


@pytest.mark.parametrize("auth", ["service-account", "adc"])
def test_a_foreign_host_is_asked_about_and_hears_nothing_before_the_yes(
    home: Path,
    tmp_path: Path,
    run_qt: RunCoroutine,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    auth: Literal["service-account", "adc"],
) -> None:
    """Choosing such a file shows the question and a field; a prompt ends in a sentence; with the
    host typed the token is fetched there."""
    chunk = b'{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]}'

    def reply(asked: Asked) -> Reply:
        return token() if asked.path == "/token" else Reply(200, b"data: " + chunk + b"\n\n")

    async def main() -> None:
        file = written(tmp_path, info(server.token_uri))
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
        room = Room(home, qtbot)
        await room.session.start()
        room.pane.show()
        profile = Profile(name="Cloud", auth=auth, base_url=server.base)
        await room.use(msgspec.structs.replace(profile, service_account_file=str(file)))
        cloud = room.pane.connection.cloud
        assert "127.0.0.1, which is not Google's. Nothing was sent." in cloud.state.text()
        assert cloud.host.isVisible()
        assert cloud.host.placeholderText() == "127.0.0.1"
        refused = room.session.question("Hi")
        turn = await room.session.run(refused, Silent(), lambda _: None)
        assert turn.outcome is not None
        assert (turn.outcome.kind, turn.outcome.reason) == ("failed", "foreign_credentials")
        assert server.asked == []
        cloud.host.setText("127.0.0.1")
        cloud.host.editingFinished.emit()
        await room.settled()
        assert "A token is asked for when it is needed" in cloud.state.text()
        assert cloud.host.isVisible()
        assert server.asked == []
        turn = await room.session.run(room.session.question("Hi"), Silent(), lambda _: None)
        assert turn.text == "Hi"
        await room.session.close()

    with answering(reply) as server:
        run_qt(main())
    assert [asked.path == "/token" for asked in server.asked] == [True, False]


def test_a_missing_default_login_names_the_command(
    home: Path, tmp_path: Path, run_qt: RunCoroutine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))

    async def main() -> None:
        room = Room(home, qtbot)
        await room.use(Profile(name="Cloud", auth="adc", base_url=""))
        state = room.pane.connection.cloud.state.text()
        assert "gcloud auth application-default login" in state
        assert "names no Google Cloud project" in room.url
        await room.session.close()

    run_qt(main())


def test_a_file_chosen_in_the_dialog_is_taken(
    home: Path, tmp_path: Path, run_qt: RunCoroutine, qtbot: QtBot, qapp: QApplication
) -> None:
    """The dialog is a real one; a stream on screen would go on beside it."""
    file = written(tmp_path, info())
    root = written(tmp_path, b"", "root.pem")

    async def choose(room: Room, button: Callable[[], None], path: Path) -> None:
        button()
        dialogs: list[QFileDialog] = []

        def open_now() -> bool:
            dialogs[:] = [d for d in room.pane.findChildren(QFileDialog) if d.isVisible()]
            return bool(dialogs)

        await until(open_now)
        edit = dialogs[0].findChild(QLineEdit, "fileNameEdit")
        assert edit is not None
        edit.setText(str(path))
        dialogs[0].done(QFileDialog.DialogCode.Accepted.value)
        await room.settled()

    async def main() -> None:
        room = Room(home, qtbot)
        await room.use(Profile(name="Cloud", auth="service-account", base_url=""))
        assert room.files == []
        await choose(room, room.pane.connection.cloud.browse_requested.emit, file)
        assert room.session.profile.service_account_file == str(file)
        await choose(room, room.pane.below.network.browse_requested.emit, root)
        assert room.session.profile.ca_file == str(root)
        await room.session.close()

    run_qt(main())
