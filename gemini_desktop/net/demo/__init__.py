"""The demo: an imitation of the three protocols' servers that plays captures and composes answers.

`net.demo_server` listens and parses HTTP. Here is what it says, as pure functions of the request:
`routes` finds the answer to a path, `questions` reads what was asked, `scenarios` picks a tape or
`composer` writes an answer, one `wire_*` module a protocol puts it into JSON, `framing` into bytes,
and a `Reply` holds those with their pauses.
"""
