"""Conversations from elsewhere: one reader a format (`forms`), and what they all share.

Pure: bytes come in as pieces and the files beside them through `Assets`; nothing is fetched.
"""
