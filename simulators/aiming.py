"""Faults that befall some of what is asked, and only so often: `VALUE[:WHERE[:TIMES]]`."""

from collections.abc import Callable

from simulators.switches import Fault, Faults, count

type Meant = Callable[[str], bool]
"""Tells whether a WHERE means what is asked now."""


def aimed(
    name: str,
    text: str,
    value: str = "",
    default: object = None,
    parse: Callable[[str], object] | None = None,
    *,
    everywhere: str,
    where: Callable[[str], str] = str,
    place: str = "WHERE",
) -> Fault:
    """Declare a fault that `VALUE[:WHERE[:TIMES]]` switches on, or `WHERE[:TIMES]` where it has no `parse`.

    `everywhere` is the WHERE that counts when none is given, `where` reads one, and `place` is what the help calls it.
    """

    def parse_aimed(given: str) -> object:
        meant, rest = None, given
        if parse is not None:
            head, _, rest = given.partition(":")
            meant = parse(head)
        at, _, times = rest.partition(":")
        return meant, where(at or everywhere), count(times) if times else 0

    placeholder = f"{value}[:{place}[:TIMES]]" if value else f"{place}[:TIMES]"
    return Fault(name, text, placeholder, (default, everywhere, 0), parse_aimed)


def befalls(faults: Faults, name: str, meant: Meant) -> bool:
    """Tell whether an aimed fault is on for what is meant, and count it."""
    if (fault := faults.value(name, tuple)) is None:
        return False
    value, where, times = fault
    if not meant(where):
        return False
    if times == 1:
        faults.clear(name)
    elif times:
        faults.set(name, (value, where, times - 1))
    return True


def aimed_value[T](faults: Faults, name: str, kind: type[T], meant: Meant) -> T | None:
    """Return the value of an aimed fault where it befalls what is meant, else None."""
    value, *_ = faults.value(name, tuple) or (None,)
    if not befalls(faults, name, meant):
        return None
    assert isinstance(value, kind)
    return value
