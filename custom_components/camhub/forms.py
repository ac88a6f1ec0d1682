"""Forms, built from the fields that a protocol declares."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import voluptuous as vol
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.util.network import is_host_valid

from .protocols.declaration import Field, FieldKind

MAX_NAME = 255
"""Characters of a name, as in a state."""


def _number(field: Field) -> NumberSelector:
    config = NumberSelectorConfig(
        mode=NumberSelectorMode.BOX,
        step="any" if field.kind is FieldKind.NUMBER else 1,
    )
    if field.minimum is not None:
        config["min"] = field.minimum
    if field.maximum is not None:
        config["max"] = field.maximum
    if field.unit is not None:
        config["unit_of_measurement"] = field.unit
    return NumberSelector(config)


def _port(_: Field) -> Any:
    config = NumberSelectorConfig(min=1, max=65535, step=1, mode=NumberSelectorMode.BOX)
    return vol.All(NumberSelector(config), vol.Coerce(int))


def _rules(_: Field, known: Sequence[str]) -> Any:
    return SelectSelector(
        SelectSelectorConfig(
            options=list(known), multiple=True, custom_value=True, mode=SelectSelectorMode.DROPDOWN
        )
    )


def _choices(field: Field) -> Any:
    return SelectSelector(
        SelectSelectorConfig(
            options=list(field.choices),
            multiple=True,
            mode=SelectSelectorMode.LIST,
            translation_key=field.name,
        )
    )


def _zone(_: Field, known: Sequence[str]) -> Any:
    return SelectSelector(
        SelectSelectorConfig(options=list(known), mode=SelectSelectorMode.DROPDOWN)
    )


_SELECTORS: dict[FieldKind, Callable[[Field], Any]] = {
    FieldKind.HOST: lambda _: TextSelector(),
    FieldKind.PORT: _port,
    FieldKind.TEXT: lambda _: TextSelector(),
    FieldKind.SECRET: lambda _: TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD)),
    FieldKind.INTEGER: lambda field: vol.All(_number(field), vol.Coerce(int)),
    FieldKind.NUMBER: _number,
    FieldKind.BOOLEAN: lambda _: BooleanSelector(),
    FieldKind.CHOICE: lambda field: SelectSelector(
        SelectSelectorConfig(options=list(field.choices), translation_key=field.name)
    ),
    FieldKind.CHOICES: _choices,
}
"""What asks for a field of each kind in a form."""

_OPEN_SELECTORS: dict[FieldKind, Callable[[Field, Sequence[str]], Any]] = {
    FieldKind.RULES: _rules,
    FieldKind.ZONE: _zone,
}
"""What asks for a field of those kinds whose choices are known only while the form is shown."""


def schema(
    fields: tuple[Field, ...], known: Mapping[str, Sequence[str]] | None = None
) -> vol.Schema:
    """Return the schema of a form with these fields; `known` are choices that are not declared."""
    markers: dict[vol.Marker, Any] = {}
    for field in fields:
        marker = vol.Required if field.required else vol.Optional
        default = list(field.default) if isinstance(field.default, tuple) else field.default
        if (select := _OPEN_SELECTORS.get(field.kind)) is not None:
            selector = select(field, (known or {}).get(field.name, ()))
        else:
            selector = _SELECTORS[field.kind](field)
        markers[marker(field.name, default=vol.UNDEFINED if default is None else default)] = (
            selector
        )
    return vol.Schema(markers)


def cleaned(
    fields: tuple[Field, ...], user_input: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what was entered as it is kept, and what is wrong with it by field."""
    data = dict(user_input)
    errors: dict[str, str] = {}
    for field in fields:
        match field.kind:
            case FieldKind.HOST:
                # One address is to be recognised however it is written.
                entered = user_input.get(field.name, "")
                host = data[field.name] = entered.strip().removesuffix(".").lower()
                if (host or field.required) and not is_host_valid(host):
                    errors[field.name] = "invalid_host"
            case FieldKind.RULES:
                names = (name.strip()[:MAX_NAME] for name in user_input.get(field.name, ()))
                data[field.name] = [name for name in dict.fromkeys(names) if name]
    return data, errors
