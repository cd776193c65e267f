"""A theme as Qt wants it: a palette for Fusion, and a short style sheet for what it cannot say."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from gemini_desktop.ui.tokens import Theme

_ROLES = {
    QPalette.ColorRole.Window: "surface",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "ground",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "text_3",
    QPalette.ColorRole.Button: "field",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "red",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "accent_text",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "violet",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Light: "hover",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "border_strong",
    QPalette.ColorRole.Shadow: "border_strong",
}
_TEXT_ROLES = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
)


def palette(theme: Theme) -> QPalette:
    """The palette; the same when the window is not active, so that nothing blinks."""
    result = QPalette()
    for role, token in _ROLES.items():
        result.setColor(role, QColor(theme.colour(token)))
    for role in _TEXT_ROLES:
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.text_3))
    return result


def sheet(theme: Theme) -> str:
    """The style sheet. `field`, `primary`, `quiet` and `error` are properties that widgets
    set on themselves; plain text views (the composer, raw bytes) keep no frame of their own."""
    values = theme._asdict()
    text = _SHEET
    for name in sorted(values, key=len, reverse=True):
        text = text.replace(f"@{name}", values[name])
    return text


_SHEET = """
QToolTip { background: @raised; color: @text; border: 1px solid @border_strong; padding: 4px 6px; }

QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit[field="true"], QTextEdit[field="true"] {
  background: @field; color: @text; border: 1px solid @border_strong; border-radius: 8px;
  padding: 5px 8px; selection-background-color: @accent; selection-color: @accent_text;
}
QLineEdit:hover, QComboBox:hover, QPlainTextEdit[field="true"]:hover { border-color: @text_3; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QComboBox:on,
QPlainTextEdit[field="true"]:focus, QTextEdit[field="true"]:focus {
  border: 2px solid @accent; padding: 4px 7px;
}
QPlainTextEdit[field="quiet"] {
  background: @code_bg; color: @text_3; border: 1px solid transparent; border-radius: 8px;
  padding: 3px 6px;
}
QPlainTextEdit[field="quiet"]:focus { border-color: @accent; }
QLineEdit[error="true"], QComboBox[error="true"], QPlainTextEdit[error="true"] {
  border-color: @red;
}
QLineEdit[field="bare"] {
  background: transparent; border-color: transparent; border-radius: 6px; padding: 2px 4px;
  color: @text_2; min-height: 0;
}
QLineEdit[field="bare"]:hover { border-color: @border_strong; }
QLineEdit[field="bare"]:focus { background: @field; border-color: @accent; color: @text; }
QLineEdit:disabled, QLineEdit:read-only, QComboBox:disabled, QPlainTextEdit[field="true"]:disabled {
  background: @ground; color: @text_2; border-color: @border;
}
QComboBox QLineEdit, QComboBox QLineEdit:focus, QComboBox QLineEdit:disabled {
  background: transparent; border: 0; padding: 0;
}
QLineEdit[flat="true"] {
  background: transparent; border-color: transparent; padding: 1px 0 1px 4px;
}
QLineEdit[flat="true"]:hover { border-color: @border_strong; }
QLineEdit[flat="true"]:focus {
  border: 1px solid @accent; padding: 1px 0 1px 4px; background: @field;
}
QComboBox { combobox-popup: 0; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow {
  width: 0; height: 0; margin-right: 4px;
  border: 4px solid @field; border-top: 5px solid @text_2; border-bottom: 0;
}
ComboBox::down-arrow { border: 0; image: none; }
QComboBox QAbstractItemView, QListView[offers="true"] {
  background: @raised; color: @text; border: 1px solid @border_strong; outline: 0;
}
QComboBox QAbstractItemView::item, QListView[offers="true"]::item {
  padding: 5px 8px; border-radius: 6px;
}
QComboBox QAbstractItemView::item:selected, QListView[offers="true"]::item:selected {
  background: @accent_tint; color: @text;
}

QPushButton {
  background: @field; color: @text; border: 1px solid @border_strong; border-radius: 8px;
  padding: 6px 12px;
}
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @border; }
QPushButton:focus { border: 2px solid @accent; padding: 5px 11px; }
QPushButton:disabled { background: @ground; color: @text_3; border-color: @border; }
QPushButton[primary="true"] { background: @accent; color: @accent_text; border-color: @accent; }
QPushButton[primary="true"]:focus { border-color: @text; }
QPushButton[primary="true"]:disabled {
  background: @ground; color: @text_3; border-color: @border;
}
QPushButton[quiet="true"] {
  background: transparent; border-color: transparent; color: @accent; padding: 4px 0;
}
QPushButton[quiet="true"]:hover { text-decoration: underline; }
QPushButton[quiet="true"]:focus { border: 1px solid @accent; }
QPushButton[quiet="true"]:disabled { color: @text_3; }

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QFileDialog QToolButton { background: transparent; border: 0; border-radius: 6px; padding: 4px; }
QFileDialog QToolButton:hover { background: @hover; }
QFileDialog QToolButton:checked { background: @accent_tint; }

QProgressBar { background: @border; border: 0; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }

QMenuBar { background: @ground; color: @text; padding: 1px 4px; border-bottom: 1px solid @border; }
QMenuBar::item { padding: 4px 8px; border-radius: 5px; background: transparent; }
QMenuBar::item:selected { background: @border; }
QMenu { background: @raised; color: @text; border: 1px solid @border_strong; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: @accent_tint; }
QMenu::item:disabled { color: @text_3; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }

QSplitter::handle { background: @border; }
QSplitter::handle:hover { background: @accent; }

QScrollArea { border: 0; background: transparent; }
QScrollBar { background: transparent; border: 0; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: @border_strong; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: @text_3; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QHeaderView { background: @surface; border: 0; }
QHeaderView::section {
  background: @surface; color: @text_2; border: 0; border-bottom: 1px solid @border;
  padding: 5px 8px; font-weight: 600;
}
#recordingsTable {
  border: 1px solid @border;
  selection-background-color: @accent_tint; selection-color: @text;
}
#recordingsTable QHeaderView::section { padding: 5px 18px 5px 8px; }
#recordingsTable::item { padding: 0 8px; }
#recordingsTable::item:selected { background: @accent_tint; color: @text; }
QTabWidget::pane { border: 0; border-top: 1px solid @border; }
QTabBar::tab {
  background: transparent; color: @text_2; padding: 7px 12px; border: 0;
  border-bottom: 2px solid transparent;
}
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::tab:focus { background: @hover; }
QTabBar QToolButton { background: @surface; border: 0; border-left: 1px solid @border; }
QTabBar QToolButton:hover { background: @hover; }
"""
