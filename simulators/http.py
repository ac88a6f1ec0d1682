"""HTTP as every simulated camera speaks it: the head of a request, and that of an answer."""

from collections.abc import Mapping

REASONS: Mapping[int, str] = {
    200: "OK",
    206: "Partial Content",
    302: "Found",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    409: "Conflict",
    413: "Request Entity Too Large",
    414: "Request-URI Too Long",
    416: "Range Not Satisfiable",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
}
"""Status codes with their usual words."""


def parse(head: bytes) -> tuple[str, str, dict[str, str]]:
    """Return a request's verb, its target as it was sent, and its headers, whose names are in lower case.

    Raises ValueError for what is no HTTP.
    """
    lines = head.decode("latin-1").split("\r\n")
    verb, target, _ = lines[0].split(" ", 2)
    headers = (line.partition(":") for line in lines[1:] if line)
    return verb, target, {name.strip().lower(): value.strip() for name, _, value in headers}


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """Return an answer's status line and headers, with the blank line."""
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Unknown')}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
