"""Switches of a simulator: its faults and its assumptions, each one table that parsing and help are made from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from typing import Any


class SwitchError(ValueError):
    """A switch was named that does not exist, or given a value that it does not take."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to misbehave: `--fault name` or `--fault name=VALUE`.

    `value` is the value's placeholder in the help (empty: it takes none), `default` what counts when none is given.
    """

    name: str
    help: str
    value: str = ""
    default: object = True
    parse: Callable[[str], object] = str


class Faults:
    """The faults that are switched on now, out of a simulator's table."""

    def __init__(
        self, table: Iterable[Fault], chosen: Iterable[str | tuple[str, object]] = ()
    ) -> None:
        """Know the faults in `table`, and have on those that are chosen, by name or with their values."""
        self._table = {row.name: row for row in table}
        self._values: dict[str, object] = {}
        for fault in chosen:
            self.set(*((fault,) if isinstance(fault, str) else fault))

    def __contains__(self, name: str) -> bool:
        """Tell whether the fault `name` is on."""
        return name in self._values

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the faults that are on."""
        return tuple(self._values)

    def set(self, name: str, value: object = None) -> None:
        """Switch a fault on; text is parsed as on the command line, None stands for the fault's default value."""
        if (row := self._table.get(name)) is None:
            raise SwitchError(f"unknown fault {name!r}; known: {', '.join(self._table)}")
        if isinstance(value, str):
            try:
                value = row.parse(value)
            except ValueError as error:
                raise SwitchError(f"fault {name}: {error}") from error
        self._values[name] = row.default if value is None else value

    def clear(self, name: str) -> None:
        """Switch a fault off; one that is off already stays off."""
        if name not in self._table:
            raise SwitchError(f"unknown fault {name!r}")
        self._values.pop(name, None)

    def value[T](self, name: str, kind: type[T]) -> T | None:
        """Return the value of a fault when it is on and of that kind, else None."""
        value = self._values.get(name)
        return value if isinstance(value, kind) else None

    def number(self, name: str) -> float:
        """Return the value of a numeric fault, 0 when it is off."""
        value = self._values.get(name, 0)
        return float(value) if isinstance(value, int | float) else 0.0


def seconds(text: str) -> float:
    """Read a fault's seconds. Raises ValueError where they are negative or no number."""
    if (value := float(text)) < 0:
        raise ValueError("seconds cannot be negative")
    return value


def count(text: str) -> int:
    """Read how many of something a fault is about. Raises ValueError for less than one."""
    if (value := int(text)) < 1:
        raise ValueError("must be 1 or more")
    return value


def one_of(*words: str) -> Callable[[str], str]:
    """Return what reads one of these words; it raises ValueError for any other."""

    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"one of {', '.join(words)}")
        return text

    return parse


def worded(name: str, text: str, *words: str) -> Fault:
    """Declare a fault whose value is one of these words, the first unless told otherwise."""
    return Fault(name, text, "|".join(words), words[0], one_of(*words))


def assumption[T](default: T, text: str, *choices: str) -> T:
    """Declare one field of an assumptions dataclass: what is assumed, its help, and the words it takes."""
    return field(default=default, metadata={"help": text, "choices": choices})


def read_assumptions[T](kind: type[T], pairs: Sequence[str]) -> T:
    """Build the assumptions dataclass `kind` from `NAME=VALUE` texts.

    Raises SwitchError for an unknown name or a value of the wrong kind.
    """
    rows = _rows(kind)
    values: dict[str, object] = {}
    for pair in pairs:
        name, _, text = pair.partition("=")
        if (row := rows.get(name)) is None:
            raise SwitchError(f"unknown assumption {name!r}; known: {', '.join(rows)}")
        values[name] = _parse(row, text)
    make: Callable[..., T] = kind
    return make(**values)


def settle[T](kind: type[T], given: T | Mapping[str, object] | None) -> T:
    """Return the assumptions of `kind`, given as such or by their names. Raises SwitchError as read_assumptions does."""
    if given is not None and not isinstance(given, Mapping):
        return given
    return read_assumptions(
        kind,
        [
            f"{name}={str(value).lower() if isinstance(value, bool) else value}"
            for name, value in (given or {}).items()
        ],
    )


def describe_assumptions(kind: type) -> list[str]:
    """Return the help of every assumption, one line each."""
    lines = []
    for name, row in _rows(kind).items():
        choices = "|".join(row.metadata["choices"])
        shown = str(row.default).lower() if isinstance(row.default, bool) else row.default
        lines.append(
            f"{name}={choices or type(row.default).__name__.upper()} (default {shown}): {row.metadata['help']}"
        )
    return lines


def describe_faults(table: Iterable[Fault]) -> list[str]:
    """Return the help of every fault, one line each."""
    return [f"{row.name}{f'[={row.value}]' if row.value else ''}: {row.help}" for row in table]


def _rows(kind: Any) -> dict[str, Field[Any]]:
    return {row.name: row for row in fields(kind)}


def _parse(row: Field[Any], text: str) -> object:
    choices = row.metadata["choices"]
    if choices and text not in choices:
        raise SwitchError(f"assumption {row.name}: {text!r} is none of {', '.join(choices)}")
    if isinstance(row.default, bool):
        if text not in ("true", "false"):
            raise SwitchError(f"assumption {row.name}: true or false, not {text!r}")
        return text == "true"
    read: Callable[[str], object] = type(row.default)
    try:
        return read(text)
    except ValueError as error:
        raise SwitchError(f"assumption {row.name}: {error}") from error
