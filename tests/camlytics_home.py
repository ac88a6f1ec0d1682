"""A Home Assistant with a Camlytics installation in it, as a test talks about it: channels by position."""

from dataclasses import dataclass
from typing import Any, cast, override

from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, State
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.camhub.const import DOMAIN
from custom_components.camhub.model.camera import HUB
from simulators.camlytics import CamlyticsSimulator
from tests.home import Place, until

QUICK_APP: dict[str, float] = {
    "protocols.camlytics.tail.POLL": 1,
    "protocols.camlytics.tail.PAUSE": 0.05,
    "protocols.camlytics.rest.ANSWER": 2.0,
    "protocols.camlytics.rest.GRACE": 2.0,
    "protocols.camlytics.installation.TICK": 0.1,
    "protocols.camlytics.installation.ABSENT": 0.1,
    "protocols.camlytics.client.CHANNELS": 0.3,
    "link.supervisor.FIRST_RETRY": 0.05,
    "link.supervisor.LAST_RETRY": 0.1,
}
"""What takes an installation or its link seconds, and parts of one in tests, by its name in camhub."""


@dataclass
class CamlyticsHome(Place):
    """One with an installation: None is the installation itself.

    `url` is where Home Assistant can be called.
    """

    app: CamlyticsSimulator
    url: str

    @override
    def key(self, camera: int | None) -> str:
        return HUB if camera is None else self.app.channels[camera].channel_id

    @override
    async def until_state(
        self, value: str, platform: str, word: str, camera: int | None = None
    ) -> State:
        # What shows it is made once something was told of it.
        unique_id = f"{self.entry.entry_id}_{self.key(camera)}_{word}"
        entities = er.async_get(self.hass)
        await until(lambda: entities.async_get_entity_id(platform, DOMAIN, unique_id))
        entity_id = self.entity_id(platform, word, camera)
        await until(lambda: self.hass.states.get(entity_id))
        return await super().until_state(value, platform, word, camera)

    @property
    def webhook(self) -> str:
        """Where the application is to send what happens."""
        return f"{self.url}/api/webhook/{self.entry.data[CONF_WEBHOOK_ID]}"

    def call(self) -> None:
        """Have the application send everything to Home Assistant."""
        self.app.set_webhook(self.webhook)

    def rule(self, word: str, name: str = "Enter", camera: int = 0) -> str:
        """Return the last part of the unique id of what shows a word of a line or zone."""
        return f"{self.app.channels[camera].rule(name).rule_id}_{word}"

    def count(self, name: str = "Enter", camera: int = 0) -> State:
        """Return how often something happened at a line or zone today."""
        return self.state("sensor", self.rule("events_today", name, camera), camera)

    async def until_count(self, number: int, name: str = "Enter", camera: int = 0) -> State:
        """Return that as soon as it is so many."""
        word = self.rule("events_today", name, camera)
        return await self.until_state(str(number), "sensor", word, camera)

    async def use(self, action: str, word: str, camera: int | None = None, **fields: Any) -> None:
        """Call an action of Home Assistant, such as `button.press`, on one entity."""
        platform, name = action.split(".")
        target = {"entity_id": self.entity_id(platform, word, camera)}
        await self.hass.services.async_call(platform, name, fields, blocking=True, target=target)

    async def wish(self, **options: Any) -> None:
        """Change options as a user does; those that are not named are as they were at the start."""
        flow = self.hass.config_entries.options
        shown = await flow.async_init(self.entry.entry_id)
        done = await flow.async_configure(shown["flow_id"], options)
        assert done["type"] is FlowResultType.CREATE_ENTRY
        await self.hass.async_block_till_done()

    async def stop(self) -> None:
        """Let go of the installation, as Home Assistant does when it ends."""
        assert await self.hass.config_entries.async_unload(self.entry.entry_id)
        await self.hass.async_block_till_done()

    async def start(self) -> None:
        """Take it up again."""
        assert await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.hass.async_block_till_done()

    async def until_up(self, up: bool = True) -> None:
        """Wait until the link is up, or down."""
        await until(lambda: self.entry.runtime_data.up is up)
        await self.hass.async_block_till_done()


async def asked(hass: HomeAssistant, host: str, port: int) -> ConfigFlowResult:
    """Return what the form for an installation shows once it was filled in."""
    flow = hass.config_entries.flow
    shown = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    shown = await flow.async_configure(shown["flow_id"], {"next_step_id": "camlytics"})
    fields: dict[str, Any] = {"port": port} | ({"host": host} if host else {})
    return await flow.async_configure(shown["flow_id"], fields)


async def added(hass: HomeAssistant, host: str, port: int) -> MockConfigEntry:
    """Return the entry of an installation, which nobody has waited to be called by."""
    shown = await asked(hass, host, port)
    assert shown["step_id"] == "webhook", shown.get("errors")
    done = await hass.config_entries.flow.async_configure(
        shown["flow_id"], {"next_step_id": "webhook_skip"}
    )
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    # It is a real one, of which no test asks what only the harness's have.
    return cast("MockConfigEntry", done["result"])
