"""The group of the parameters that go with each prompt."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from gemini_desktop.core.profile import ProtocolName
from gemini_desktop.core.request import Options
from gemini_desktop.ui.controls import ComboBox, Field, LabeledSlider, TextArea, Toggle
from gemini_desktop.ui.settings.group import Group
from gemini_desktop.ui.settings.models import ALL_LEVELS, levels_of, thinking_of

_MAX_SEED = 2**31 - 1


class Generation(Group):
    """Edits Options. What is not set is not sent, and says "default"."""

    options_edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._options = Options()
        self.set_title(self.tr("Generation"))
        self.system = TextArea("systemInstructionEdit")
        self.system.setPlaceholderText(self.tr("How the model should behave"))
        self.temperature = LabeledSlider(
            self.tr("Temperature"), 0, 2, step=0.05, decimals=2, start=1,
            object_name="temperatureSlider",
        )  # fmt: skip
        self.top_p = LabeledSlider(
            self.tr("Top-p"), 0, 1, step=0.01, decimals=2, start=0.95, object_name="topPSlider"
        )
        self.top_k = LabeledSlider(self.tr("Top-k"), 1, 100, start=64, object_name="topKSlider")
        self.max_output = LabeledSlider(
            self.tr("Max output"), 1, 65536, start=8192, object_name="maxOutputSlider"
        )
        self._make_thinking()
        self._make_rest()
        self._lay_out()
        self._connect()

    @property
    def options(self) -> Options:
        """The options as they are shown."""
        return self._options

    def show_options(self, options: Options) -> None:
        """Show values without announcing them."""
        self._options = options
        self.system.set_text(options.system_instruction)
        self.temperature.set_value(options.temperature)
        self.top_p.set_value(options.top_p)
        self.top_k.set_value(options.top_k)
        self.max_output.set_value(options.max_output_tokens)
        self.budget.set_value(options.thinking_budget)
        self._show_level()
        for toggle, on in (
            (self.thoughts, bool(options.include_thoughts)),
            (self.search, options.google_search),
        ):
            with QSignalBlocker(toggle):
                toggle.setChecked(on)
        seed = "" if options.seed is None else str(options.seed)
        if self.seed.text() != seed and not self.seed_field.error:
            self.seed.setText(seed)
        lines = "\n".join(_line_of(stop) for stop in options.stop_sequences)
        if _stops_in(self.stops.toPlainText()) != options.stop_sequences:
            self.stops.set_text(lines)

    def fit(self, model: str, protocol: ProtocolName) -> None:
        """Show the controls that this model and protocol have; one that is set stays in sight,
        since it is sent."""
        thinking = thinking_of(model)
        asks_level = thinking == "level" or protocol == "interactions"
        set_ = self._options
        self.level_field.setVisible(
            (thinking != "none" and asks_level) or set_.thinking_level is not None
        )
        self.budget_field.setVisible(
            (thinking == "budget" and not asks_level) or set_.thinking_budget is not None
        )
        self._offer_levels(levels_of(model))
        self.top_k.setVisible(protocol == "generate-content" or set_.top_k is not None)

    def _make_thinking(self) -> None:
        self.level = ComboBox("thinkingLevelBox")
        self._offer_levels(ALL_LEVELS)
        self.budget = LabeledSlider(
            self.tr("Thinking budget"), -1, 32768, start=-1, object_name="thinkingBudgetSlider"
        )
        self.level_field = Field(self.tr("Thinking"), self.level)
        self.budget_field = Field(
            "", self.budget, self.tr("Tokens; −1: the model chooses, 0: no thinking.")
        )
        self.thoughts = Toggle(self.tr("Thought summaries"), "thoughtsToggle")

    def _offer_levels(self, levels: tuple[str, ...]) -> None:
        """These, and the one that is set: it is sent, whether the model takes it or not."""
        set_ = self._options.thinking_level
        offered = [level for level in ALL_LEVELS if level in levels or level == set_]
        if [self.level.itemData(i) for i in range(1, self.level.count())] != offered:
            with QSignalBlocker(self.level):
                self.level.clear()
                self.level.addItem(self.tr("default"), "")
                for level in offered:
                    self.level.addItem(level, level)
        self._show_level()

    def _show_level(self) -> None:
        with QSignalBlocker(self.level):
            index = self.level.findData(self._options.thinking_level or "")
            self.level.setCurrentIndex(max(0, index))

    def _make_rest(self) -> None:
        self.search = Toggle(self.tr("Google Search"), "searchToggle")
        self.seed = QLineEdit()
        self.seed.setObjectName("seedEdit")
        self.seed.setPlaceholderText(self.tr("default"))
        self.stops = TextArea("stopSequencesEdit", least=1, most=5, mono=True)
        self.system_field = Field(self.tr("System instruction"), self.system)
        self.seed_field = Field(self.tr("Seed"), self.seed)
        self.stops_field = Field(
            self.tr("Stop sequences"),
            self.stops,
            self.tr("One a line; \\n stands for a line break."),
        )

    def _lay_out(self) -> None:
        for widget in (
            self.system_field,
            self.temperature,
            self.top_p,
            self.top_k,
            self.max_output,
            self.level_field,
            self.budget_field,
            self.thoughts,
            self.search,
            self.seed_field,
            self.stops_field,
        ):
            self.rows.addWidget(widget)

    def _connect(self) -> None:
        self.system.edited.connect(self._system_edited)
        self.temperature.edited.connect(self._temperature_edited)
        self.top_p.edited.connect(self._top_p_edited)
        self.top_k.edited.connect(self._top_k_edited)
        self.max_output.edited.connect(self._max_output_edited)
        self.budget.edited.connect(self._budget_edited)
        self.level.activated.connect(self._level_chosen)
        self.thoughts.toggled.connect(self._thoughts_toggled)
        self.search.toggled.connect(self._search_toggled)
        self.seed.editingFinished.connect(self._seed_typed)
        self.stops.edited.connect(self._stops_edited)

    def edit(self, **changes: Any) -> None:
        """Take changes over, and announce the whole."""
        edited = msgspec.structs.replace(self._options, **changes)
        if edited != self._options:
            self._options = edited
            self.options_edited.emit(edited)

    def _system_edited(self, text: str) -> None:
        self.edit(system_instruction=text)

    def _temperature_edited(self, value: float | None) -> None:
        self.edit(temperature=value)

    def _top_p_edited(self, value: float | None) -> None:
        self.edit(top_p=value)

    def _top_k_edited(self, value: int | None) -> None:
        self.edit(top_k=value)

    def _max_output_edited(self, value: int | None) -> None:
        self.edit(max_output_tokens=value)

    def _budget_edited(self, value: int | None) -> None:
        # Both at once is an error of every server.
        self.edit(thinking_budget=value, thinking_level=None)
        self._show_level()

    def _level_chosen(self) -> None:
        self.edit(thinking_level=self.level.currentData() or None, thinking_budget=None)
        self.budget.set_value(None)

    def _thoughts_toggled(self, on: bool) -> None:
        self.edit(include_thoughts=True if on else None)

    def _search_toggled(self, on: bool) -> None:
        self.edit(google_search=on)

    def _seed_typed(self) -> None:
        text = self.seed.text().strip()
        seed = int(text) if text.isdecimal() and len(text) < 12 else None
        wrong = bool(text) and (seed is None or seed > _MAX_SEED)
        message = self.tr("A whole number from 0 to %1.").replace("%1", str(_MAX_SEED))
        self.seed_field.set_error(message if wrong else "")
        if not wrong:
            self.edit(seed=seed)

    def _stops_edited(self, text: str) -> None:
        self.edit(stop_sequences=_stops_in(text))


def _stops_in(text: str) -> tuple[str, ...]:
    r"""The sequences of a text of one a line, where \n, \t and \\ are escapes."""
    return tuple(_unescaped(line) for line in text.split("\n") if line)


def _unescaped(line: str) -> str:
    pieces = (piece.replace("\\n", "\n").replace("\\t", "\t") for piece in line.split("\\\\"))
    return "\\".join(pieces)


def _line_of(stop: str) -> str:
    return stop.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
