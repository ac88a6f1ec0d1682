"""A Home Assistant with a Sony camera in it, as a test talks about it: entities by word."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.camhub.const import CONF_SYSTEM, DOMAIN
from simulators.sony import SonyCamera
from tests.home import Place, until

QUICK = 0.01
"""What the camera's own delays are multiplied by."""

QUICK_LINK: dict[str, float] = {
    "protocols.sony.bringup.STEP": 0.02,
    "protocols.sony.connection.LIVENESS": 0.1,
    "protocols.sony.listener.POLLING": 0.05,
    "protocols.sony.listener.TAKEN": 0.05,
    "protocols.sony.listener.BREATH": 0.02,
    "protocols.sony.live.PAUSE": 0.05,
    "protocols.sony.locate.DESCRIPTION": 0.5,
    "protocols.sony.shutter.AGAIN": 0.02,
    "protocols.sony.shutter.FOCUS": 0.5,
    "protocols.sony.rpc.ANSWER": 1.0,
    "protocols.sony.transfer.LINGER": 0.2,
    "link.supervisor.FIRST_RETRY": 0.05,
    "link.supervisor.LAST_RETRY": 0.1,
}
"""What takes a camera or its link seconds, and parts of one in tests, by its name in camhub."""


@dataclass
class SonyHome(Place):
    """One with a camera: it is what the entry stands for."""

    camera: SonyCamera

    @override
    def key(self, camera: int | None) -> str:
        return self.camera.body.udn.lower()

    async def use(self, action: str, word: str, **fields: Any) -> None:
        """Call an action of Home Assistant, such as `button.press`, on one entity."""
        platform, name = action.split(".")
        target = {"entity_id": self.entity_id(platform, word)}
        await self.hass.services.async_call(platform, name, fields, blocking=True, target=target)

    async def press(self, word: str) -> None:
        """Press a button."""
        await self.use("button.press", word)

    def entities(self, look: Callable[[er.RegistryEntry], bool] = lambda _: True) -> dict[str, str]:
        """Return the registered entities that are looked for: words by platform and word."""
        registry = er.async_get(self.hass)
        prefix = f"{self.entry.entry_id}_{self.key(None)}_"
        return {
            f"{entity.domain}.{entity.unique_id.removeprefix(prefix)}": entity.entity_id
            for entity in er.async_entries_for_config_entry(registry, self.entry.entry_id)
            if look(entity)
        }

    def calls(self, method: str) -> list[list[Any]]:
        """Return the parameters of each call of a method that reached the camera, in order."""
        return [list(asked.params) for asked in self.camera.requests if asked.method == method]

    @property
    def methods(self) -> list[str]:
        """The methods that were called, in order."""
        return [asked.method for asked in self.camera.requests]

    async def settled(self) -> None:
        """Wait until everything that no event tells was asked for: then it asks only whether the camera is there."""
        asked = len(self.calls("getAvailableApiList"))
        await until(lambda: len(self.calls("getAvailableApiList")) >= asked + 2)
        await self.hass.async_block_till_done()

    async def reload(self) -> None:
        """Set the entry up anew, as a restart of Home Assistant does."""
        assert await self.hass.config_entries.async_reload(self.entry.entry_id)
        await self.hass.async_block_till_done()


def sony_entry(camera: SonyCamera, **options: Any) -> MockConfigEntry:
    """Return an entry for a camera as the flow makes it."""
    udn = camera.body.udn.lower()
    return MockConfigEntry(
        domain=DOMAIN,
        title=camera.body.name,
        unique_id=udn,
        data={
            CONF_SYSTEM: "sony",
            "host": "127.0.0.1",
            "port": camera.port,
            "location": camera.location,
            "udn": udn,
        },
        options=options,
    )
