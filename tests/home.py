"""A Home Assistant with a system in it, as a test talks about it: cameras by position, entities by word."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.core import Context, HomeAssistant, State
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.camhub.const import DOMAIN
from custom_components.camhub.model.camera import HUB
from simulators.smart_shooter import SmartShooter

PATIENCE = 20.0
"""Seconds until a test gives up waiting; nothing here takes that long unless it is broken."""


async def until[T](look: Callable[[], T], patience: float = PATIENCE) -> T:
    """Return what `look` finds as soon as that is true."""
    async with asyncio.timeout(patience):
        # A simulator's plain attributes have no event to wait for.
        while not (found := look()):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        return found


@dataclass
class Place:
    """`camera` is the position of a camera in the system, or None for what the entry stands for."""

    hass: HomeAssistant
    entry: MockConfigEntry

    def key(self, camera: int | None) -> str:
        """Return the key of a camera's record."""
        raise NotImplementedError

    def device(self, camera: int | None = None) -> dr.DeviceEntry:
        """Return the device of a camera."""
        device = dr.async_get(self.hass).async_get_device_by_identifier(
            (DOMAIN, f"{self.entry.entry_id}_{self.key(camera)}"), self.entry.entry_id
        )
        assert device is not None, f"no device for {self.key(camera)}"
        return device

    def entity_id(self, platform: str, word: str, camera: int | None = None) -> str:
        """Return the id of the entity that shows a word of a camera."""
        unique_id = f"{self.entry.entry_id}_{self.key(camera)}_{word}"
        entity_id = er.async_get(self.hass).async_get_entity_id(platform, DOMAIN, unique_id)
        assert entity_id is not None, f"no {platform} for {word} of {self.key(camera)}"
        return entity_id

    def state(self, platform: str, word: str, camera: int | None = None) -> State:
        """Return the state of the entity that shows a word of a camera."""
        state = self.hass.states.get(self.entity_id(platform, word, camera))
        assert state is not None, f"{platform} for {word} of {self.key(camera)} is disabled"
        return state

    def shown(self, entity: er.RegistryEntry) -> str:
        """Return what a user sees of an entity, in a few words."""
        state = self.hass.states.get(entity.entity_id)
        attributes = state.attributes if state else {}
        value = f"{entity.original_name}: {state.state if state else 'disabled'}"
        about = (
            entity.original_device_class,
            attributes.get("state_class"),
            entity.entity_category,
            *(
                f"{name} {attributes[name]}"
                for name in ("min", "max", "step")
                if name in attributes
            ),
            *attributes.get("options", ()),
            *attributes.get("event_types", ()),
        )
        words = ", ".join(str(word) for word in about if word)
        return " ".join(filter(None, (value, entity.unit_of_measurement, words and f"({words})")))

    async def until_state(
        self, value: str, platform: str, word: str, camera: int | None = None
    ) -> State:
        """Return the state as soon as it has this value."""
        await until(lambda: self.state(platform, word, camera).state == value)
        return self.state(platform, word, camera)

    async def until_event(self, kind: str, stream: str, camera: int | None = None) -> State:
        """Return the state of an event entity as soon as its last event is of this kind."""
        await until(
            lambda: self.state("event", stream, camera).attributes.get("event_type") == kind
        )
        return self.state("event", stream, camera)

    async def act(
        self,
        action: str,
        /,
        *cameras: int | None,
        answer: bool = False,
        context: Context | None = None,
        target: dict[str, Any] | None = None,
        **fields: Any,
    ) -> Any:
        """Call an action of camhub on these cameras, or on a target of another shape."""
        return await self.hass.services.async_call(
            DOMAIN,
            action,
            fields,
            blocking=True,
            context=context,
            target=target or {"device_id": [self.device(camera).id for camera in cameras]},
            return_response=answer,
        )


@dataclass
class Home(Place):
    """One with a rig: None is the rig itself."""

    rig: SmartShooter

    @override
    def key(self, camera: int | None) -> str:
        return HUB if camera is None else self.rig.keys[camera]

    def requests(self, message_id: str) -> list[dict[str, Any]]:
        """Return the requests of one kind that reached the application, without their envelope."""
        return [
            {name: value for name, value in request.items() if not name.startswith("msg_")}
            for request in self.rig.requests
            if request["msg_id"] == message_id
        ]
