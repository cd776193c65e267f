"""The calls for an interaction that exists: look at it, resume its stream, cancel, delete, go on.

`root` is the address under which interactions are created.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, quote

import msgspec

from gemini_desktop.core.protocols import wire
from gemini_desktop.core.protocols.endpoint import misconfigured, with_query
from gemini_desktop.core.request import HttpRequest

_JSON = (("Accept", "application/json"),)
_STREAM = (("Accept", "text/event-stream"),)


def get(root: str, id_: str, *, include_input: bool = False) -> HttpRequest:
    """The interaction as it stands, with its steps once there are any."""
    query = {"include_input": "true"} if include_input else {}
    return HttpRequest(method="GET", url=_address(root, id_, **query), headers=_JSON)


def resume(root: str, id_: str, last_event_id: str = "") -> HttpRequest:
    """The stream after the event of that id; from its beginning without one."""
    after = {"last_event_id": last_event_id} if last_event_id else {}
    url = _address(root, id_, stream="true", **after)
    return HttpRequest(method="GET", url=url, headers=_STREAM)


def cancel(root: str, id_: str) -> HttpRequest:
    """Stop it on the server, too: closing the connection does not."""
    return HttpRequest(method="POST", url=_address(root, id_, "/cancel"), headers=_JSON)


def delete(root: str, id_: str) -> HttpRequest:
    """Make the server forget it."""
    return HttpRequest(method="DELETE", url=_address(root, id_), headers=_JSON)


def continued(created: HttpRequest, id_: str, token: str) -> HttpRequest:
    """The request that asks the model to go on after what `created` brought.

    A server that keeps the interaction is told its id; one that does not gets the input again.
    """
    body: dict[str, Any] = msgspec.json.decode(created.body)
    body["continuation_token"] = token
    if body.get("store") is not False and id_:
        body.pop("input", None)
        body["previous_interaction_id"] = id_
    return msgspec.structs.replace(created, body=wire.dumped(body).encode())


def _address(root: str, id_: str, act: str = "", **query: str) -> str:
    """What the profile adds to each address stands in `root` and stays."""
    if not id_.strip():
        raise misconfigured(
            "interaction_id", "No interaction is named.", "Give the id that its first event told."
        )
    path, _, added = root.partition("?")
    url = f"{path.rstrip('/')}/{quote(id_.strip(), safe='')}{act}"
    return with_query(url, (*query.items(), *parse_qsl(added, keep_blank_values=True)))
