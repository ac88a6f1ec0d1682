"""The ways a camera, or the network before it, can misbehave."""

from collections.abc import Callable

from simulators.switches import Fault


def _seconds(text: str) -> float:
    if (value := float(text)) < 0:
        raise ValueError("seconds cannot be negative")
    return value


def _count(text: str) -> int:
    if (value := int(text)) < 1:
        raise ValueError("must be 1 or more")
    return value


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"one of {', '.join(words)}")
        return text

    return parse


def _error(text: str) -> tuple[int, str, int]:
    code, _, rest = text.partition(":")
    method, _, times = rest.partition(":")
    return int(code), method, _count(times) if times else 0


def _row(
    name: str,
    text: str,
    value: str = "",
    default: object = True,
    parse: Callable[[str], object] = str,
) -> Fault:
    return Fault(name=name, help=text, value=value, default=default, parse=parse)


FAULTS = (
    _row("silent", "out of reach: connections open, nothing answers, live view stands still"),
    _row("refused", "every port is closed"),
    _row("slow", "answers every call SECONDS late", "SECONDS", 2.0, _seconds),
    _row("error", "answers CODE to every call, or to METHOD, or to that only the next TIMES times",
         "CODE[:METHOD[:TIMES]]", (1, "", 0), _error),
)  # fmt: skip
"""Every fault the simulator knows; help, parsing and the tests read this table."""
