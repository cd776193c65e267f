"""Between the session and the panes: what a user's act sets in motion, and what comes of it.

The panes show and ask, the session does; the presenters carry one to the other. This one begins
and ends; the others have a part each: asking, the library, files, profiles.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from gemini_desktop.core.profile import Profile
from gemini_desktop.core.transcript import Turn
from gemini_desktop.session.backups import is_backup
from gemini_desktop.session.moving import Home
from gemini_desktop.session.workspace import Session
from gemini_desktop.ui import theme
from gemini_desktop.ui.bridge import Bridge
from gemini_desktop.ui.chat.pane import ChatPane
from gemini_desktop.ui.desk import Desk
from gemini_desktop.ui.inspector.pane import InspectorPane
from gemini_desktop.ui.main_window import MainWindow
from gemini_desktop.ui.presenters.asking import AskingPresenter
from gemini_desktop.ui.presenters.attaching import AttachingPresenter
from gemini_desktop.ui.presenters.backup import BackupPresenter
from gemini_desktop.ui.presenters.captures import CapturesPresenter
from gemini_desktop.ui.presenters.chat_captures import ChatCapturesPresenter
from gemini_desktop.ui.presenters.chat_files import ChatFilesPresenter
from gemini_desktop.ui.presenters.chat_search import ChatSearchPresenter
from gemini_desktop.ui.presenters.copy import CopyPresenter
from gemini_desktop.ui.presenters.count import CountPresenter
from gemini_desktop.ui.presenters.draft import DraftPresenter
from gemini_desktop.ui.presenters.export import ExportPresenter
from gemini_desktop.ui.presenters.file import FilePresenter
from gemini_desktop.ui.presenters.importing import ImportingPresenter
from gemini_desktop.ui.presenters.library import LibraryPresenter
from gemini_desktop.ui.presenters.link import LinkPresenter
from gemini_desktop.ui.presenters.log import LogPresenter
from gemini_desktop.ui.presenters.opening import OpeningPresenter
from gemini_desktop.ui.presenters.others import OthersPresenter
from gemini_desktop.ui.presenters.profile import ProfilePresenter
from gemini_desktop.ui.presenters.recovery import RecoveryPresenter
from gemini_desktop.ui.presenters.remembering import RememberingPresenter
from gemini_desktop.ui.presenters.replay import ReplayPresenter
from gemini_desktop.ui.presenters.resend import ResendPresenter
from gemini_desktop.ui.presenters.scheme import SchemePresenter
from gemini_desktop.ui.presenters.shelf import ShelfPresenter
from gemini_desktop.ui.presenters.storage import StoragePresenter
from gemini_desktop.ui.presenters.turn import TurnPresenter
from gemini_desktop.ui.presenters.unsaved import UnsavedPresenter
from gemini_desktop.ui.presenters.warming import WarmingPresenter
from gemini_desktop.ui.presenters.writing import Writing
from gemini_desktop.ui.settings.pane import SettingsPane


class Presenter(QObject):
    """One a window. `start` begins; `closed` is set when everything has been put away."""

    def __init__(
        self,
        session: Session,
        bridge: Bridge,
        window: MainWindow,
        chat: ChatPane,
        inspector: InspectorPane,
        settings: SettingsPane,
    ) -> None:
        super().__init__(window)
        self.closed = asyncio.Event()
        self.session = session
        self._window = window
        self._desk = Desk(session, bridge, window, chat, inspector)
        self._library = LibraryPresenter(self._desk)
        self._shelf = ShelfPresenter(self._desk, self._library)
        self._chat_search = ChatSearchPresenter(self._desk, self._library)
        self._others = OthersPresenter(self._desk, self._library)
        self._recovery = RecoveryPresenter(self._desk, self._library)
        self._asking = AskingPresenter(self._desk, self._library, self.opened)
        self._turns = TurnPresenter(self._desk, self._library, self._asking)
        self._files = FilePresenter(self._desk)
        self._exports = ExportPresenter(self._desk, self.opened)
        self._chat_files = ChatFilesPresenter(self._desk, settings)
        self._profiles = ProfilePresenter(
            session, settings, self._on_profile_shown, self._desk.spawn
        )
        self._writing = Writing(self._desk)
        self._copies = CopyPresenter(self._desk, self._writing)
        self.replay = ReplayPresenter(self._desk)
        """Plays captures again."""
        self._captures = CapturesPresenter(self._desk, self._library, self._copies, self.opened)
        self._chat_captures = ChatCapturesPresenter(self._desk, self._captures)
        self._resending = ResendPresenter(self._desk)
        self._link = LinkPresenter(self._desk)
        self._log = LogPresenter(self._desk, self._writing)
        self._importing = ImportingPresenter(self._desk, self._library, self.opened)
        self._opening = OpeningPresenter(
            self._desk, self._library, self._captures, self._importing.take_in
        )
        self._scheme = SchemePresenter(self._desk, self._library, self._opening.open_in_chat)
        self._backups = BackupPresenter(self._desk, self._library, self._profiles.show, self.opened)
        self._attaching = AttachingPresenter(self._desk, self._opening.open_in_chat)
        self._drafts = DraftPresenter(self._desk)
        self._remembering = RememberingPresenter(self._desk)
        self._counts = CountPresenter(self._desk)
        self._warming = WarmingPresenter(self._desk)
        self._unsaved = UnsavedPresenter(self._desk)
        self.another_home: Home | None = None
        """Where the window is to open again once it is closed; chosen by the user."""
        self._unsaved.moved.connect(self._on_moved)
        self._unsaved.settled.connect(self._library.list_soon)
        window.may_close = self._may_close
        self._storage = StoragePresenter(self._desk, settings, self.opened)
        self._importing.ended.connect(self._storage.look_again)
        self._backups.restored.connect(self._storage.look_again)
        self._opened: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._profiles.trouble.connect(self._desk.say)
        session.on_trouble = self._desk.say
        chat.settings_requested.connect(window.show_settings)
        window.theme_selected.connect(self._profiles.choose_theme)
        window.close_requested.connect(self._on_close)
        window.closed.connect(self._on_close)

    def start(self) -> None:
        """Show what is known at once, and open the library behind it."""
        settings = self.session.settings
        theme.manager().set_mode(settings.theme)
        self._remembering.restore_shape()
        self._profiles.show()
        self._desk.chat.clear(expecting=bool(settings.last_conversation))
        self._opened = self._desk.spawn(self._open(), "open the library")

    @property
    def turns(self) -> list[Turn]:
        """The path that is shown, oldest turn first; the answer that comes in is not in it yet."""
        return list(self._desk.turns)

    async def opened(self) -> None:
        """Wait until the library is open and the last conversation shown."""
        if self._opened is not None:
            await self._opened

    def open_files(self, paths: Sequence[Path]) -> None:
        """Show recorded streams, and ask about a backup, once the library is open."""
        self._desk.spawn(self._open_files(paths), "open files")

    async def _open_files(self, paths: Sequence[Path]) -> None:
        await self.opened()
        for path in filter(is_backup, paths):
            await self._backups.offer(path)
        if streams := [path for path in paths if not is_backup(path)]:
            self._window.show_inspector()
            await self._opening.open_in_chat(streams)

    def follow_links(self, links: Sequence[str]) -> None:
        """Do what links of our own scheme ask for, once the library is open."""
        for link in links:
            self._desk.spawn(self._follow(link), "follow a link")

    async def _follow(self, link: str) -> None:
        await self.opened()
        await self._scheme.follow(link)

    async def _open(self) -> None:
        try:
            await self.session.open()
            self._library.can_list = True
            await self._recovery.begin()
            if self.session.notices:  # one message: a second would take the place of the first
                self._desk.say("\n".join(self.session.notices))
            await self._profiles.show_key_state()
            await self._library.open_last()
        finally:
            self._library.settle()
        self._remembering.begin()
        await self._drafts.open()
        self._storage.begin()

    def _on_profile_shown(self, profile: Profile) -> None:
        chat, window = self._desk.chat, self._window
        chat.set_model(profile.model)
        chat.set_demo(profile.demo)
        chat.composer.set_protocol(profile.protocol)
        self._counts.refresh()
        window.set_demo(demo=profile.demo)
        window.status.show_insecure(insecure=profile.insecure and not profile.demo)

    def _on_moved(self, home: Home) -> None:
        self.another_home = home
        self._window.allow_close()
        self._window.close()

    def _may_close(self) -> bool:
        """Whether nothing is lost by it; what was just typed is written first, then it closes."""
        at_work = (self._backups, self._exports, self._importing)
        held = [each.holds_window() for each in at_work]  # each says so itself
        if any(held):
            return False
        if self._drafts.is_unwritten:
            self._desk.spawn(self._write_and_close(), "keep the draft")
            return False
        return self._unsaved.may_close()

    async def _write_and_close(self) -> None:
        await self._drafts.close()
        self._window.close()

    # --- the end -------------------------------------------------------------------------------

    def _on_close(self) -> None:
        """Comes when an answer is coming in and the window waits, or when it closes already."""
        if self._closing is None:
            self._remembering.close()
            # Not one of the session's tasks: it ends those.
            self._closing = asyncio.get_running_loop().create_task(self._close(), name="close")

    async def _close(self) -> None:
        self._desk.inspector.stop()
        self._asking.stop_all()
        self._counts.close()
        self._recovery.close()
        self._captures.stop()
        self._writing.stop()
        self._backups.stop()
        self._exports.stop()
        self._storage.stop()
        self.replay.stop()
        await self._drafts.close()
        self._unsaved.stop()
        try:
            await self.session.close()
        finally:
            self._window.allow_close()
            self._window.close()
            self.closed.set()
