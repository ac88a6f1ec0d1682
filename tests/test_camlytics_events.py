"""What happens in front of Camlytics' cameras: told once each, by whichever way, and what can be asked for."""

from datetime import UTC, datetime, timedelta

import pytest
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_mock_service

from tests.camlytics_home import CamlyticsHome
from tests.heard import Heard
from tests.home import until


@pytest.fixture
def heard(hass: HomeAssistant, camlytics: CamlyticsHome) -> Heard:
    """Everything from here on."""
    return Heard(hass)


async def told(camlytics: CamlyticsHome, heard: Heard, times: int, camera: int = 0) -> None:
    """Wait until the application's posts are answered and so many events were told of a channel."""
    await until(lambda: len(heard.of(camlytics, "analytics", camera)) >= times)
    await camlytics.app.delivered()
    newest = camlytics.app.events[-1].event_id if camlytics.app.events else 0
    coordinator = camlytics.entry.runtime_data
    await until(lambda: coordinator.session_diagnostics["cursor"]["last"] >= newest)
    await camlytics.hass.async_block_till_done()


# By either way.


@pytest.mark.parametrize(
    ("via", "fault"),
    [
        ("rest", None),
        ("webhook", None),
        ("both", None),
        ("both", ("webhook_late", 0.5)),
        ("both", ("slow", "0.5:events")),
        ("both", ("webhook_twice", None)),
    ],
)
async def test_an_event_is_told_once_by_whichever_way_it_comes(
    camlytics: CamlyticsHome, heard: Heard, via: str, fault: tuple[str, object] | None
) -> None:
    camlytics.call()
    if fault is not None:
        camlytics.app.set_fault(*fault)
    ways = ("rest", "webhook") if via == "both" else (via,)
    for number in range(3):
        camlytics.app.raise_event("TripwireCrossed", 0, "Enter", object_id=number, via=ways)
    await told(camlytics, heard, 3)

    events = heard.of(camlytics, "analytics", 0)
    assert [state.attributes["event_type"] for state in events] == ["line_crossed"] * 3
    assert sorted(state.attributes["object_id"] for state in events) == ["0", "1", "2"]
    for state in events:
        assert state.attributes["rule"] == "Enter"
        assert state.attributes["direction"] == "in"
        assert state.attributes["object_class"] == "person"
        if via != "both":
            assert ("id" in state.attributes) is (via == "rest")
    assert camlytics.state("event", "analytics", 1).state == STATE_UNKNOWN
    assert camlytics.count().state == "3"


async def test_an_event_is_told_with_its_own_time_and_what_belongs_to_it(
    camlytics: CamlyticsHome, heard: Heard
) -> None:
    event = camlytics.app.raise_event("MotionInRegionOn", 0)
    await told(camlytics, heard, 1)
    (state,) = heard.of(camlytics, "analytics", 0)
    attributes = state.attributes
    assert attributes["event_type"] == "motion_started"
    assert attributes["id"] == event.event_id
    assert attributes["source_time"] == event.time
    assert attributes["snapshot"] == event.snapshot_path
    assert attributes["video_file"] == event.video_file_name
    assert attributes["rule"] == "Motion detection"
    assert "direction" not in attributes
    assert "recording" not in attributes


async def test_every_type_has_a_word_of_ours(camlytics: CamlyticsHome, heard: Heard) -> None:
    types = {
        "TripwireCrossed": "line_crossed",
        "RegionJoin": "zone_joined",
        "RegionLeave": "zone_left",
        "MotionInRegionOn": "motion_started",
        "MotionInRegionOff": "motion_stopped",
        "Loitering": "dwell",
        "CrowdOn": "crowd_appeared",
        "CrowdOff": "crowd_disappeared",
        "Tailgating": "tailgating",
        "AbandonedObject": "abandoned_item",
        "ObjectAppear": "object_appeared",
        "ObjectDisappear": "object_disappeared",
        "Sabotage": "camera_obstructed",
        "CameraDisconnected": "camera_disconnected",
        "ItemStolen": "other",
    }
    camlytics.call()
    for kind in types:
        camlytics.app.raise_event(kind, 0)
    await told(camlytics, heard, len(types))
    assert sorted(heard.kinds(camlytics, "analytics", 0)) == sorted(types.values())
    (other,) = (
        state
        for state in heard.of(camlytics, "analytics", 0)
        if state.attributes["event_type"] == "other"
    )
    assert other.attributes["type"] == "ItemStolen"


