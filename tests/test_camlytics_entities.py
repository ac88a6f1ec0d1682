"""What Camlytics' channels, lines and zones show: counted in the installation's own day, and gone with it."""

import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from custom_components.camhub.diagnostics import (
    async_get_config_entry_diagnostics,
    async_get_device_diagnostics,
)
from custom_components.camhub.link.session import Clock
from tests.camlytics_home import CamlyticsHome
from tests.heard import Heard
from tests.home import until

TOKYO = ZoneInfo("Asia/Tokyo")


class Watch:
    """A clock on the wall that a test sets; the application's is the same."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        return time.time() + self.ahead

    def set(self, moment: datetime) -> None:
        self.ahead = moment.timestamp() - time.time()


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Let the test say what time it is."""
    watch = Watch()
    monkeypatch.setattr(Clock, "wall", lambda _: watch.now())
    return watch


@pytest.fixture
def analysed(watch: Watch) -> dict[str, Any]:
    """What the application is like: its computer is in Japan, its clock is the test's."""
    return {"zone": TOKYO, "clock": lambda: int(watch.now() * 1e9)}


@pytest.fixture
def options() -> dict[str, Any]:
    """The entry's options: Home Assistant itself is in California."""
    return {"zone": "Asia/Tokyo"}


def made(camlytics: CamlyticsHome) -> set[str]:
    """Return the entities of the entry: the last parts of their unique ids."""
    registry = er.async_get(camlytics.hass)
    return {
        entity.unique_id.removeprefix(f"{camlytics.entry.entry_id}_")
        for entity in er.async_entries_for_config_entry(registry, camlytics.entry.entry_id)
    }


def of_rule(camlytics: CamlyticsHome, name: str) -> set[str]:
    """Return the entities of a line or zone of the first channel."""
    rule = camlytics.app.channels[0].rule(name).rule_id
    return {entity for entity in made(camlytics) if rule in entity}


# Days.


async def test_the_day_is_the_installations_own(watch: Watch, camlytics: CamlyticsHome) -> None:
    app = camlytics.app
    evening = datetime(2027, 5, 4, 23, 58, tzinfo=TOKYO)
    watch.set(evening)
    for _ in range(3):
        app.raise_event("TripwireCrossed", 0, "Enter")
    state = await camlytics.until_count(3)
    begun = dt_util.parse_datetime(str(state.attributes["last_reset"]), raise_on_error=True)
    assert begun == datetime(2027, 5, 4, tzinfo=TOKYO)

    watch.set(evening + timedelta(minutes=4))
    state = await camlytics.until_count(0)
    begun = dt_util.parse_datetime(str(state.attributes["last_reset"]), raise_on_error=True)
    assert begun == datetime(2027, 5, 5, tzinfo=TOKYO)
    app.raise_event("TripwireCrossed", 0, "Enter")
    await camlytics.until_count(1)

    # One that is told late belongs to its own day.
    app.raise_event("TripwireCrossed", 0, "Enter", time=datetime(2027, 5, 4, 23, 59, tzinfo=TOKYO))
    app.raise_event("TripwireCrossed", 0, "Exit")
    await camlytics.until_count(1, "Exit")
    assert camlytics.count().state == "1"


async def test_midnight_while_home_assistant_is_off(watch: Watch, camlytics: CamlyticsHome) -> None:
    evening = datetime(2027, 5, 4, 22, 0, tzinfo=TOKYO)
    watch.set(evening)
    camlytics.app.raise_event("TripwireCrossed", 0, "Enter")
    await camlytics.until_count(1)
    await camlytics.stop()
    watch.set(evening + timedelta(hours=1))
    camlytics.app.raise_event("TripwireCrossed", 0, "Enter")
    watch.set(evening + timedelta(hours=3))
    camlytics.app.raise_event("TripwireCrossed", 0, "Enter")
    await camlytics.start()
    await camlytics.until_count(1)


