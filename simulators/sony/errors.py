"""What a camera answers when it does not do what it is asked (error table of the API reference)."""

from enum import IntEnum

HTTP_ERRORS = (400, 599)
"""Codes between these are the HTTP status of the reply as well."""


class Code(IntEnum):
    """Error codes that the simulator gives by itself."""

    ANY = 1
    TIMEOUT = 2
    ILLEGAL_ARGUMENT = 3
    ILLEGAL_REQUEST = 5
    NO_SUCH_METHOD = 12
    UNSUPPORTED_VERSION = 14
    FORBIDDEN = 403
    NOT_FOUND = 404
    INTERNAL = 500
    SHOOTING_FAIL = 40400
    NOT_READY = 40401
    ALREADY_POLLING = 40402
    STILL_CAPTURING = 40403
    STORAGE_REMOVED = 41002
    NOT_DELETED = 41003


TEXTS: dict[int, str] = {
    1: "Not Available Now",
    2: "Timeout",
    3: "illegal argument",
    5: "Illegal Request",
    14: "Unsupported Version",
    404: "Not Found",
    500: "Internal Server Error",
    40400: "Shooting fail",
    40401: "Camera Not Ready",
    40402: "Already Running Polling Api",
    40403: "Long shooting",
    41002: "StorageRemoved",
    41003: "Some content could not be deleted",
}
"""Texts beside a code where a body does not say the method's name; they differ by model and mean nothing."""


class RpcError(Exception):
    """A method's refusal."""

    def __init__(self, code: int, text: str = "") -> None:
        """Refuse with a code and, where it is not the body's usual one, a text."""
        super().__init__(code, text)
        self.code = code
        self.text = text