async def test_an_automation_runs_once_for_what_comes_by_both_ways(
    camlytics: CamlyticsHome, heard: Heard
) -> None:
    hass = camlytics.hass
    calls = async_mock_service(hass, "test", "noted")
    automation = {
        "triggers": {
            "trigger": "camhub.line_crossed",
            "target": {"device_id": camlytics.device(0).id},
            "options": {"rule": ["enter"], "object_class": ["person"]},
        },
        "actions": {
            "action": "test.noted",
            "data": {"object": "{{ trigger.to_state.attributes.object_id }}"},
        },
        "mode": "queued",
        "max": 100,
    }
    assert await async_setup_component(hass, "automation", {"automation": automation})
    await hass.async_block_till_done()
    camlytics.call()
    camlytics.app.set_fault("webhook_twice")
    camlytics.app.raise_event("TripwireCrossed", 0, "Enter", object_id=7)
    camlytics.app.raise_event("TripwireCrossed", 0, "Exit", object_id=8)
    camlytics.app.raise_event("TripwireCrossed", 0, "Enter", object_id=9, origin="Vehicle")
    camlytics.app.raise_event("TripwireCrossed", 1, "Enter", object_id=10)
    camlytics.app.raise_event("TripwireCrossed", 0, "Enter", object_id=11)
    await told(camlytics, heard, 4)
    await until(lambda: len(calls) >= 2)
    await hass.async_block_till_done()
    assert sorted(str(call.data["object"]) for call in calls) == ["11", "7"]


# What was missed.


async def test_nothing_old_is_told_after_a_restart_and_everything_is_counted(
    camlytics: CamlyticsHome,
) -> None:
    camlytics.app.raise_event("TripwireCrossed", 0, "Enter")
    await camlytics.until_count(1)
    shown = camlytics.state("event", "analytics", 0)
    await camlytics.stop()
    for _ in range(120):
        camlytics.app.raise_event("TripwireCrossed", 0, "Enter")
    heard = Heard(camlytics.hass)
    await camlytics.start()
    await camlytics.until_count(121)
    assert heard.told == []
    again = camlytics.state("event", "analytics", 0)
    assert (again.state, again.attributes["id"]) == (shown.state, shown.attributes["id"])
    camlytics.app.raise_event("TripwireCrossed", 0, "Exit")
    await heard.until("line_crossed", camlytics, "analytics", 0)
    assert len(heard.told) == 1


async def test_what_was_missed_is_told_as_far_back_as_the_user_wants(
    camlytics: CamlyticsHome,
) -> None:
    await camlytics.wish(backfill_limit=10)
    await camlytics.stop()
    now = datetime.now(UTC).astimezone(camlytics.app.clock.zone).replace(tzinfo=None)
    camlytics.app.raise_event("TripwireCrossed", 0, "Enter", time=now - timedelta(minutes=20))
    late = camlytics.app.raise_event("TripwireCrossed", 0, "Exit", time=now - timedelta(minutes=5))
    heard = Heard(camlytics.hass)
    await camlytics.start()
    state = await heard.until("line_crossed", camlytics, "analytics", 0)
    assert len(heard.told) == 1
    assert state.attributes["rule"] == "Exit"
    assert state.attributes["missed"] is True
    assert state.attributes["source_time"] == late.time


# What can be asked for.