async def test_yesterday_and_the_last_hour(
    all_enabled: None, watch: Watch, camlytics: CamlyticsHome
) -> None:
    noon = datetime(2027, 5, 4, 12, 30, tzinfo=TOKYO)
    watch.set(noon)
    await camlytics.stop()
    await camlytics.start()
    for _ in range(3):
        camlytics.app.raise_event("TripwireCrossed", 0, "Enter")
    await camlytics.until_count(3)
    watch.set(noon + timedelta(hours=1))
    await camlytics.until_state("3", "sensor", camlytics.rule("events_last_hour"), 0)
    watch.set(noon + timedelta(hours=2))
    await camlytics.until_state("0", "sensor", camlytics.rule("events_last_hour"), 0)
    assert camlytics.count().state == "3"
    watch.set(noon + timedelta(days=1))
    await camlytics.until_state("3", "sensor", camlytics.rule("events_yesterday"), 0)
    await camlytics.until_count(0)
    last = camlytics.state("sensor", camlytics.rule("last_event"), 0).state
    moment = dt_util.parse_datetime(last, raise_on_error=True)
    assert abs((moment - noon).total_seconds()) < 60


@pytest.mark.parametrize("by_rest", [False, True])
async def test_what_an_hour_lacked_is_told_when_it_is_over(
    all_enabled: None, watch: Watch, camlytics: CamlyticsHome, by_rest: bool
) -> None:
    app = camlytics.app
    camlytics.call()
    noon = datetime(2027, 5, 4, 12, 0, tzinfo=TOKYO)
    watch.set(noon + timedelta(minutes=30))
    for _ in range(3):
        app.raise_event("TripwireCrossed", 0, "Enter")
    await camlytics.until_count(3)
    app.set_fault("webhook_lost", 2)
    for _ in range(2):
        app.raise_event("TripwireCrossed", 0, "Enter")
    app.raise_event("TripwireCrossed", 0, "Exit")
    await camlytics.until_count(1, "Exit")
    assert by_rest or camlytics.count().state == "3"

    watch.set(noon + timedelta(hours=1, seconds=1))
    app.fire_hourly(noon, noon + timedelta(hours=1))
    await app.delivered()
    await camlytics.until_state("5", "sensor", camlytics.rule("events_last_hour"), 0)
    await camlytics.until_count(5)
    app.raise_event("TripwireCrossed", 0, "Enter")
    await camlytics.until_count(6)
    app.fire_daily(noon.replace(hour=0), noon.replace(hour=0) + timedelta(days=1))
    await app.delivered()
    await camlytics.hass.async_block_till_done()
    assert camlytics.count().state == "6"


# What is the case.


async def test_what_is_watched_begins_and_ends(watch: Watch, camlytics: CamlyticsHome) -> None:
    app = camlytics.app
    camlytics.call()
    for channel in (0, 1):
        assert camlytics.state("binary_sensor", "motion", channel).state == "off"
    app.raise_event("MotionInRegionOn", 0)
    await camlytics.until_state("on", "binary_sensor", "motion", 0)
    app.raise_event("MotionInRegionOff", 0)
    await camlytics.until_state("off", "binary_sensor", "motion", 0)
    app.raise_event("CrowdOn", 0)
    await camlytics.until_state("on", "binary_sensor", "crowd", 0)
    app.raise_event("Sabotage", 0)
    await camlytics.until_state("on", "binary_sensor", "obstructed", 0)
    app.raise_event("ObjectAppear", 0, object_id=5)
    app.raise_event("ObjectAppear", 0, object_id=6)
    await camlytics.until_state("2", "sensor", "objects_person_objects", 0)
    app.raise_event("ObjectDisappear", 0, object_id=5)
    await camlytics.until_state("1", "sensor", "objects_person_objects", 0)
    app.raise_event("RegionJoin", 0, "Waiting area", object_id=6)
    occupied = camlytics.rule("zone_occupied", "Waiting area")
    await camlytics.until_state("on", "binary_sensor", occupied, 0)

    # No end of any of this was told.
    watch.ahead += 11 * 60
    await camlytics.until_state("off", "binary_sensor", "obstructed", 0)
    assert camlytics.state("binary_sensor", "crowd", 0).state == "on"
    watch.ahead += 20 * 60
    await camlytics.until_state("off", "binary_sensor", "crowd", 0)
    await camlytics.until_state("0", "sensor", "objects_person_objects", 0)
    await camlytics.until_state("off", "binary_sensor", occupied, 0)


