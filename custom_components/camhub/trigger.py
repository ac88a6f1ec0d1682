"""Triggers with a purpose: something happened at one of the chosen cameras or rigs."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, override

import voluptuous as vol
from homeassistant.components.event import ATTR_EVENT_TYPE
from homeassistant.components.event import DOMAIN as EVENT_DOMAIN
from homeassistant.const import CONF_OPTIONS
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    NotTriggeredReasonReporter,
    StatelessEntityTriggerBase,
    Trigger,
    TriggerConfig,
)
from homeassistant.util import slugify

from .model.vocabulary import Kind

RULE: Final = "rule"
OBJECT_CLASS: Final = "object_class"
DIRECTION: Final = "direction"

DIRECTIONS: Final = ("in", "out")


def _folded(name: Any) -> str:
    return cv.string(name).strip().casefold()


_FORMS: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        RULE: _folded,
        OBJECT_CLASS: lambda name: slugify(cv.string(name)),
        DIRECTION: vol.In(DIRECTIONS),
    }
)
"""What may narrow a trigger: data of the event, and the form in which what was typed is compared with them."""


def _trigger(kind: Kind, *options: str) -> type[Trigger]:
    """Return the trigger that fires when an event entity tells of this kind.

    Each option takes one or several of which the event has to have one; none means any.
    """

    class KindTrigger(StatelessEntityTriggerBase):
        _domain_specs = MappingProxyType({EVENT_DOMAIN: DomainSpec()})
        _schema = ENTITY_STATE_TRIGGER_SCHEMA.extend(
            {
                vol.Required(CONF_OPTIONS, default={}): {
                    vol.Optional(name): vol.All(cv.ensure_list, [_FORMS[name]]) for name in options
                }
            }
        )

        def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
            super().__init__(hass, config)
            self._wanted = {name: wanted for name in options if (wanted := self._options.get(name))}

        @override
        def is_valid_state(
            self, state: State, report_not_triggered: NotTriggeredReasonReporter
        ) -> bool:
            told = state.attributes
            return told.get(ATTR_EVENT_TYPE) == kind and all(
                name in told and _FORMS[name](told[name]) in wanted
                for name, wanted in self._wanted.items()
            )

    return KindTrigger


TRIGGERS: dict[str, type[Trigger]] = {
    kind.value: _trigger(kind, *options)
    for kind, options in {
        Kind.PHOTO_TAKEN: (),
        Kind.SHOT_INCOMPLETE: (),
        Kind.CAMERA_LOST: (),
        Kind.LINE_CROSSED: (RULE, DIRECTION, OBJECT_CLASS),
        Kind.ZONE_JOINED: (RULE, OBJECT_CLASS),
        Kind.ZONE_LEFT: (RULE, OBJECT_CLASS),
        Kind.DWELL: (RULE, OBJECT_CLASS),
        Kind.CROWD_APPEARED: (RULE,),
        Kind.CAMERA_OBSTRUCTED: (),
    }.items()
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers by name."""
    return TRIGGERS
