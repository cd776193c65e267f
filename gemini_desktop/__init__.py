"""A desktop client for Gemini: chat, and every byte of the stream beside what it meant."""

__version__ = "0.1.0"
