"""A Home Assistant with a Bandit in it, as a test talks about it: entities by word."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, override

import pytest
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.camhub.const import CONF_SYSTEM, DOMAIN
from simulators.bandit import BanditCamera
from tests.home import Place, until

QUICK = 0.02
"""What the camera's own delays are multiplied by."""

QUICK_LINK: dict[str, float] = {
    "protocols.bandit.connection.ROUND": 0.1,
    "protocols.bandit.connection.BUSY_ROUND": 0.05,
    "protocols.bandit.connection.SETTINGS": 0.3,
    "protocols.bandit.connection.ANSWER": 2.0,
    "protocols.bandit.connection.GOODBYE": 0.1,
    "protocols.bandit.connection.LOOK": 0.1,
    "protocols.bandit.connection.FAREWELL": 0.5,
    "protocols.bandit.live.STALL": 0.4,
    "protocols.bandit.live.PATIENCE": 0.4,
    "protocols.bandit.live.SETTLE": 0.05,
    "protocols.bandit.operator.SHOT": 3.0,
    "protocols.bandit.operator.START": 3.0,
    "protocols.bandit.rest.ANSWER": 4.0,
    "link.supervisor.FIRST_RETRY": 0.05,
    "link.supervisor.LAST_RETRY": 0.1,
}
"""What takes a camera or its link seconds, and parts of one in tests, by its name in camhub."""


@dataclass
class BanditHome(Place):
    """One with a camera: it is what the entry stands for."""

    camera: BanditCamera

    @override
    def key(self, camera: int | None) -> str:
        return self.camera.serial

    async def use(self, action: str, word: str, **fields: Any) -> None:
        """Call an action of Home Assistant, such as `button.press`, on one entity."""
        platform, name = action.split(".")
        target = {"entity_id": self.entity_id(platform, word)}
        await self.hass.services.async_call(platform, name, fields, blocking=True, target=target)

    async def press(self, word: str) -> None:
        """Press a button."""
        await self.use("button.press", word)

    async def select(self, word: str, option: str) -> None:
        """Choose an option of a select, and wait until it is shown."""
        await self.use("select.select_option", word, option=option)
        await self.until_state(option, "select", word)

    def options(self, word: str) -> list[str]:
        """Return what a select offers."""
        offered: list[str] = self.state("select", word).attributes["options"]
        return offered

    def entities(self, look: Callable[[er.RegistryEntry], bool] = lambda _: True) -> set[str]:
        """Return the registered entities that are looked for, by platform and word."""
        registry = er.async_get(self.hass)
        prefix = f"{self.entry.entry_id}_{self.key(None)}_"
        return {
            f"{entity.domain}.{entity.unique_id.removeprefix(prefix)}"
            for entity in er.async_entries_for_config_entry(registry, self.entry.entry_id)
            if look(entity)
        }

    def shown_by(self, name: str) -> str:
        """Return the state of an entity that is called by platform and word, as `entities` does."""
        platform, _, word = name.partition(".")
        return self.state(platform, word).state

    def asked(self, method: str, path: str) -> int:
        """Return how often something was asked of the camera; the path is what follows /api/2."""
        return list(self.camera.requests).count((method, f"/api/2{path}"))

    async def settled(self) -> None:
        """Wait until the status was asked for once more, and answered."""
        asked = self.asked("GET", "/status")
        await until(lambda: self.asked("GET", "/status") >= asked + 2)
        await self.hass.async_block_till_done()

    async def mark(self) -> None:
        """Let something change, and wait until it is here: then so is all that was told before."""
        level = 30 + (self.camera.body.battery + 1) % 30
        self.camera.set_battery(level)
        await self.until_state(str(level), "sensor", "battery")

    async def until_away(self) -> None:
        """Wait until the camera is not connected."""
        await self.until_state("off", "binary_sensor", "online")

    async def until_back(self) -> None:
        """Wait until the camera is connected."""
        await self.until_state("on", "binary_sensor", "online")
        await self.camera.wait_backchannel()

    async def reload(self) -> None:
        """Set the entry up anew, as a restart of Home Assistant does."""
        assert await self.hass.config_entries.async_reload(self.entry.entry_id)
        await self.hass.async_block_till_done()

    async def stop(self) -> None:
        """Let go of the camera, as Home Assistant does when it ends."""
        assert await self.hass.config_entries.async_unload(self.entry.entry_id)
        await self.hass.async_block_till_done()

    async def start(self) -> None:
        """Take it up again."""
        assert await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.hass.async_block_till_done()


def bandit_entry(camera: BanditCamera, **options: Any) -> MockConfigEntry:
    """Return an entry for a camera as the flow makes it."""
    return MockConfigEntry(
        domain=DOMAIN,
        title="Bandit",
        unique_id=camera.serial,
        data={
            CONF_SYSTEM: "bandit",
            "host": "127.0.0.1",
            "port": camera.port,
            "serial": camera.serial,
        },
        options=options,
    )


def like(**simulated: Any) -> pytest.MarkDecorator:
    """Try it with a camera that is like this."""
    return pytest.mark.parametrize("simulated", [simulated])


def logged(caplog: pytest.LogCaptureFixture, least: int = logging.WARNING) -> list[str]:
    """Return what a user's log holds, from this level on, but for what every custom integration gets."""
    return [
        f"{record.levelname} {record.getMessage()}"
        for record in caplog.records
        if record.levelno >= least
        and record.name.startswith(("custom_components", "homeassistant", "asyncio"))
        and "custom integration" not in record.getMessage()
    ]
