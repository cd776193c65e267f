"""Put the conversation that holds everything into a home, so that the window shows it first.

    python tests/ui/chat/everything_run.py HOME

HOME is the program's own folder (what GEMINI_DESKTOP_HOME names); it is made where it is missing.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import msgspec

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[3]))

from gemini_desktop.store.home import prepare_home
from gemini_desktop.store.settings import SettingsFile
from gemini_desktop.store.transcripts import Library
from tests.ui.chat.everything import conversation

ID = "everything"


async def put_into(home: Path) -> None:
    """Write it; a second time replaces the first."""
    library = Library(prepare_home(home))
    await library.open()
    try:
        for turn in conversation():
            await library.save_turn(ID, turn)
        await library.rename(ID, "Every kind of content")
    finally:
        await library.close()
    file = SettingsFile(home)
    settings, _ = file.load()
    file.save(msgspec.structs.replace(settings, last_conversation=ID))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    asyncio.run(put_into(Path(sys.argv[1]).absolute()))
