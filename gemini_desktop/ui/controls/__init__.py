"""Small controls that all panes share. Each is reached by keyboard and shows where the focus is."""

from gemini_desktop.ui.controls.badge import Badge, Chip
from gemini_desktop.ui.controls.combo_box import ComboBox
from gemini_desktop.ui.controls.field import Field
from gemini_desktop.ui.controls.icon_button import IconButton
from gemini_desktop.ui.controls.jump_button import JumpButton
from gemini_desktop.ui.controls.label import Label, caption
from gemini_desktop.ui.controls.pane_header import Hairline, PaneHeader
from gemini_desktop.ui.controls.progress_line import ProgressLine
from gemini_desktop.ui.controls.secret_edit import SecretEdit
from gemini_desktop.ui.controls.segmented import Segmented
from gemini_desktop.ui.controls.slider import LabeledSlider
from gemini_desktop.ui.controls.text_area import TextArea
from gemini_desktop.ui.controls.toggle import Toggle

__all__ = [
    "Badge",
    "Chip",
    "ComboBox",
    "Field",
    "Hairline",
    "IconButton",
    "JumpButton",
    "Label",
    "LabeledSlider",
    "PaneHeader",
    "ProgressLine",
    "SecretEdit",
    "Segmented",
    "TextArea",
    "Toggle",
    "caption",
]
