"""How a system is added and changed: the forms are built from what its protocol declares."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, override
from uuid import uuid4

import voluptuous as vol
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    OptionsFlow,
)
from homeassistant.core import callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
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
from homeassistant.helpers.service_info.ssdp import SsdpServiceInfo
from homeassistant.util.network import is_host_valid

from .const import CHOSEN_GROUPS, CONF_GROUPS, CONF_SYSTEM, DOMAIN
from .discovery import announced_system, announcement
from .link.errors import LinkError, NotThisSystem, OtherDevice
from .link.session import Ports
from .protocols import PROTOCOLS
from .protocols.declaration import Field, FieldKind, Found, Protocol


class CamHubConfigFlow(ConfigFlow, domain=DOMAIN):
    """Adds a system, or changes where it is; each protocol's form is a step of its name."""

    VERSION = 1

    _discovered: tuple[Protocol, Mapping[str, Any], Found]

    def __getattr__(self, name: str) -> Any:
        """Return the step that is named like a protocol: its form."""
        prefix, _, step = name.partition("async_step_")
        if prefix or step not in PROTOCOLS:
            raise AttributeError(name)
        return partial(self.async_form, PROTOCOLS[step])

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        return CamHubOptionsFlow()

    @classmethod
    @callback
    @override
    def async_supports_options_flow(cls, config_entry: ConfigEntry) -> bool:
        protocol = PROTOCOLS[config_entry.data[CONF_SYSTEM]]
        return protocol.grouped or bool(protocol.options)

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask which system it is."""
        return self.async_show_menu(step_id="user", menu_options=list(PROTOCOLS))

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask again where the system is."""
        protocol = PROTOCOLS[self._get_reconfigure_entry().data[CONF_SYSTEM]]
        return await self.async_form(protocol, user_input)

    @override
    async def async_step_ssdp(self, discovery_info: SsdpServiceInfo) -> ConfigFlowResult:
        """Look at what announced itself; one that is known already only tells where it is now."""
        if (system := announced_system(discovery_info)) is None:
            return self.async_abort(reason=NotThisSystem.key)
        protocol, discovery = system
        announced = announcement(discovery_info)
        try:
            config = discovery.config(announced)
            if (unique_id := discovery.unique_id(announced)) is None:
                raise NotThisSystem("it does not tell who it is")
            await self.async_set_unique_id(unique_id)
            # An entry that is set up reloads by itself when its data change.
            self._abort_if_unique_id_configured(updates={**config}, reload_on_update=False)
            found = await protocol.probe(config, self._ports())
            if found.unique_id != unique_id:
                raise OtherDevice(f"{found.unique_id} answers for {unique_id}")
        except LinkError as error:
            return self.async_abort(reason=error.key)
        self._discovered = protocol, config, found
        self.context["title_placeholders"] = {"name": found.title}
        return await self.async_step_discovery_confirm()

    async def async_step_discovery_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Add what was discovered once the user wants it."""
        protocol, config, found = self._discovered
        if user_input is not None:
            return await self._async_finish(protocol, config, found)
        return self.async_show_form(
            step_id="discovery_confirm",
            description_placeholders={"name": found.title, "maker": protocol.maker},
        )

    async def async_form(
        self, protocol: Protocol, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the form of a system until somebody answers at what was entered."""
        errors: dict[str, str] = {}
        if user_input is not None:
            data, errors = _cleaned(protocol.fields, user_input)
            if not errors:
                if not protocol.single:
                    address = {name: data[name] for name in protocol.address}
                    self._async_abort_entries_match({CONF_SYSTEM: protocol.name, **address})
                try:
                    found = await protocol.probe(data, self._ports())
                except LinkError as error:
                    errors["base"] = error.key
                else:
                    return await self._async_finish(protocol, data, found)
        return self.async_show_form(
            step_id=protocol.name,
            data_schema=self.add_suggested_values_to_schema(
                _schema(protocol.fields), user_input or self._current()
            ),
            errors=errors,
        )

    async def _async_finish(
        self, protocol: Protocol, config: Mapping[str, Any], found: Found
    ) -> ConfigFlowResult:
        """Keep what was found; a system without an id of its own gets one for good."""
        data = {CONF_SYSTEM: protocol.name, **config, **found.data}
        if self.source == SOURCE_RECONFIGURE:
            if found.unique_id is not None:
                await self.async_set_unique_id(found.unique_id, raise_on_progress=False)
                self._abort_if_unique_id_mismatch()
            entry = self._get_reconfigure_entry()
            result = self.async_update_and_abort(entry, data=data)
            if entry.state is ConfigEntryState.SETUP_RETRY:
                # Only a loaded entry hears of its update; the next retry may be minutes away.
                self.hass.config_entries.async_schedule_reload(entry.entry_id)
            return result
        # A discovery of the same system ends when its entry is made.
        await self.async_set_unique_id(found.unique_id or uuid4().hex, raise_on_progress=False)
        self._abort_if_unique_id_configured()
        return self.async_create_entry(title=found.title, data=data)

    def _ports(self) -> Ports:
        """Return what a probe may use of the world."""
        return Ports(emit=_nobody, http=partial(async_get_clientsession, self.hass))

    def _current(self) -> Mapping[str, Any]:
        """Return what the form starts from."""
        return self._get_reconfigure_entry().data if self.source == SOURCE_RECONFIGURE else {}


class CamHubOptionsFlow(OptionsFlow):
    """What is a matter of taste: the entities of a rig's cameras, and the protocol's own options."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for everything in one form."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        protocol = PROTOCOLS[self.config_entry.data[CONF_SYSTEM]]
        schema = _schema(protocol.options)
        if protocol.grouped:
            schema = vol.Schema({vol.Optional(CONF_GROUPS): _GROUPS}).extend(schema.schema)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(schema, self.config_entry.options),
        )


def _nobody(_: object) -> None:
    """A probe tells what it found by returning it."""


_GROUPS = SelectSelector(
    SelectSelectorConfig(
        options=CHOSEN_GROUPS,
        multiple=True,
        mode=SelectSelectorMode.LIST,
        translation_key=CONF_GROUPS,
    )
)


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
}
"""What asks for a field of each kind in a form."""


def _schema(fields: tuple[Field, ...]) -> vol.Schema:
    """Return the schema of a form with these fields."""
    schema: dict[vol.Marker, Any] = {}
    for field in fields:
        marker = vol.Required if field.required else vol.Optional
        default = vol.UNDEFINED if field.default is None else field.default
        schema[marker(field.name, default=default)] = _SELECTORS[field.kind](field)
    return vol.Schema(schema)


def _cleaned(
    fields: tuple[Field, ...], user_input: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what was entered as it is kept, and what is wrong with it by field."""
    data = dict(user_input)
    errors: dict[str, str] = {}
    for field in fields:
        if field.kind is FieldKind.HOST:
            # One address is to be recognised however it is written.
            host = data[field.name] = user_input[field.name].strip().removesuffix(".").lower()
            if not is_host_valid(host):
                errors[field.name] = "invalid_host"
    return data, errors
