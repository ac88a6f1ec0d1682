"""What a Home Assistant heard: every state that was written, and every event that entities told."""

from datetime import timedelta

from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, State, callback
from homeassistant.util import dt as dt_util

from tests.home import Place, until


class Heard:
    """Listens from when it is made; `told` are the events of event entities, in order.

    An event that an entity only shows again is none: its state is the time of the event.
    """

    def __init__(self, hass: HomeAssistant) -> None:
        self.changes: list[tuple[str, State | None]] = []
        self.told: list[State] = []
        self._shown = {(state.entity_id, state.state) for state in hass.states.async_all("event")}
        self._since = dt_util.utcnow() - timedelta(milliseconds=1)
        self.stop = hass.bus.async_listen(EVENT_STATE_CHANGED, self._changed)

    @callback
    def _changed(self, event: Event[EventStateChangedData]) -> None:
        entity_id, new = event.data["entity_id"], event.data["new_state"]
        self.changes.append((entity_id, new))
        if new is None or new.domain != "event" or new.state in (STATE_UNAVAILABLE, STATE_UNKNOWN):
            return
        moment = dt_util.parse_datetime(new.state, raise_on_error=True)
        if moment < self._since or (entity_id, new.state) in self._shown:
            return
        self._shown.add((entity_id, new.state))
        self.told.append(new)

    def of(self, home: Place, stream: str, camera: int | None = None) -> list[State]:
        """Return the events of one stream of a camera, or of the rig."""
        entity_id = home.entity_id("event", stream, camera)
        return [state for state in self.told if state.entity_id == entity_id]

    def kinds(self, home: Place, stream: str, camera: int | None = None) -> list[str]:
        """Return the kinds of these events."""
        return [state.attributes["event_type"] for state in self.of(home, stream, camera)]

    async def until(
        self, kind: str, home: Place, stream: str, camera: int | None = None, times: int = 1
    ) -> State:
        """Return the last of so many events of a kind as soon as it is told."""

        def found() -> list[State]:
            events = self.of(home, stream, camera)
            return [state for state in events if state.attributes["event_type"] == kind]

        await until(lambda: len(found()) >= times)
        return found()[-1]
