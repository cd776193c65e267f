"""Letters that stand for markup: ziamath takes `<`, `>` and `&` in a formula's text for MathML's
own, so text that holds them is written with these, and the font draws what they stand for."""

from __future__ import annotations

MARKUP = {ord(mark): 0xE000 + ord(mark) for mark in "<>&"}
"""For `str.translate`: each mark's stand-in, in the private use area."""

MARKS = {chr(stand_in): chr(mark) for mark, stand_in in MARKUP.items()}
"""What each stands for."""
