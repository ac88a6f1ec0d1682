"""The one ladder of errors; each has its text for the user in the translations.

`key` is the last part of the translation keys: `config.error.<key>`,
`exceptions.<key>` and, of a link that is down, the word in the one warning.
"""

from typing import ClassVar


class LinkError(Exception):
    """Something between us and the system went wrong."""

    key: ClassVar[str] = "unreachable"

    half_open: bool | None = False
    """Whether it still tells what happens; None where it is there to tell and was not heard."""


class Unreachable(LinkError):
    """No such address, or nothing at it answers on the network."""

    key = "unreachable"


class TimedOut(Unreachable):
    """It was there and did not answer in time; a command may have been carried out."""

    key = "timed_out"


class HalfOpen(TimedOut):
    """It still tells what happens and no longer answers what is asked."""

    key = "half_open"
    half_open = True


class Farewell(Unreachable):
    """It said that it goes, and why; it is not to be expected back soon."""

    key = "farewell"


class Refused(LinkError):
    """The host is there and nothing listens at the port."""

    key = "refused"


class NotThisSystem(LinkError):
    """Something else answers at the address."""

    key = "not_this_system"


class NotReady(LinkError):
    """It is the right system in the wrong mode, or with a feature that is off."""

    key = "not_ready"


class WrongMode(NotReady):
    """It is the right maker's camera in a mode that speaks another protocol."""

    key = "wrong_mode"


class TooOld(NotThisSystem):
    """It speaks an edition of the protocol from before the one we know."""

    key = "too_old"


class OtherDevice(LinkError):
    """Another device of the same make answers at the address."""

    key = "other_device"


class Busy(LinkError):
    """It cannot do that at this moment."""

    key = "busy"


class Rejected(LinkError):
    """It understood and said no."""

    key = "rejected"


class Unsupported(LinkError):
    """It cannot do that at all: its edition, version or model lacks it."""

    key = "unsupported"


class BadData(LinkError):
    """What it sent cannot be what it says."""

    key = "bad_data"


class BadRequest(LinkError):
    """What the user asked for does not fit together; the message tells the user why."""

    key = "bad_request"


class Authentication(LinkError):
    """It wants other credentials."""

    key = "authentication"