async def test_a_camera_is_offline_until_something_happens_at_it(camlytics: CamlyticsHome) -> None:
    app = camlytics.app
    app.raise_event("TripwireCrossed", 0, "Enter")
    app.raise_event("CameraDisconnected", 0)
    await camlytics.until_state("off", "binary_sensor", "online", 0)
    assert camlytics.state("binary_sensor", "online", 1).state == "on"
    await camlytics.until_state("1", "sensor", "cameras_online")
    assert camlytics.count().state == "1"
    assert camlytics.state("binary_sensor", "motion", 0).state != STATE_UNAVAILABLE
    app.raise_event("ObjectAppear", 0)
    await camlytics.until_state("on", "binary_sensor", "online", 0)
    await camlytics.until_state("2", "sensor", "cameras_online")


async def test_an_end_that_was_missed_is_known_after_a_restart(camlytics: CamlyticsHome) -> None:
    camlytics.app.raise_event("MotionInRegionOn", 0)
    camlytics.app.raise_event("MotionInRegionOn", 1)
    await camlytics.until_state("on", "binary_sensor", "motion", 0)
    await camlytics.until_state("on", "binary_sensor", "motion", 1)
    await camlytics.stop()
    camlytics.app.raise_event("MotionInRegionOff", 0)
    await camlytics.start()
    await camlytics.until_state("off", "binary_sensor", "motion", 0)
    assert camlytics.state("binary_sensor", "motion", 1).state == "on"


# What there is.


async def test_channels_come_and_go(camlytics: CamlyticsHome) -> None:
    app, hass = camlytics.app, camlytics.hass
    app.add_channel("Back door")
    app.add_line(2, "Enter")
    await until(
        lambda: any(
            "analytics" in word and app.channels[2].channel_id in word for word in made(camlytics)
        )
    )
    app.raise_event("TripwireCrossed", 2, "Enter")
    await camlytics.until_count(1, camera=2)
    assert camlytics.device(2).name == "Back door"
    await camlytics.until_state("3", "sensor", "cameras_known")

    app.change_channel(2, name="Garden door")
    await until(lambda: camlytics.device(2).name == "Garden door")
    key = camlytics.key(2)
    app.remove_channel(2)
    await until(lambda: not any(key in word for word in made(camlytics)))
    await camlytics.until_state("2", "sensor", "cameras_known")
    registry = dr.async_get(hass)
    assert len(dr.async_entries_for_config_entry(registry, camlytics.entry.entry_id)) == 3


async def test_channels_of_one_name_are_two_devices(camlytics: CamlyticsHome) -> None:
    app = camlytics.app
    app.change_channel(1, name=app.channels[0].name)
    await until(lambda: camlytics.device(1).name == camlytics.device(0).name)
    app.raise_event("TripwireCrossed", 1, "Enter")
    await camlytics.until_count(1, camera=1)
    assert not of_rule(camlytics, "Enter")


async def test_a_rule_that_is_left_out_is_gone_at_once_and_comes_back_counted(
    camlytics: CamlyticsHome, options: dict[str, Any]
) -> None:
    app = camlytics.app
    app.raise_event("MotionInRegionOn", 0)
    await camlytics.until_count(1, "Motion detection")
    assert of_rule(camlytics, "Motion detection")
    await camlytics.wish(**options, rules_left_out=["Motion detection"])
    assert not of_rule(camlytics, "Motion detection")
    app.raise_event("MotionInRegionOff", 0)
    app.raise_event("TripwireCrossed", 0, "Enter")
    await camlytics.until_count(1)
    assert not of_rule(camlytics, "Motion detection")
    await camlytics.wish(**options)
    await camlytics.until_count(2, "Motion detection")


