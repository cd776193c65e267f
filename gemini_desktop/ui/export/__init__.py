"""Conversations leave the window: the sheet that asks how, and paper."""
