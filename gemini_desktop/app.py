"""The composition root: loop, session, window, and what catches the errors that nobody else did.

The window is painted as an outline first. All that the outline does not need is imported in the
functions that come after it, and of the disk only the settings are looked at before.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEventLoop, QLibraryInfo, QTimer
from PySide6.QtWidgets import QApplication

from gemini_desktop import __version__
from gemini_desktop.arguments import WindowArguments, parsed
from gemini_desktop.store.home import find_home
from gemini_desktop.store.last_look import last_look
from gemini_desktop.ui import input_methods, plain_imports, screen, theme
from gemini_desktop.ui.main_window import MainWindow

if TYPE_CHECKING:
    import asyncio

    from gemini_desktop.session.first_window import Asked, Claim
    from gemini_desktop.store.opened_home import Home
    from gemini_desktop.ui.instance import Reception

_log = logging.getLogger("gemini_desktop")
_PATIENCE_MS = 250
"""A window that starts out of sight, or on a slow screen, is not waited for."""


def main(argv: Sequence[str], claim: Claim | None = None) -> int:
    """Open the window and run until it is closed; the exit status comes back, 2 where no window
    could be opened at all. With a `claim` it may listen for later starts."""
    arguments = parsed(argv)
    if not screen.is_named():
        return screen.CANNOT_START
    plain_imports.restore()
    gc.disable()  # nothing that a start makes is garbage: a tenth of its time; see `_settled`
    with screen.told_if_lacking():
        application = _application()
    window: Application | None = _outlined(arguments)
    plain_imports.import_frugally()
    from gemini_desktop.session import first_window
    from gemini_desktop.store.opened_home import open_home
    from gemini_desktop.ui.event_loop import run

    logging.raiseExceptions = False  # a log that cannot be written is no reason to say anything
    home, claim = open_home(arguments.home), claim or first_window.Claim()
    while True:
        with log_in(home.path):
            another = run(application, _run(window or Application(), home, arguments, claim))
        claim.release()
        if another is None:
            return 0
        home, window = another, None
        arguments = WindowArguments(home.path, arguments.demo_pace, new_window=True)
        claim = first_window.begin(arguments) or first_window.Claim()


class Application(MainWindow):
    """The window with everything behind it, over one home; nothing is global but Qt itself. Until
    `fill` it is an outline."""

    def fill(self, home: Home, *, demo_pace: float) -> None:
        """Put everything into it and behind it, on a running loop."""
        from gemini_desktop.session.workspace import Session
        from gemini_desktop.ui import chat_commands
        from gemini_desktop.ui.bridge import Bridge
        from gemini_desktop.ui.chat.pane import ChatPane
        from gemini_desktop.ui.inspector.pane import InspectorPane
        from gemini_desktop.ui.presenter import Presenter
        from gemini_desktop.ui.settings.pane import SettingsPane

        self.session = Session(home.path, found=home, on_error=_report, demo_pace=demo_pace)
        self.chat_pane, self.inspector_pane = ChatPane(), InspectorPane()
        self.settings_pane = SettingsPane()
        bridge = Bridge(self)
        self.furnish(self.chat_pane, self.inspector_pane, self.settings_pane, bridge)
        chat_commands.connect(self.commands, self.chat_pane)
        self.presenter = Presenter(
            self.session, bridge, self, self.chat_pane, self.inspector_pane, self.settings_pane
        )


def build(home: Path, argv: Sequence[str] = ()) -> Application:
    """The whole application over one home directory, on a running loop.

    Show it when it is wanted; `await presenter.closed.wait()` until everything is put away.
    """
    from gemini_desktop.store.opened_home import open_home

    theme.begin_with_colours()
    window = Application()
    _fill(window, open_home(home), parsed(argv))
    return window


def _fill(window: Application, home: Home, arguments: WindowArguments) -> None:
    theme.manager().wear_fonts()
    screen.tell_of_fonts(_log.warning)
    try:
        window.fill(home, demo_pace=arguments.demo_pace)
        window.presenter.start()
    finally:
        theme.manager().wear_all()
    _do(window, arguments.files, arguments.links)


def _do(window: Application, files: Sequence[Path], links: Sequence[str]) -> None:
    """What the program was started for, or started again."""
    if files:
        window.presenter.open_files(files)
    window.presenter.follow_links(links)


def _outlined(arguments: WindowArguments) -> Application:
    """The window in its size, its place and its colours, painted before the rest is imported."""
    look = last_look(find_home(arguments.home))
    theme.begin_with_colours(has_style=True)
    theme.manager().set_mode(look.theme)
    window = Application()
    window.restore_place(look.window)
    painted = QEventLoop()  # no other loop runs yet
    # Once the event has been dealt with, the picture is on its way to the screen.
    window.outlined.connect(lambda: QTimer.singleShot(0, painted.quit))
    QTimer.singleShot(_PATIENCE_MS, painted.quit)
    window.show()
    painted.exec()
    return window


async def _run(
    window: Application, home: Home, arguments: WindowArguments, claim: Claim
) -> Home | None:
    """Show the window until it is closed; the home for another one, where the user wants that."""
    import asyncio

    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_on_loop_error)
    window.setUpdatesEnabled(False)  # the outline stays until the panes have found their places
    _fill(window, home, arguments)
    window.show()
    loop.call_soon(functools.partial(window.setUpdatesEnabled, True))  # noqa: FBT003 - Qt's
    reception = _reception(window, claim)
    loop.call_later(2.0, _settled)
    previous, sys.excepthook = sys.excepthook, _tells_of_faults(window)
    closed = window.presenter.closed
    try:
        await closed.wait()
    except asyncio.CancelledError:  # Ctrl+C: what was just typed is put away all the same
        window.allow_close()
        window.close()
        await closed.wait()
        raise
    finally:
        reception.close()
        sys.excepthook = previous
    window.deleteLater()
    return window.presenter.another_home


def _settled() -> None:
    """Whatever lives until the end need not be looked at by the collector: without this a
    generation-2 collection stalled the window for 30 ms at full speed, with it 4.7 ms."""
    gc.freeze()
    gc.enable()


def _reception(window: Application, claim: Claim) -> Reception:
    """Whoever starts the program again over this home gets this window, if it is the first one."""
    from gemini_desktop.ui.instance import Reception, bring_to_front

    reception = Reception(window)

    def on_asked(asked: Asked) -> None:
        bring_to_front(window, asked)
        _do(window, [Path(file) for file in asked.files], asked.links)

    reception.asked.connect(on_asked)
    window.closed.connect(reception.close)
    if sys.platform == "darwin":
        _answer_the_system(window)
    if claim.socket_path is not None and not reception.listen(claim.socket_path):
        _log.warning("later starts cannot reach this window")
    if claim.notice:
        window.session.notices.append(claim.notice)
    return reception


def _answer_the_system(window: Application) -> None:
    from gemini_desktop.ui.opening_application import OpeningApplication

    def on_url(url: str) -> None:
        asked = parsed([url])
        _do(window, asked.files, asked.links)

    application = QApplication.instance()
    if isinstance(application, OpeningApplication):
        application.answer_with(on_url)


def _application() -> QApplication:
    if getattr(sys, "frozen", False):
        # Those that QT_PLUGIN_PATH names are of another Qt; what we start may need the variable.
        plugins = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
        QCoreApplication.setLibraryPaths([plugins])
    input_methods.prepare(os.environ, QCoreApplication.libraryPaths())
    QCoreApplication.setApplicationName("gemini-desktop")
    QCoreApplication.setApplicationVersion(__version__)
    QApplication.setDesktopFileName("gemini-desktop")
    arguments = [*sys.argv[:1], "-style", theme.STYLE]
    if sys.platform == "darwin":
        from gemini_desktop.ui.opening_application import OpeningApplication

        return OpeningApplication(arguments)
    return QApplication(arguments)


@contextlib.contextmanager
def log_in(home: Path) -> Iterator[None]:
    """Our own log, for reports of faults; it holds no prompt, no answer and no secret. Where it
    cannot be written they go to the terminal."""
    from gemini_desktop.store.fault_log import FaultLog

    path = home / "logs" / "gemini-desktop.log"
    handler: logging.Handler
    try:
        handler = FaultLog(path)
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    try:
        yield
    finally:
        _log.removeHandler(handler)
        handler.close()


def _tells_of_faults(window: Application) -> Callable[..., None]:
    """A hook for what is raised in a slot, where Qt's frames carry no exception any further: the
    window lives on, says so, and the log has the rest."""
    previous = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, frames: TracebackType | None) -> None:
        if not isinstance(error, Exception):  # Ctrl+C has its own way
            previous(kind, error, frames)
            return
        from gemini_desktop.core.errors import describe
        from gemini_desktop.core.redact import masked_patterns

        _report("a slot", error.with_traceback(frames))
        window.show_message(
            f"A fault in this program ({masked_patterns(describe(error))}). What was received is "
            f"kept; the log in {window.session.home / 'logs'} has more."
        )

    return hook


def _report(name: str, error: BaseException) -> None:
    """What looks like a secret is masked, for an exception from elsewhere may quote anything."""
    import traceback

    from gemini_desktop.core.errors import describe
    from gemini_desktop.core.redact import masked_patterns

    words = "".join(traceback.format_exception(error))
    _log.error("%s failed: %s", name, masked_patterns(f"{describe(error)}\n{words}"))


def _on_loop_error(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    error = context.get("exception")
    if isinstance(error, BaseException):
        _report(str(context.get("message", "a callback")), error)
    else:
        _log.error("%s", context.get("message", "an error without words"))
