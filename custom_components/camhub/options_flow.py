"""How what is a matter of taste is changed: the form of an entry's options."""

from typing import Any
from zoneinfo import available_timezones

import voluptuous as vol
from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, OptionsFlow
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from .const import CHOSEN_GROUPS, CONF_GROUPS, CONF_SYSTEM
from .forms import cleaned, schema
from .model.camera import Role
from .protocols import PROTOCOLS
from .protocols.declaration import Field, FieldKind

_GROUPS = SelectSelector(
    SelectSelectorConfig(
        options=CHOSEN_GROUPS,
        multiple=True,
        mode=SelectSelectorMode.LIST,
        translation_key=CONF_GROUPS,
    )
)


class CamHubOptionsFlow(OptionsFlow):
    """What is a matter of taste: the entities of a rig's cameras, and the protocol's own options."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for everything in one form."""
        protocol = PROTOCOLS[self.config_entry.data[CONF_SYSTEM]]
        if user_input is not None:
            data, _ = cleaned(protocol.options, user_input)
            return self.async_create_entry(data=data)
        asked = schema(protocol.options, await self._async_known(protocol.options))
        if protocol.grouped:
            asked = vol.Schema({vol.Optional(CONF_GROUPS): _GROUPS}).extend(asked.schema)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(asked, self.config_entry.options),
        )

    async def _async_known(self, fields: tuple[Field, ...]) -> dict[str, list[str]]:
        """Return what there is to choose from beside what is declared, by the name of the field."""
        known: dict[str, list[str]] = {}
        for field in fields:
            if field.kind is FieldKind.ZONE:
                known[field.name] = await _async_zones(self.hass)
            elif field.kind is FieldKind.RULES:
                chosen = self.config_entry.options.get(field.name, ())
                names = {*self._rules(), *(field.default or ()), *chosen}
                known[field.name] = sorted(names, key=str.casefold)
        return known

    def _rules(self) -> set[str]:
        """Return the names of the lines and zones that the loaded entry knows."""
        if self.config_entry.state is not ConfigEntryState.LOADED:
            return set()
        records = self.config_entry.runtime_data.store.cameras.values()
        return {record.name for record in records if record.role is Role.RULE and record.name}


async def _async_zones(hass: HomeAssistant) -> list[str]:
    """Return the names of all time zones: they are read from the disk."""
    return sorted(await hass.async_add_executor_job(available_timezones))
