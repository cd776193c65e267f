"""Every way in which an exchange fails: what is said of it, why it happens, and what to do next.

One row a kind, so that each can be tested, documented and translated: a translation is another
table with the same ids. `{host}` and the other fields are filled in by `failure`. What was kept is
the same for all: every byte received is on disk before anything reads it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from gemini_desktop.core.errors import Failure

Place: TypeAlias = Literal["here", "network", "server", "answer"]
"""Where it went wrong: before sending, on the way, at the server, or in what it sent."""


class Row(NamedTuple):
    """One kind of failure."""

    place: Place
    says: str
    """What happened. A server's refusal without a full stop: its own words may follow."""
    cause: str
    advice: str


_AGAIN = "Check the network and try again."
_LONGER = "Try again, or allow a longer wait in the settings; thinking takes time."
_RAW = "Look at the raw bytes in the inspector, and check the base URL and the protocol."
_OPERATOR = "Ask whoever runs the server or proxy; the raw bytes are in the inspector."
_PERMISSIONS = "Check the permissions of the key or the project."

TABLE: dict[str, Row] = {
    # --- on the way ----------------------------------------------------------------------------
    "timeout_connect": Row("network", "No connection to {host} within {after}.",
        "the network or a firewall drops packets", _AGAIN),
    "timeout_first_byte": Row("network",
        "{host} took the request and sent no whole answer head within {after}.",
        "the server is busy, or waits for something itself", _LONGER),
    "timeout_first_event": Row("network", "{host} sent no first event within {limit}.",
        "the model thinks longer than was allowed", _LONGER),
    "timeout_idle": Row("network",
        "{host} fell silent; the wait was given up {after} after the request.",
        "the connection died without a word, or the model thinks", _LONGER),
    "timeout_stall": Row("network", "No event came from {host} for {limit}.",
        "only comments came, or nothing", _LONGER),
    "timeout_total": Row("network", "The exchange with {host} was not over after {limit}.",
        "the answer is longer, or slower, than was allowed",
        "Allow more time in all, or ask for less."),
    "dns": Row("network", "The name {host} is not known.",
        "a misspelt base URL, or no network",
        "Check the spelling of the base URL, and the network."),
    "tls": Row("network", "No safe (TLS) connection to {host} could be made.",
        "a proxy in between, an old server, or the wrong port",
        "Check that the address is right and that no proxy stands in between."),
    "tls_certificate": Row("network", "The certificate of {host} is not trusted: {why}.",
        "a company's proxy, a self-signed or expired certificate, or a wrong clock",
        "Check the address and the clock. A company's own authority belongs into the system's "
        "trust store, or into the profile's certificates (--ca-file)."),
    "tls_on_plain_port": Row("network", "{host} seems to speak TLS, and was asked without.",
        "the port speaks https", "Write https:// in the base URL instead of http://."),
    "connect_refused": Row("network", "{host} refused the connection; nothing listens there.",
        "a wrong port, or the server does not run",
        "Check the base URL and its port, and that the server runs."),
    "unreachable": Row("network", "There is no way to {host} from here.",
        "no network, or none that leads there", _AGAIN),
    "connect_failed": Row("network", "No connection to {host} could be made.",
        "the network", _AGAIN),
    "connection_lost": Row("network", "The connection to {host} was lost after {after}.",
        "the network, or the server was restarted", _AGAIN),
    "closed_before_answer": Row("network", "{host} closed the connection before answering.",
        "the server was restarted, or a proxy gave up", "Try again."),
    "proxy": Row("network", "The proxy {proxy} did not let us through to {host}.",
        "the proxy's rules", "Ask whoever runs the proxy, or enter another one (or “direct”) in "
        "the profile."),
    "proxy_password": Row("network", "The proxy {proxy} wants a name and a password (407).",
        "no password, or a wrong one",
        "Set HTTPS_PROXY=http://NAME:PASSWORD@HOST:PORT in the environment; a profile holds no "
        "password."),
    "proxy_unreachable": Row("network",
        "The proxy {proxy} cannot be reached, so {host} was not asked.",
        "a proxy that does not run, or a slip in its address",
        "Check the profile's proxy, else HTTPS_PROXY in the environment; “direct” in the profile "
        "uses none."),
    "unexpected": Row("network", "Something unexpected broke the exchange with {host}.",
        "not known", "Try again; the inspector shows what had come."),
    # --- before sending ------------------------------------------------------------------------
    "bad_url": Row("here", "“{host}” is no address that can be called.",
        "a slip in the base URL",
        "Check the base URL in the settings; it begins with https:// or http://."),
    "bad_request_headers": Row("here",
        "The request could not be sent: a header has characters that are not allowed.",
        "a line break or blank in a key or an extra header",
        "Check the key and the extra headers in the settings."),
    # --- in what was sent ----------------------------------------------------------------------
    "http_protocol": Row("answer", "What {host} sent is not HTTP as it should be.",
        "another kind of server, or a broken proxy",
        "Check the port and whether the address wants https:// instead of http://."),
    "head_too_large": Row("answer", "The head of the answer of {host} is larger than is taken.",
        "a flood of headers", _OPERATOR),
    "bad_status_line": Row("answer", "The answer of {host} begins with no status of HTTP.",
        "another kind of server, or a broken proxy",
        "Check the base URL and its port; the line stands in the details."),
    "bad_header": Row("answer", "The answer of {host} has a header that HTTP does not allow.",
        "a broken proxy, or an attack", _OPERATOR),
    "bad_chunks": Row("answer", "The body from {host} is not cut into chunks as HTTP says.",
        "a broken proxy", _OPERATOR),
    "body_cut": Row("answer",
        "{host} closed the connection before the body was whole, after {after}.",
        "the network, or the server was restarted", "Try again; what came is in the inspector."),
    "body_too_large": Row("answer",
        "The answer of {host} is larger than {limit} bytes. Reading stopped there.",
        "an answer without end", "What had come is kept; ask for less."),
    "content_coding": Row("answer",
        "The answer is compressed as “{coding}”, which nobody asked for.",
        "a proxy that compresses everything",
        "Ask whoever runs the server or proxy to send it uncompressed; the raw bytes are in the "
        "inspector."),
    "bad_gzip": Row("answer", "The answer says that it is gzip, and it is not.",
        "a broken proxy", _OPERATOR),
    "compression_bomb_too_large": Row("answer",
        "{came} compressed bytes swelled to more than {gone}; no answer does that. Reading "
        "stopped there.", "an attack, or a broken server", _OPERATOR),
    "empty": Row("answer", "The server sent an empty answer.", "a broken gateway",
        "Try again; if it goes on, look at the response headers in the inspector."),
    "no_events": Row("answer",
        "No events were found in what the server sent; it is kept as it came.",
        "another protocol, or a broken gateway", _RAW),
    "web_page": Row("answer", "A web page came instead of an API answer.{said}",
        "the login page of a network, or the address of a web site",
        "Is it the login page of a network? Open a browser and sign in, or check the base URL."),
    "plain_text": Row("answer", "Plain text came instead of an API answer.{said}",
        "a gateway with errors of its own",
        "Check the base URL; the whole text is in the inspector."),
    # --- the server's refusals -----------------------------------------------------------------
    "redirect": Row("server", "The server redirects to {where} (HTTP {status}), which was not "
        "followed.", "the key would travel to a host that nobody named",
        "If you trust the new address, write it into the profile's base URL."),
    "not_modified": Row("server", "The server says that nothing has changed (HTTP {status}), "
        "though nobody asked for that.", "a cache in between", _OPERATOR),
    "bad_request": Row("server", "The server did not accept the request",
        "a parameter or value that this model does not take",
        "Check the request data: the parameters and the model name; it stands in the inspector."),
    "unauthenticated": Row("server", "The key or token was not accepted",
        "it is wrong, expired, or of another service",
        "Check that the key is valid and not expired, or the token, or the credentials file, and "
        "that it belongs to this base URL."),
    "key_expired": Row("server", "The key has expired", "keys may have an end",
        "Make a new key and enter it in the settings."),
    "payment": Row("server", "The server wants to be paid", "the credit is used up",
        "Check the account's credit or billing."),
    "billing": Row("server", "Billing is not enabled for the project", "the project's settings",
        "Enable billing for the project, or use another one."),
    "forbidden": Row("server", "The key is known but not allowed to do this",
        "a permission or a role is missing", _PERMISSIONS),
    "api_disabled": Row("server", "The API is not enabled in the project", "a new project",
        "Enable the API in the Cloud console (the details have the address), then wait a minute."),
    "token_scope": Row("server", "The token is not allowed to use this API",
        "it was made without the scope cloud-platform",
        "Sign in again with the scope https://www.googleapis.com/auth/cloud-platform."),
    "region": Row("server", "The API is not offered in this place", "the provider's rules",
        "Use another region, or Vertex AI."),
    "not_found": Row("server", "The server does not know this address or model",
        "a misspelt or retired model, or another region",
        "Check the model name, the base URL and the region."),
    "method": Row("server", "The address takes no such call", "the base URL is not an API's",
        "Check the base URL and the protocol."),
    "server_timeout": Row("server", "The server gave up waiting", "a slow upload", "Try again."),
    "conflict": Row("server", "The request conflicts with another one", "two calls at a time",
        "Wait until the other one is done."),
    "gone": Row("server", "The model or address is no more", "it was retired",
        "Choose another model."),
    "too_large": Row("server", "The request is too large", "attachments, or a long conversation",
        "Send fewer or smaller attachments."),
    "media_type": Row("server", "The server does not take this kind of file", "an attachment",
        "Attach another kind of file."),
    "unprocessable": Row("server", "The server could not make sense of the request",
        "a field of a wrong type", "Check the parameters; the request stands in the inspector."),
    "rate_limited": Row("server", "Too many requests, or the quota is used up",
        "the limits of the key, the project or the model",
        "Wait a moment and try again; a daily quota needs a new day or another key."),
    "quota_of_the_day": Row("server", "The quota of the day is used up",
        "the limits of the free tier, as a rule",
        "Wait for the new day (midnight Pacific time), or use another key or model."),
    "request_headers_too_large": Row("server", "The headers of the request are too large",
        "extra headers", "Check the extra headers in the settings."),
    "client_closed": Row("server", "The request was cancelled on the way", "a proxy gave up",
        "Try again."),
    "refused": Row("server", "The server refused the request", "not known",
        "Read the server's words, and the inspector for what came before."),
    "server_error": Row("server", "The server failed", "a fault over there",
        "Try again; if it goes on, try another model."),
    "not_implemented": Row("server", "The server cannot do this", "a feature that it lacks",
        "Check the parameters and the protocol."),
    "bad_gateway": Row("server", "A proxy got no good answer from the server",
        "the server restarts", "Try again in a moment."),
    "unavailable": Row("server", "The model is overloaded or down", "too many users",
        "Try again in a moment."),
    "gateway_timeout": Row("server", "The server took too long", "a long prompt, or load",
        "Try again, with a shorter prompt."),
    "odd_status": Row("server", "The server answered with a status that does not exist",
        "a proxy or a guard against robots", _RAW),
    "reported": Row("server", "The server reported an error", "not known",
        "Read the server's words, and the inspector for what came before."),
}  # fmt: skip


def is_limit(failure: Failure) -> bool:
    """Whether more was said than is taken, or packed in a way that is not undone."""
    return failure.kind.endswith(("too_large", "gzip", "coding"))


def failure(kind: str, *, detail: str = "", status: int | None = None, **fields: str) -> Failure:
    """The failure of this kind in words. KeyError where the kind or a field is not known."""
    row = TABLE[kind]
    message = row.says.format(status=status, **fields)
    return Failure(kind=kind, message=message, advice=row.advice, detail=detail, status=status)
