"""A request as a command or a program: it sends the same, and no secret is written into it."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.asking import preview
from gemini_desktop.core.capture import BytesReceived, Ended
from gemini_desktop.core.export import snippet
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import HttpRequest
from tests.core.protocols.building import body, built, profile
from tests.net.token_support import Reply, answering
from tests.support import PATIENCE_S
from tests.test_client import demo_server, in_a_thread

CANARY = "CANARY-not-a-real-key-0123456789"
AWKWARD = 'It\'s a "quote", a $HOME, a `tick`, a \\ and 中文\nJSON\n'


@pytest.fixture
def demo(home: Path) -> Iterator[str]:
    with in_a_thread(demo_server) as base:
        yield base


def text_of(output: bytes) -> str:
    answer = Answer()
    answer.feed(BytesReceived(t_ns=0, data=output))
    answer.feed(Ended(t_ns=1, how="complete"))
    return answer.finish().text


def words_of(command: str) -> tuple[str, dict[str, str], Any]:
    """The URL, the headers and the body that a shell would hand to curl."""
    words = shlex.split(command.replace("\\\n", " "))
    headers = dict(
        words[place + 1].split(": ", 1) for place, word in enumerate(words) if word == "-H"
    )
    data = json.loads(words[words.index("-d") + 1]) if "-d" in words else None
    return words[words.index("-X") + 2], headers, data


def test_a_command_for_bash() -> None:
    asked = profile("interactions", secret="env:MY_KEY", headers=(("X-Api-Token", CANARY),))
    command = snippet.curl(built(asked, "Hi"), asked)
    assert command == (
        "curl --no-buffer -X POST https://example.test/v1beta/interactions \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        "  -H 'Accept: text/event-stream' \\\n"
        '  -H "X-Api-Token: $X_API_TOKEN" \\\n'
        '  -H "x-goog-api-key: $MY_KEY" \\\n'
        "  -d '{\n"
        '  "model": "gemini-3.8-flash",\n'
        '  "input": "Hi",\n'
        '  "stream": true\n'
        "}'\n"
    )


def test_a_program() -> None:
    asked = profile("interactions", secret="env:MY_KEY", headers=(("X-Api-Token", CANARY),))
    program = snippet.python(built(asked, "Hi", store=False), asked)
    compile(program, "snippet", "exec")
    assert "'x-goog-api-key': os.environ['MY_KEY']," in program
    assert "'X-Api-Token': os.environ['X_API_TOKEN']," in program
    assert "'store': False" in program
    assert CANARY not in program


@pytest.mark.parametrize(
    ("fields", "curl", "python"),
    [
        ({"auth": "api-key"}, "$GEMINI_API_KEY", "os.environ['GEMINI_API_KEY']"),
        ({"auth": "bearer"}, "Bearer $ACCESS_TOKEN", "'Bearer ' + os.environ['ACCESS_TOKEN']"),
        (
            {"auth": "adc", "project": "p-1", "base_url": "", "quota_project": "payer"},
            "Bearer $(gcloud auth print-access-token)",
            "'Bearer ' + token.strip()",
        ),
    ],
)
def test_where_the_secret_comes_from(fields: dict[str, Any], curl: str, python: str) -> None:
    asked = profile(**fields)
    request = built(asked, "Hi")
    assert curl in snippet.curl(request, asked)
    program = snippet.python(request, asked)
    assert python in program
    compile(program, "snippet", "exec")


@pytest.mark.parametrize("user", ["me:CANARY-of-a-password", "CANARY-alone", "m@e:CANARY-of@us"])
def test_no_password_of_the_address_is_written_down(user: str) -> None:
    """It is sent all the same, from a variable of its own."""
    asked = profile(auth="none", base_url=f"https://{user}@example.test")
    request = built(asked, "Hi")
    assert "CANARY" in request.url
    assert "CANARY" not in preview.of(request, asked).url
    command, program = snippet.curl(request, asked), snippet.python(request, asked)
    assert "CANARY" not in command + program
    assert '"https://$USER_AND_PASSWORD@example.test/v1beta/' in command
    assert "'https://' + os.environ['USER_AND_PASSWORD'] + '@example.test/v1beta/" in program
    assert "import os\n" in program
    compile(program, "snippet", "exec")


@pytest.mark.parametrize(
    "name", ["X-Client-Secret", "X-Password", "X-Credential", "X-Session-Id", "Cookie", "x-api-key"]
)
def test_no_secret_header_is_written_down(name: str) -> None:
    asked = profile(auth="none", headers=((name, "CANARY"), ("X-Team", "blue")))
    request = built(asked, "Hi")
    shown = [str(preview.of(request, asked)), snippet.curl(request, asked)]
    shown.append(snippet.python(request, asked))
    for text in shown:
        assert "CANARY" not in text
        assert name in text
        assert "blue" in text


@pytest.mark.parametrize("text", [AWKWARD, "'", '"$(id)"', "a\n\n b"])
def test_a_shell_reads_what_was_meant(text: str) -> None:
    asked = profile(auth="none", headers=(("X-Odd", "a 'b' \"c\" $d"),))
    request = built(asked, text)
    url, headers, data = words_of(snippet.curl(request, asked))
    assert url == request.url
    assert headers == {**dict(request.headers), "X-Odd": "a 'b' \"c\" $d"}
    assert data == body(request)


def test_a_call_without_a_body() -> None:
    asked = profile(auth="none")
    request = HttpRequest(method="DELETE", url="https://example.test/v1beta/interactions/1")
    assert snippet.curl(request, asked).endswith("-X DELETE " + request.url + "\n")
    assert "json=body" not in snippet.python(request, asked)


@pytest.mark.parametrize("length", [10, 100_000])
def test_both_run(demo: str, length: int, tmp_path: Path) -> None:
    """Against a real server, also with a body that no argument could hold."""
    asked = Profile(name="test", base_url=demo, secret="env:MY_KEY")
    request = built(asked, AWKWARD + "x" * length)
    environment = {**os.environ, "MY_KEY": CANARY}
    program = tmp_path / "program.py"
    program.write_text(snippet.python(request, asked), "utf-8")
    bash = shutil.which("bash")
    assert bash, "bash is needed for this test"
    assert shutil.which("curl"), "curl is needed for this test"
    script = tmp_path / "script.sh"
    script.write_text(snippet.curl(request, asked), "utf-8")
    commands = [[sys.executable, str(program)], [bash, str(script)]]
    texts = set()
    for command in commands:
        done = subprocess.run(
            command, env=environment, capture_output=True, timeout=PATIENCE_S, check=False
        )
        assert done.returncode == 0, done.stderr
        texts.add(text_of(done.stdout))
    assert len(texts) == 1
    assert texts != {""}


@pytest.mark.parametrize(
    ("path", "globoff"),
    [("/v1/{a,b}[1-3]", True), ("/v1/plain", False)],
)
def test_curl_asks_the_address_as_it_stands(path: str, globoff: bool, tmp_path: Path) -> None:
    """Brackets and braces in it are no pattern for several addresses; a secret may have some."""
    with answering(lambda asked: Reply(200, asked.path.encode())) as server:
        asked = Profile(name="test", base_url=server.base + path, auth="none", event_stream=False)
        script = tmp_path / "script.sh"
        script.write_text(snippet.curl(built(asked, "Hi"), asked), "utf-8")
        assert ("--globoff" in script.read_text("utf-8")) == globoff
        bash = shutil.which("bash")
        assert bash, "bash is needed for this test"
        done = subprocess.run(
            [bash, str(script)], capture_output=True, timeout=PATIENCE_S, check=False
        )
    assert done.returncode == 0, done.stderr
    (only,) = server.asked
    assert done.stdout.decode() == only.path
    assert only.path.startswith(path)


def test_a_secret_in_the_address_may_have_braces() -> None:
    asked = profile(auth="none", query=(("token", "env:MY_TOKEN"),))
    assert "curl --no-buffer --globoff -X POST " in snippet.curl(built(asked, "Hi"), asked)


def test_a_refusal_is_a_failure_of_the_program(demo: str, tmp_path: Path) -> None:
    asked = Profile(name="test", base_url=demo, auth="none")
    program = tmp_path / "program.py"
    program.write_text(snippet.python(built(asked, "error 404"), asked), "utf-8")
    done = subprocess.run(
        [sys.executable, str(program)], capture_output=True, timeout=PATIENCE_S, check=False
    )
    assert done.returncode == 1
    assert b"404" in done.stdout
    assert done.stderr.strip() == b"HTTP 404"
