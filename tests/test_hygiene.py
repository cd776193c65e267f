"""Each guard of `hygiene` catches what it is for, in a run of pytest of its own."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

_ROOT = Path(__file__).parent.parent

_TESTS = """
import asyncio, logging, sys, threading, time
from tests import hygiene
from concurrent.futures import ThreadPoolExecutor
import pytest
from PySide6.QtCore import QLocale, QMimeData, QObject, QThread, QTimer, qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

hygiene._THREAD_GRACE_S = 0.5  # these never end

kept = []

def test_task(run_async):
    async def main():
        kept.append(asyncio.create_task(asyncio.sleep(60), name="forgotten task"))
    run_async(main())

def test_task_on_qt(run_qt):
    async def main():
        kept.append(asyncio.create_task(asyncio.sleep(60), name="forgotten task"))
    run_qt(main())

def test_task_of_asyncio_run():
    async def main():
        kept.append(asyncio.create_task(asyncio.sleep(60), name="forgotten task"))
    asyncio.run(main())

def test_lost_error(run_async):
    async def fail():
        raise ValueError("nobody looked")
    async def main():
        asyncio.create_task(fail())
        await asyncio.sleep(0.01)
    run_async(main())

def test_timer(qapp):
    timer = QTimer(objectName="forgotten timer")
    timer.start(60_000)
    kept.append(timer)

def test_timer_of_object(qapp):
    owner = QObject(objectName="forgotten timer")
    owner.startTimer(60_000)
    kept.append(owner)

def test_window(qapp):
    window = QWidget(objectName="forgotten window")
    window.show()
    kept.append(window)

class Rude(QWidget):
    def closeEvent(self, event):
        raise RuntimeError("without a loop")

def test_rude_window(qapp):
    kept.append(Rude(objectName="forgotten window"))
    kept[-1].show()

def test_hidden_dialog(qapp):
    kept.append(QDialog(objectName="forgotten window"))

def test_thread():
    done = threading.Event()
    kept.append(done)
    threading.Thread(target=done.wait, args=(20,), name="forgotten thread").start()

def test_executor():
    executor = ThreadPoolExecutor(thread_name_prefix="forgotten thread")
    executor.submit(int).result()
    kept.append(executor)

def test_qthread(qapp):
    thread = QThread(objectName="forgotten thread")
    thread.start()
    kept.append(thread)

def test_qt_message(qapp):
    qWarning("stray message")

def test_language(qapp):
    QLocale.setDefault(QLocale("de_DE"))

def test_language_that_is_set_back(qapp):
    before = QLocale()
    assert before.name() != "de_DE"
    QLocale.setDefault(QLocale("de_DE"))
    QLocale.setDefault(before)

@pytest.fixture
def speaks_late(qapp):
    yield
    qWarning("stray message")

def test_qt_message_of_fixture(speaks_late):
    pass

def test_log():
    logging.getLogger("some.library").warning("stray record")

@pytest.mark.time_limit(0.2)
def test_time_in_python():
    while True:
        time.sleep(0.01)

@pytest.mark.time_limit(0.2)
def test_time_in_asyncio(run_async):
    run_async(asyncio.sleep(15), timeout=15)

@pytest.mark.time_limit(0.2)
def test_time_in_qt(run_qt):
    run_qt(asyncio.sleep(15), timeout=15)

def test_clean_log(caplog):
    logging.getLogger("some.library").warning("expected record")
    assert "expected" in caplog.text

def test_clean_task(run_qt):
    async def main():
        await asyncio.create_task(asyncio.sleep(0.01))
        return 3
    assert run_qt(main()) == 3

def test_clean_widget(qtbot):
    dialog = QDialog()
    dialog.open()
    timer = QTimer(dialog)
    timer.start(1000)
    qtbot.addWidget(dialog)

def test_clean_clipboard(qapp):
    # It stays there until the process ends, which it must not crash.
    words = QMimeData()
    words.setText("words")
    QGuiApplication.clipboard().setMimeData(words)

def test_clean_executor():
    with ThreadPoolExecutor() as executor:
        assert executor.submit(int).result() == 0

def test_zz_ends():
    for item in kept:
        if isinstance(item, threading.Event):
            item.set()
        elif isinstance(item, ThreadPoolExecutor):
            item.shutdown()
"""

_EXPECTED = {
    "test_task": "forgotten task",
    "test_task_on_qt": "forgotten task",
    "test_task_of_asyncio_run": "forgotten task",
    "test_lost_error": "Task exception was never retrieved",
    "test_timer": "forgotten timer",
    "test_timer_of_object": "forgotten timer",
    "test_window": "forgotten window",
    "test_rude_window": "forgotten window",
    "test_hidden_dialog": "forgotten window",
    "test_thread": "forgotten thread",
    "test_executor": "forgotten thread",
    "test_qthread": "forgotten thread",
    "test_language": "numbers and dates as in de_DE",
    "test_qt_message": "stray message",
    "test_qt_message_of_fixture": "stray message",
    "test_log": "stray record",
    "test_time_in_python": "took longer than 0.2 s",
    "test_time_in_asyncio": "took longer than 0.2 s",
    "test_time_in_qt": "took longer than 0.2 s",
}
_CLEAN = {
    "test_clean_clipboard",
    "test_clean_executor",
    "test_clean_log",
    "test_clean_task",
    "test_clean_widget",
}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What pytest said of each of the tests above, by name; an empty string is a pass."""
    folder = tmp_path_factory.mktemp("leaking")
    (folder / "test_leaking.py").write_text(_TESTS, encoding="utf-8")
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-c", str(_ROOT / "pyproject.toml")]
    command += ["-p", "tests.conftest", f"--junitxml={report}", str(folder / "test_leaking.py")]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1, done.stdout + done.stderr
    return {
        case.attrib["name"]: " ".join(
            f"{part.attrib.get('message', '')} {part.text}"
            for part in case.iter()
            if part is not case
        )
        for case in ET.parse(report).iter("testcase")
    }


@pytest.mark.parametrize("name", _EXPECTED)
def test_the_guard_catches(complaints: dict[str, str], name: str) -> None:
    assert _EXPECTED[name] in complaints[name]


@pytest.mark.parametrize("name", sorted(_CLEAN))
def test_what_is_tidy_passes(complaints: dict[str, str], name: str) -> None:
    """Each stands after the leaking ones: what they left does not spoil it."""
    assert complaints[name] == ""


def test_the_home_fixture_hides_this_machine(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    for name in ("GEMINI_API_KEY", "GOOGLE_CLOUD_PROJECT", "OPENAI_BASE_URL", "https_proxy"):
        monkeypatch.setenv(name, "of this machine")
    home = request.getfixturevalue("home")
    assert "of this machine" not in os.environ.values()
    assert os.environ["GEMINI_DESKTOP_HOME"] == str(home)
    assert list(home.iterdir()) == []
