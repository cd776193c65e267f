"""Finding words in the whole conversation while it is read, and while more of it comes.

Turns are searched in slices between frames, from the one in view to the end and then from the
start. A hit is known by its turn and its place there, so that it stays what it is while the turns
around it are opened, folded and streamed on to.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import OrderedDict, deque
from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gemini_desktop.core.text.search import Query
from gemini_desktop.ui.chat.hands.selection import Point
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.row_search import Hit, RowSearch, is_live, places_in, unfolded
from gemini_desktop.ui.chat.scrolled_page import ScrolledPage
from gemini_desktop.ui.chat.turns.blocks import Block, Card, ThoughtHead

if TYPE_CHECKING:
    from gemini_desktop.ui.chat.faces.base import Face, Surroundings

MAX_HITS = 10_000
"""So many are counted; with more, nobody goes through them one by one."""
_SLICE_S = 0.005
_PAUSE_MS = 1
_WATCH_MS = 120
_KEPT = 200
_DONE = object()


class Finding(QObject):
    """What is looked for in one view. `changed`: there are more hits, or another is the current."""

    changed = Signal()

    def __init__(self, view: ScrolledPage) -> None:
        super().__init__(view)
        self.view = view
        """What is looked through."""
        self.query = Query("")
        self._searches: dict[int, RowSearch] = {}
        self._rows: list[int] = []  # those with hits, in order
        self._total = 0
        self._above = 0  # hits in the rows before the current one
        self._queue: deque[int] = deque()
        self._running: tuple[int, Iterator[None]] | None = None
        self._current: tuple[int, int] | None = None  # row, number of the hit in it
        self._now: tuple[Block, tuple[int, int]] | None = None  # where that is painted
        self._origin = Point(0, 0, 0)
        self._wants_first = self._wants_view = False
        view.turns_switched.connect(self._leave)
        view.source_switched.connect(self.again)
        self._places: OrderedDict[int, tuple[Block, list[tuple[int, int]]]] = OrderedDict()
        self._work = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._work.timeout.connect(self._search_on)
        self._watch = QTimer(self, interval=_WATCH_MS)
        self._watch.timeout.connect(self._look_for_news)

    # --- what there is ---------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many hits are known so far, at most `MAX_HITS`."""
        return min(MAX_HITS, self._total)

    @property
    def number(self) -> int:
        """Which of them is the current one, from 1 in the page's order; 0 where none is."""
        if self._current is None:
            return 0
        return 1 + self._current[1] + self._above

    @property
    def searching(self) -> bool:
        """Whether there may be more than `count` says."""
        if self._running is not None or self._queue or self._total >= MAX_HITS:
            return True
        page = self.view.page
        known = self._searches
        opening = [n for n in page.touched if n in known and known[n].may_differ(page.rows[n])]
        return bool(self.query) and any(
            not is_live(page.rows[number].content) for number in (*page.unfinished(), *opening)
        )

    def current(self) -> tuple[int, Hit] | None:
        """The row of the current hit, and the hit."""
        if self._current is None:
            return None
        row, index = self._current
        search = self._searches.get(row)
        return (row, search.hits[index]) if search and index < len(search.hits) else None

    def point(self) -> tuple[Point, Point] | None:
        """Both ends of the current hit, where it is shown."""
        found = self.current()
        block = self._place(*found) if found is not None else None
        if found is None or block is None:
            return None
        row, hit = found
        return Point(row, block, hit.start), Point(row, block, hit.end)

    # --- asking ----------------------------------------------------------------------------------

    def look_for(self, words: str, *, match_case: bool = False) -> None:
        """Look for these words, from the current hit (or the top of the view) on."""
        query = Query(words, match_case=match_case)
        if query != self.query:
            self._origin = self._start()
            self.query = query
            self._begin()

    def look_in(self, turn_id: str, words: str) -> None:
        """Look for these words, from the beginning of this turn on."""
        rows = enumerate(self.view.page.rows)
        row = next((number for number, each in rows if each.turn.id == turn_id), 0)
        self._origin = Point(row, 0, 0)
        self.query = Query(words)
        self._begin()

    def again(self) -> None:
        """All may look different now: search anew for the same words."""
        self._origin = self._start()
        self._begin()

    def _leave(self) -> None:
        """At once: the rows of what was found may be gone."""
        self._origin = Point(0, 0, 0)
        if self.query:
            self._begin()

    def stop(self) -> None:
        """Nothing is looked for any more; the hit that one has come to stays selected."""
        if (ends := self.point()) is not None:
            self.view.selection.span(*ends)
        self.query = Query("")
        self._begin()

    def go(self, step: int) -> None:
        """To the next hit (1) or the one before (-1), around the ends."""
        rows = self._rows
        if not rows:
            return
        if self._current is None:
            first = (rows[0], 0) if step > 0 else (rows[-1], self._last(rows[-1]))
            self._choose(*first)
        else:
            self._choose(*self._beside(self._current, rows, step))

    def _last(self, row: int) -> int:
        return len(self._searches[row].hits) - 1

    def _beside(self, current: tuple[int, int], rows: Sequence[int], step: int) -> tuple[int, int]:
        row, index = current
        if 0 <= index + step <= self._last(row):
            return row, index + step
        if step > 0:
            return rows[bisect_right(rows, row) % len(rows)], 0
        before = rows[bisect_left(rows, row) - 1]
        return before, self._last(before)

    def _start(self) -> Point:
        ends = self.point()
        if ends is not None:
            return ends[0]
        seen = [(place, corner.y() >= 0) for place, _, corner in self.view.in_view()]
        whole = (place for place, is_whole in seen if is_whole)
        place = next(whole, seen[0][0] if seen else Place(0, 0))
        return Point(place.row, place.block, 0)

    # --- searching -------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._searches.clear()
        self._queue.clear()
        self._places.clear()
        self._running = self._current = self._now = None
        self._rows.clear()
        self._total = self._above = 0
        page = self.view.page
        page.touched.clear()
        self._wants_first, self._wants_view = True, False
        if self.query:
            first = min(self._origin.row, max(0, len(page.rows) - 1))
            self._queue.extend(range(first, len(page.rows)))
            self._queue.extend(range(first))
            self._watch.start()
            self._work.start()
        else:
            self._watch.stop()
            self._work.stop()
        self.view.viewport().update()
        self.changed.emit()

    def _search_on(self) -> None:
        """One slice of the work."""
        before, until = self._total, perf_counter() + _SLICE_S
        while perf_counter() < until and (self._running or self._queue):
            self._step()
        if self._total >= MAX_HITS:
            self._queue.clear()
            self._running = None
        if self._wants_first and not (self._running or self._queue):
            self._choose(self._origin.row, 0)  # all hits are above the origin, in its own turn
        if self._wants_view:
            self._show_current()
        if self._running or self._queue or self._wants_view:
            self._work.start()
        if self._total != before or not self.searching:
            self.changed.emit()

    def _step(self) -> None:
        if self._running is None:
            row = self._queue.popleft()
            if row >= len(self.view.page.rows):
                return
            search = self._searches.setdefault(row, RowSearch(self.query))
            page = self.view.page
            self._running = (row, search.run(page.rows[row], raw=page.raw))
        row, steps = self._running
        known = len(self._searches[row].hits)
        if next(steps, _DONE) is _DONE:
            self._running = None
            more = len(self._searches[row].hits) - known
            self._total += more
            if self._current is not None and row < self._current[0]:
                self._above += more
            self._list(row)
            if self._wants_first:
                self._choose(row, self._from_origin(row))

    def _list(self, row: int) -> None:
        """Keep the rows with hits in order."""
        place = bisect_left(self._rows, row)
        is_known = self._rows[place : place + 1] == [row]
        if self._searches[row].hits and not is_known:
            self._rows.insert(place, row)
        elif is_known and not self._searches[row].hits:
            del self._rows[place]

    def _choose(self, row: int, index: int) -> None:
        """Make this the current hit, if there is such a one."""
        search = self._searches.get(row)
        if search is not None and 0 <= index < len(search.hits):
            if self._current is None or self._current[0] != row:
                before = self._rows[: bisect_left(self._rows, row)]
                self._above = sum(len(self._searches[number].hits) for number in before)
            self._current, self._wants_first = (row, index), False
            self._show_current()

    def _from_origin(self, row: int) -> int:
        """The first hit in the row, in the origin's own row the first one there; -1 for none."""
        hits = self._searches[row].hits
        content = self.view.page.rows[row].content
        if row != self._origin.row or content is None:
            return 0
        seen = -1
        for number, (_, key) in enumerate(unfolded(content)):
            seen += not key
            if seen >= self._origin.block:
                first = Hit(number, self._origin.character, 0)
                return next((i for i, hit in enumerate(hits) if hit >= first), -1)
        return -1

    def _look_for_news(self) -> None:
        """Search again what has changed since."""
        page = self.view.page
        touched, page.touched = page.touched, set()
        for row in sorted(touched):
            search = self._searches.get(row)
            if row not in self._queue and (search is None or search.may_differ(page.rows[row])):
                self._queue.append(row)
        self._mark_current()
        if self._queue and self._total < MAX_HITS and not self._work.isActive():
            self._work.start()

    # --- showing ---------------------------------------------------------------------------------

    def _place(self, row: int, hit: Hit) -> int | None:
        """The block of the hit as it stands on the page; None where it is folded away, or the turn
        is not cut into blocks so far."""
        content = self.view.page.rows[row].content
        seen = -1
        for number, (_, key) in enumerate(unfolded(content) if content is not None else ()):
            seen += not key
            if number == hit.block:
                return None if key else seen
        return None

    def _show_current(self) -> None:
        """Open and unfold what the current hit stands in, and bring it into view."""
        self._wants_view = False
        found, page = self.current(), self.view.page
        if found is not None:
            row, hit = found
            page.opened(row)
            self._unfold(row, hit)
            block = self._place(row, hit)
            if block is not None:
                line = page.face(row, block).line_at(hit.start)
                self.view.reveal(Place(row, block, line.top()), line.height())
            elif row in page.unfinished():  # a long answer is cut into blocks over several frames
                page.refresh(row)
                self._wants_view = True
                self._work.start()
        self._mark_current()
        self.changed.emit()

    def _unfold(self, row: int, hit: Hit) -> None:
        content = self.view.page.rows[row].content
        if content is None:
            return
        for number, (block, key) in enumerate(unfolded(content)):
            if number == hit.block:
                if isinstance(block, Card) and block.folded and not key:
                    place = self._place(row, hit) or 0
                    ends = self.view.page.face(row, place).length() - 1  # an ellipsis stands there
                    key = block.key if hit.end > ends else ""
                if key:
                    content.toggle(key)
                    self.view.refresh_row(row)
                return

    def _mark_current(self) -> None:
        found, now = self.current(), None
        if found is not None and (place := self._place(*found)) is not None:
            row, hit = found
            now = (self.view.page.rows[row].blocks[place], (hit.start, hit.end))
        if now != self._now:
            self._now = now
            self.view.viewport().update()

    def tell(self, around: Surroundings, block: Block, face: Face) -> None:
        """Tell the face of a block in view what of it was found."""
        if not self.query or face.document is None or isinstance(block, ThoughtHead):
            return
        known = self._places.get(id(block))
        if known is None or known[0] is not block:
            known = (block, places_in(face.document.toRawText(), self.query))
            self._places[id(block)] = known
            if len(self._places) > _KEPT:
                self._places.popitem(last=False)
        around.found = known[1]
        if self._now is not None and self._now[0] is block:
            around.found_now = self._now[1]