async def test_events_can_be_asked_for(camlytics: CamlyticsHome, heard: Heard) -> None:
    first = camlytics.app.raise_event("TripwireCrossed", 0, "Enter")
    camlytics.app.raise_event("RegionJoin", 1)
    last = camlytics.app.raise_event("TripwireCrossed", 0, "Exit", origin="Vehicle")
    await told(camlytics, heard, 2)

    answer = await camlytics.act("get_events", 0, answer=True)
    assert [row["id"] for row in answer["results"]] == [last.event_id, first.event_id]
    newest, oldest = answer["results"]
    assert (newest["rule"], newest["kind"]) == ("Exit", "line_crossed")
    assert newest["object_class"] == "vehicle"
    assert newest["device_id"] == oldest["device_id"] == camlytics.device(0).id

    answer = await camlytics.act(
        "get_events", None, answer=True, order="ascending", limit=2, since_id=first.event_id
    )
    kinds = [row["kind"] for row in answer["results"]]
    assert kinds == ["zone_joined", "line_crossed"]

    now = datetime.now(UTC)
    answer = await camlytics.act(
        "get_events", None, answer=True, until_time=(now - timedelta(hours=1)).isoformat()
    )
    assert answer["results"] == []


async def test_totals_can_be_asked_for(camlytics: CamlyticsHome, heard: Heard) -> None:
    for origin in ("Pedestrian", "Pedestrian", "Vehicle"):
        camlytics.app.raise_event("TripwireCrossed", 0, "Enter", origin=origin)
    camlytics.app.raise_event("ObjectAppear", 1)
    await told(camlytics, heard, 3)

    answer = await camlytics.act("get_totals", 0, answer=True)
    assert [(r["rule"], r["events"]) for r in answer["results"] if "rule" in r] == [("Enter", 3)]
    assert [(r["kind"], r["events"]) for r in answer["results"] if "kind" in r] == [
        ("line_crossed", 3)
    ]
    answer = await camlytics.act("get_totals", None, answer=True, object_class="person")
    assert {(r["kind"], r["events"]) for r in answer["results"] if "kind" in r} == {
        ("line_crossed", 2),
        ("object_appeared", 1),
    }


async def test_what_cannot_be_asked_says_why(camlytics: CamlyticsHome) -> None:
    await camlytics.app.stop_rest()
    await camlytics.until_up(False)
    with pytest.raises(HomeAssistantError):
        await camlytics.act("get_totals", 0, answer=True)


# Who is inside.


async def test_people_are_counted_in_and_out(camlytics: CamlyticsHome) -> None:
    camlytics.call()
    app = camlytics.app
    app.raise_event("TripwireCrossed", 0, "Exit")
    # There is nobody to count before there are both ways.
    await camlytics.until_count(1, "Exit")
    app.raise_event("TripwireCrossed", 0, "Enter")
    app.raise_event("TripwireCrossed", 0, "Enter")
    await camlytics.until_state("2", "sensor", "people_inside", 0)
    app.raise_event("TripwireCrossed", 0, "Exit")
    await camlytics.until_state("1", "sensor", "people_inside", 0)
    app.raise_event("TripwireCrossed", 1, "Exit")
    await camlytics.until_state("0", "sensor", "people_inside", None)
    app.raise_event("TripwireCrossed", 1, "Enter")
    await camlytics.until_state("1", "sensor", "people_inside", None)
    await camlytics.until_state("1", "sensor", "people_inside", 1)

    await camlytics.use("button.press", "reset_people_inside", 0)
    assert camlytics.state("sensor", "people_inside", 0).state == "0"
    assert camlytics.state("sensor", "people_inside", 1).state == "1"
    await camlytics.act("set_people_inside", None, people=17)
    assert camlytics.state("sensor", "people_inside", None).state == "17"

    await camlytics.stop()
    app.raise_event("TripwireCrossed", 0, "Enter")
    await camlytics.start()
    await camlytics.until_state("18", "sensor", "people_inside", None)
    assert camlytics.state("sensor", "people_inside", 0).state == "1"
