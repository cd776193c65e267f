"""The colours of the window by what they are for, once for light and once for dark.

Greys are neutral and the accent is one blue. A kind of content has one hue everywhere (table,
timeline, chat): violet a thought, green an image or success, amber usage or a warning, red an
error; each is readable as text on its pale tint.
"""

from __future__ import annotations

from typing import NamedTuple


class Theme(NamedTuple):
    """Colours as `#rrggbb`, which QColor, style sheets and HTML all read. No dataclass: making one
    of so many fields costs the first picture 2 ms."""

    name: str
    ground: str
    """Behind the panes: the rail, code, pale tracks."""
    surface: str
    """The panes themselves."""
    raised: str
    """On top of a pane: menus, composer, the chosen segment."""
    field: str
    """Inputs."""
    hover: str
    """Under the pointer; also quiet chips, inline code and the tracks of segments."""
    bubble: str
    """The user's turn."""
    border: str
    border_strong: str
    """Around inputs, scroll handles, switches that are off."""
    text: str
    text_2: str
    text_3: str
    accent: str
    accent_tint: str
    accent_text: str
    """Text and symbols on the accent itself."""
    violet: str
    violet_tint: str
    green: str
    green_tint: str
    amber: str
    amber_tint: str
    red: str
    red_tint: str
    code_bg: str
    selection: str
    """A chosen row."""
    found: str
    """Behind words that were looked for."""
    found_now: str
    """Behind those of them that the reader has come to."""
    found_text: str
    """Words on the latter."""
    traced: str
    """Behind words that came with what is chosen in the inspector."""

    @property
    def is_dark(self) -> bool:
        """Whether this is the dark one (pictures and code colours may depend on it)."""
        return self.name == "dark"

    def colour(self, name_or_hex: str) -> str:
        """The colour of a token's name (`accent`); anything else is given back as it is."""
        return str(getattr(self, name_or_hex, name_or_hex))


LIGHT = Theme(
    name="light",
    ground="#f6f7f9",
    surface="#ffffff",
    raised="#ffffff",
    field="#ffffff",
    hover="#eef1f5",
    bubble="#edf2fb",
    border="#e3e7ed",
    border_strong="#d0d6df",
    text="#1a1e24",
    text_2="#59626f",
    text_3="#656d7a",
    accent="#2563eb",
    accent_tint="#e9f0fe",
    accent_text="#ffffff",
    violet="#7c4dd8",
    violet_tint="#f7f4fd",
    green="#147d3b",
    green_tint="#e7f6ec",
    amber="#b45309",
    amber_tint="#fdf3e1",
    red="#c81e1e",
    red_tint="#fdecec",
    code_bg="#f6f7f9",
    selection="#e9f0fe",
    found="#ffeaa8",
    found_now="#f59e0b",
    found_text="#1a1e24",
    traced="#d9e6fe",
)

DARK = Theme(
    name="dark",
    ground="#121418",
    surface="#181b20",
    raised="#2b313a",
    field="#1f2329",
    hover="#262b33",
    bubble="#202a3a",
    border="#292f38",
    border_strong="#3a424e",
    text="#e7eaef",
    text_2="#a4acb8",
    text_3="#9099a7",
    accent="#5b93f7",
    accent_tint="#1c2b47",
    accent_text="#0d1420",
    violet="#b79cf5",
    violet_tint="#231f33",
    green="#5cc489",
    green_tint="#16291f",
    amber="#e3a857",
    amber_tint="#2e2516",
    red="#f58a8a",
    red_tint="#331c1e",
    code_bg="#13161a",
    selection="#1c2b47",
    found="#57461a",
    found_now="#f0b13f",
    found_text="#14161a",
    traced="#23395f",
)
