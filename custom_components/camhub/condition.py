"""Conditions with a purpose: what is the case in the pictures of the chosen cameras."""

from collections.abc import Collection
from types import MappingProxyType
from typing import override

from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR_DOMAIN
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import Condition, make_entity_state_condition

from .const import DOMAIN
from .model.vocabulary import Reading

_SPECS = MappingProxyType({BINARY_SENSOR_DOMAIN: DomainSpec()})


def _condition(state: str, readings: Collection[Reading]) -> type[Condition]:
    """Return the condition that the sensors of these readings have the state.

    A camera that is chosen as a whole has others of the same device class.
    """

    class ReadingCondition(make_entity_state_condition(_SPECS, state)):  # type: ignore[misc]
        @override
        def entity_filter(self, entities: set[str]) -> set[str]:
            registry = er.async_get(self._hass)
            return {
                entity_id
                for entity_id in super().entity_filter(entities)
                if (entry := registry.async_get(entity_id)) is not None
                and entry.platform == DOMAIN
                and entry.translation_key in readings
            }

    return ReadingCondition


CONDITIONS: dict[str, type[Condition]] = {
    "crowd_is_present": _condition(STATE_ON, {Reading.CROWD, Reading.ZONE_CROWD}),
    "zone_is_empty": _condition(STATE_OFF, {Reading.ZONE_OCCUPIED}),
    "zone_is_occupied": _condition(STATE_ON, {Reading.ZONE_OCCUPIED}),
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions by name."""
    return CONDITIONS
