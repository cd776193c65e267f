"""How to point other programs at a running demo server."""

from __future__ import annotations

_WORDS = """\
The demo server of gemini-desktop listens at {base_url}
It answers on this computer alone, needs no key, and sends nothing anywhere.

google-genai
    client = genai.Client(api_key="demo", http_options={{"base_url": "{base_url}"}})
    for chunk in client.models.generate_content_stream(
        model="gemini-3.8-flash", contents="Hello"
    ):
        print(chunk.text or "", end="")

openai
    client = openai.OpenAI(api_key="demo", base_url="{base_url}/v1beta/openai")

curl
    curl -N "{base_url}/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse" \\
      -H "Content-Type: application/json" \\
      -d '{{"contents": [{{"role": "user", "parts": [{{"text": "Hello"}}]}}]}}'

Prompts to try: "How do I read a stream?", "count", "weather", "research", "slow", "error",
"cut", "empty", "error 429".
"""


def describe(base_url: str) -> str:
    """How google-genai, openai and curl reach the server at `base_url`, ready to be copied."""
    return _WORDS.format(base_url=base_url)