async def test_counts_by_type_are_there_where_the_user_wants_them(
    all_enabled: None, camlytics: CamlyticsHome, options: dict[str, Any]
) -> None:
    camlytics.app.raise_event("TripwireCrossed", 0, "Enter")
    camlytics.app.raise_event("TripwireCrossed", 0, "Exit")
    await camlytics.until_count(1, "Exit")
    assert not any("events_line_crossed" in word for word in made(camlytics))
    await camlytics.wish(**options, type_counts=True)
    await camlytics.until_state("2", "sensor", "events_line_crossed_events_today", 0)
    await camlytics.wish(**options)
    assert not any("events_line_crossed" in word for word in made(camlytics))


async def test_a_door_may_be_called_anything(
    camlytics: CamlyticsHome, options: dict[str, Any]
) -> None:
    app = camlytics.app
    app.rename_rule(0, "Enter", "Entrada")
    app.rename_rule(0, "Exit", "Salida")
    await camlytics.wish(**options, entrances=["entrada"], exits=["Salida"])
    app.raise_event("TripwireCrossed", 0, "Salida")
    app.raise_event("TripwireCrossed", 0, "Entrada", origin="Unknown")
    await camlytics.until_state("1", "sensor", "people_inside", 0)
    state = camlytics.state("event", "analytics", 0)
    assert state.attributes["direction"] == "in"


# What is not shown, and not written.


async def test_nobody_learns_the_password_of_a_stream(
    hass_storage: dict[str, Any], camlytics: CamlyticsHome, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    hass = camlytics.hass
    camlytics.app.change_channel(
        0,
        type="Camera",
        stream_uri="rtsp://127.0.0.1:9554/main",
        login="viewer",
        password="opensesame",
        uri="http://viewer:opensesame@127.0.0.1/onvif",
    )
    await until(lambda: any(word.endswith("_stream") for word in made(camlytics)))
    await hass.async_block_till_done()
    coordinator = camlytics.entry.runtime_data
    source = await coordinator.stream_source(camlytics.key(0))
    assert source == "rtsp://viewer:opensesame@127.0.0.1:9554/main"

    await camlytics.app.stop_rest()
    await camlytics.until_up(False)
    await camlytics.app.start_rest()
    await camlytics.until_up()
    shown = [state.as_dict() for state in hass.states.async_all()]
    diagnostics = [
        await async_get_config_entry_diagnostics(hass, camlytics.entry),
        await async_get_device_diagnostics(hass, camlytics.entry, camlytics.device(0)),
    ]
    await camlytics.stop()
    assert any(camlytics.key(0) in str(kept) for kept in hass_storage.values())
    for text in (str(shown), str(diagnostics), str(hass_storage), caplog.text):
        assert "opensesame" not in text


async def test_an_idle_installation_writes_nothing(camlytics: CamlyticsHome) -> None:
    camlytics.call()
    camlytics.app.raise_event("MotionInRegionOn", 0)
    await camlytics.until_count(1, "Motion detection")
    await camlytics.app.delivered()
    await camlytics.hass.async_block_till_done()
    heard = Heard(camlytics.hass)
    asked = camlytics.app.request_count
    # Polls end, the channels are listed, and the clock is looked at many times over.
    await camlytics.app.until(lambda: camlytics.app.request_count >= asked + 8)
    await camlytics.hass.async_block_till_done()
    assert heard.changes == []


async def test_a_second_way_writes_nothing_new(camlytics: CamlyticsHome) -> None:
    camlytics.call()
    camlytics.app.set_fault("webhook_late", 0.5)
    camlytics.app.raise_event("MotionInRegionOn", 0)
    await camlytics.until_count(1, "Motion detection")
    await camlytics.hass.async_block_till_done()
    heard = Heard(camlytics.hass)
    await camlytics.app.delivered()
    await camlytics.hass.async_block_till_done()
    assert camlytics.app.posts[-1].status == 200
    assert heard.changes == []
