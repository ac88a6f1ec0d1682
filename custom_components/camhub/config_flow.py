"""How a system is added and changed: the forms are built from what its protocol declares."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, override
from uuid import uuid4

from homeassistant.components.webhook import (
    async_generate_id,
    async_generate_path,
    async_generate_url,
)
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
    OptionsFlow,
)
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.network import NoURLAvailableError
from homeassistant.helpers.service_info.ssdp import SsdpServiceInfo
from homeassistant.helpers.translation import async_get_translations

from . import webhook
from .const import CONF_LOCAL_ONLY, CONF_SYSTEM, DOMAIN
from .devices import identifier
from .discovery import announced_system, announcement
from .firmware import outdated
from .forms import cleaned, schema
from .link.errors import LinkError, NotThisSystem, OtherDevice
from .link.session import Ports
from .options_flow import CamHubOptionsFlow
from .protocols import PROTOCOLS
from .protocols.declaration import FieldKind, Found, Protocol

CALL_PATIENCE = 120.0
"""Seconds that the form waits for a call to the webhook, as long as it takes to enter its address."""


class CamHubConfigFlow(ConfigFlow, domain=DOMAIN):
    """Adds a system, or changes where it is; each protocol's form is a step of its name."""

    VERSION = 1

    _chosen: tuple[Protocol, Mapping[str, Any], Found]
    """What was found and is not kept yet: the system, what was entered, and what answered."""

    def __init__(self) -> None:
        """Begin; nobody calls yet."""
        self._webhook_id: str | None = None
        self._called = asyncio.Event()
        self._waiting: asyncio.Task[bool] | None = None
        self._unlisten: Callable[[], None] | None = None

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
        self._chosen = protocol, config, found
        self.context["title_placeholders"] = {"name": found.title}
        return await self.async_step_discovery_confirm()

    async def async_step_discovery_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Add what was discovered once the user wants it."""
        protocol, config, found = self._chosen
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
            data, errors = cleaned(protocol.fields, user_input)
            if not errors:
                self._refuse_address(protocol, data)
                try:
                    found = await protocol.probe(data, self._ports())
                except LinkError as error:
                    errors["base"] = await self._async_worded(protocol, error)
                else:
                    return await self._async_finish(protocol, data, found)
        return self.async_show_form(
            step_id=protocol.name,
            data_schema=self.add_suggested_values_to_schema(
                schema(protocol.fields), user_input or self._current()
            ),
            errors=errors,
        )

    async def _async_finish(
        self, protocol: Protocol, config: Mapping[str, Any], found: Found
    ) -> ConfigFlowResult:
        """Keep what was found, once the user was warned of what may be wrong with it."""
        self._chosen = protocol, config, found
        await self._async_refuse_known()
        if outdated(found.firmware, protocol.oldest_firmware):
            return await self.async_step_firmware_old()
        return await self._async_go_on()

    async def async_step_firmware_old(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Warn of a firmware from before the one that the maker says is needed."""
        protocol, _, found = self._chosen
        if user_input is not None:
            return await self._async_go_on()
        return self.async_show_form(
            step_id="firmware_old",
            description_placeholders={
                "name": found.title,
                "firmware": found.firmware or "",
                "oldest": protocol.oldest_firmware or "",
            },
        )

    async def _async_go_on(self) -> ConfigFlowResult:
        """Keep what was found, once a system that calls by itself knows where to."""
        protocol, *_ = self._chosen
        if protocol.webhook is None:
            return await self._async_keep()
        self._listen(protocol.webhook)
        return await self.async_step_webhook()

    async def async_step_webhook(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show where the system is to call, and offer to wait until it does."""
        return self._webhook_menu("webhook")

    async def async_step_webhook_wait(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Wait for a call that is one of the system's own."""
        if self._waiting is None:
            # Home Assistant's stop waits for no background task.
            self._waiting = self.hass.async_create_background_task(
                self._async_wait(), f"{DOMAIN} webhook"
            )
        if not self._waiting.done():
            return self.async_show_progress(
                step_id="webhook_wait",
                progress_action="webhook_wait",
                description_placeholders=self._address(),
                progress_task=self._waiting,
            )
        called = self._waiting.result()
        self._waiting = None
        return self.async_show_progress_done(
            next_step_id="webhook_called" if called else "webhook_missed"
        )

    async def async_step_webhook_missed(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that nobody called, and what that may come from."""
        return self._webhook_menu("webhook_missed")

    async def async_step_webhook_called(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Keep a system whose call was heard."""
        return await self._async_keep()

    async def async_step_webhook_skip(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Keep a system that was not waited for."""
        return await self._async_keep()

    @callback
    @override
    def async_remove(self) -> None:
        """Listen no more, however the flow ended."""
        if self._unlisten is not None:
            self._unlisten()

    def _listen(self, read: Callable[[bytes], object]) -> None:
        """Hear the calls of the system from now on: one may come before anybody waits for it."""
        reconfigured = self._reconfigured()
        options = {} if reconfigured is None else reconfigured.options
        self._webhook_id = self._current().get(CONF_WEBHOOK_ID) or async_generate_id()

        def receive(body: bytes) -> None:
            read(body)
            self._called.set()

        self._unlisten = webhook.listen(
            self.hass,
            self._webhook_id,
            self._chosen[2].title,
            receive,
            local_only=bool(options.get(CONF_LOCAL_ONLY, True)),
        )

    async def _async_wait(self) -> bool:
        """Return whether the system called before the patience was at an end."""
        try:
            async with asyncio.timeout(CALL_PATIENCE):
                await self._called.wait()
        except TimeoutError:
            return False
        return True

    def _webhook_menu(self, step_id: str) -> ConfigFlowResult:
        return self.async_show_menu(
            step_id=step_id,
            menu_options=["webhook_wait", "webhook_skip"],
            description_placeholders=self._address(),
        )

    def _address(self) -> dict[str, str]:
        """Return the address of the webhook; an ellipsis stands for what Home Assistant does not know."""
        assert self._webhook_id is not None
        try:
            address = async_generate_url(self.hass, self._webhook_id, prefer_external=False)
        except NoURLAvailableError:
            address = f"…{async_generate_path(self._webhook_id)}"
        return {"address": address}

    async def _async_keep(self) -> ConfigFlowResult:
        """Keep what was found; a system without an id of its own gets one for good."""
        protocol, config, found = self._chosen
        # Another flow may have added it while this one waited.
        await self._async_refuse_known()
        data = {CONF_SYSTEM: protocol.name, **config, **found.data}
        if self._webhook_id is not None:
            data[CONF_WEBHOOK_ID] = self._webhook_id
        if (entry := self._reconfigured()) is not None:
            result = self.async_update_and_abort(entry, data=data)
            if entry.state is ConfigEntryState.SETUP_RETRY:
                # Only a loaded entry hears of its update; the next retry may be minutes away.
                self.hass.config_entries.async_schedule_reload(entry.entry_id)
            return result
        if found.unique_id is None:
            await self.async_set_unique_id(uuid4().hex)
        return self.async_create_entry(title=found.title, data=data)

    async def _async_refuse_known(self) -> None:
        """End the flow where what was found is set up already, or is not what the entry stands for."""
        protocol, config, found = self._chosen
        self._refuse_address(protocol, config)
        self._refuse_cameras(protocol, found)
        if found.unique_id is not None:
            # A discovery of the same system ends when its entry is made.
            await self.async_set_unique_id(found.unique_id, raise_on_progress=False)
            if self.source == SOURCE_RECONFIGURE:
                self._abort_if_unique_id_mismatch()
            else:
                self._abort_if_unique_id_configured()

    def _refuse_address(self, protocol: Protocol, config: Mapping[str, Any]) -> None:
        """End the flow where another entry has this address; where none was entered, none has."""
        if protocol.single:
            return
        hosts = [config[field.name] for field in protocol.fields if field.kind is FieldKind.HOST]
        if all(hosts):
            address = {name: config[name] for name in protocol.address}
            self._async_abort_entries_match({CONF_SYSTEM: protocol.name, **address})

    def _refuse_cameras(self, protocol: Protocol, found: Found) -> None:
        """End the flow where another entry of the system has one of these cameras, loaded or not."""
        devices = dr.async_get(self.hass)
        for entry in self._async_current_entries(include_ignore=False):
            if entry is self._reconfigured() or entry.data[CONF_SYSTEM] != protocol.name:
                continue
            for key in found.cameras:
                if devices.async_get_device_by_identifier(identifier(entry, key), entry.entry_id):
                    raise AbortFlow("already_configured")

    async def _async_worded(self, protocol: Protocol, error: LinkError) -> str:
        """Return the key of what the form says of a failure: a system may have its own words for it."""
        own = f"{protocol.name}_{error.key}"
        texts = await async_get_translations(self.hass, "en", "config", {DOMAIN})
        return own if f"component.{DOMAIN}.config.error.{own}" in texts else error.key

    def _ports(self) -> Ports:
        """Return what a probe may use of the world."""
        return Ports(emit=_nobody, http=partial(async_get_clientsession, self.hass))

    def _current(self) -> Mapping[str, Any]:
        """Return what the form starts from."""
        entry = self._reconfigured()
        return {} if entry is None else entry.data

    def _reconfigured(self) -> ConfigEntry | None:
        """Return the entry that is to be changed, None where one is to be made."""
        return self._get_reconfigure_entry() if self.source == SOURCE_RECONFIGURE else None


def _nobody(_: object) -> None:
    """A probe tells what it found by returning it."""
