"""What is odd about an exchange, at which byte, why it matters and where it is specified."""

from __future__ import annotations

from gemini_desktop.core.lint.linter import Linter
from gemini_desktop.core.lint.rule import SEVERITIES, Finding, Rule, Severity
from gemini_desktop.core.lint.table import RULES

__all__ = ["RULES", "SEVERITIES", "Finding", "Linter", "Rule", "Severity"]
