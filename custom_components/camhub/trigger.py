"""Triggers with a purpose: something happened at one of the chosen cameras or rigs."""

from types import MappingProxyType
from typing import override

from homeassistant.components.event import ATTR_EVENT_TYPE
from homeassistant.components.event import DOMAIN as EVENT_DOMAIN
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    NotTriggeredReasonReporter,
    StatelessEntityTriggerBase,
    Trigger,
)

from .model.vocabulary import Kind


def _trigger(kind: Kind) -> type[Trigger]:
    """Return the trigger that fires when an event entity tells of this kind."""

    class KindTrigger(StatelessEntityTriggerBase):
        _domain_specs = MappingProxyType({EVENT_DOMAIN: DomainSpec()})

        @override
        def is_valid_state(
            self, state: State, report_not_triggered: NotTriggeredReasonReporter
        ) -> bool:
            return state.attributes.get(ATTR_EVENT_TYPE) == kind

    return KindTrigger


TRIGGERS: dict[str, type[Trigger]] = {
    kind.value: _trigger(kind)
    for kind in (Kind.PHOTO_TAKEN, Kind.SHOT_INCOMPLETE, Kind.CAMERA_LOST)
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers by name."""
    return TRIGGERS
