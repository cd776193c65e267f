"""A program of its own, for there can be but one application: prints what it was asked to open."""

import json
import sys

from PySide6.QtCore import QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent

from gemini_desktop.ui.opening_application import OpeningApplication

application = OpeningApplication(sys.argv[:1])
asked: list[str] = []


def ask(url: QUrl) -> None:
    assert OpeningApplication.sendEvent(application, QFileOpenEvent(url))


ask(QUrl.fromLocalFile("/home/me/a b.gcap"))
ask(QUrl("gemini-desktop:new?prompt=a%20b"))
before = list(asked)
application.answer_with(asked.append)
ask(QUrl.fromLocalFile("/日.har"))
OpeningApplication.sendEvent(application, QEvent(QEvent.Type.LanguageChange))
print(json.dumps({"before": before, "asked": asked}))
