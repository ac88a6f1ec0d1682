"""The link to a Camlytics installation: two ways, either of which may fail, and neither is needed."""

import logging

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulators.camlytics import CamlyticsSimulator
from tests.camlytics_home import CamlyticsHome, added, asked
from tests.heard import Heard
from tests.home import until


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the lines of camhub that a user's log holds."""
    return [
        record.levelname
        for record in caplog.records
        if record.name.startswith("custom_components.camhub") and record.levelno >= logging.INFO
    ]


async def crossed(camlytics: CamlyticsHome, times: int = 1) -> None:
    """Let somebody come in, and wait until that is shown."""
    before = sum(event.rule_name == "Enter" for event in camlytics.app.events)
    for _ in range(times):
        camlytics.app.raise_event("TripwireCrossed", 0, "Enter")
    await camlytics.until_count(before + times)


# It fails, and comes back.


@pytest.mark.parametrize("how", ["app", "rest", "silence", "garbage"])
async def test_an_outage_is_told_once_and_ends_by_itself(
    camlytics: CamlyticsHome, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    app = camlytics.app
    await crossed(camlytics)
    heard = Heard(camlytics.hass)
    match how:
        case "app":
            await app.stop()
        case "rest":
            await app.stop_rest()
        case "silence":
            app.set_fault("silence")
        case "garbage":
            app.set_fault("bad_answer", "garbage:all")
    await camlytics.until_up(False)
    assert camlytics.state("binary_sensor", "link").state == "off"
    assert camlytics.count().state == STATE_UNAVAILABLE
    assert camlytics.state("event", "analytics", 0).state not in (STATE_UNAVAILABLE, STATE_UNKNOWN)
    assert camlytics.state("event", "analytics", 1).state == STATE_UNKNOWN
    for _ in range(3):
        app.raise_event("TripwireCrossed", 0, "Enter", via="rest")
    match how:
        case "app":
            await app.start()
        case "rest":
            await app.start_rest()
        case "silence":
            app.clear_fault("silence")
        case "garbage":
            app.clear_fault("bad_answer")
    await camlytics.until_up()
    await camlytics.until_count(4)
    assert camlytics.state("binary_sensor", "link").state == "on"
    assert told(caplog) == ["WARNING", "INFO"]
    assert heard.told == []
    assert camlytics.entry.state is ConfigEntryState.LOADED
    app.raise_event("TripwireCrossed", 0, "Enter")
    await heard.until("line_crossed", camlytics, "analytics", 0)
    assert len(heard.told) == 1


async def test_webhooks_go_on_while_rest_is_away(
    camlytics: CamlyticsHome, caplog: pytest.LogCaptureFixture
) -> None:
    app = camlytics.app
    camlytics.call()
    await crossed(camlytics)
    await app.stop_rest()
    await camlytics.until_up(False)
    assert camlytics.count().state == STATE_UNAVAILABLE

    heard = Heard(camlytics.hass)
    app.raise_event("TripwireCrossed", 0, "Enter")
    await camlytics.until_count(2)
    assert camlytics.state("binary_sensor", "link").state == "off"
    assert camlytics.state("binary_sensor", "motion", 0).state == "off"
    app.raise_event("MotionInRegionOn", 0)
    await camlytics.until_state("on", "binary_sensor", "motion", 0)
    app.raise_event("TripwireCrossed", 0, "Enter", via="rest")

    await app.start_rest()
    await camlytics.until_up()
    await camlytics.until_count(3)
    assert sorted(heard.kinds(camlytics, "analytics", 0)) == ["line_crossed", "motion_started"]
    assert told(caplog) == ["WARNING", "INFO"]


async def test_home_assistant_starts_while_the_application_is_off(
    camlytics: CamlyticsHome,
) -> None:
    await crossed(camlytics, 5)
    await camlytics.stop()
    await camlytics.app.stop()
    await camlytics.start()
    assert camlytics.entry.state is ConfigEntryState.LOADED
    assert camlytics.state("binary_sensor", "link").state == "off"
    assert camlytics.count().state == STATE_UNAVAILABLE
    assert camlytics.state("event", "analytics", 0).state != STATE_UNAVAILABLE
    await camlytics.app.start()
    await camlytics.until_up()
    await camlytics.until_count(5)


async def test_another_installation_at_the_address_tells_nothing(
    camlytics: CamlyticsHome,
) -> None:
    await crossed(camlytics)
    port = camlytics.app.port
    await camlytics.stop()
    await camlytics.app.stop()
    async with CamlyticsSimulator(port=port, seed=5) as other:
        other.raise_event("TripwireCrossed", 0, "Enter")
        await camlytics.start()
        await until(lambda: other.request_count >= 3)
        await camlytics.hass.async_block_till_done()
        assert camlytics.state("binary_sensor", "link").state == "off"
        assert not any(
            channel.channel_id in str(camlytics.hass.states.async_all())
            for channel in other.channels
        )
        assert camlytics.count().state == STATE_UNAVAILABLE
    await camlytics.app.start()
    await camlytics.until_up()
    await camlytics.until_count(1)


async def test_an_installation_is_set_up_once(camlytics: CamlyticsHome) -> None:
    again = await asked(camlytics.hass, "127.0.0.1", camlytics.app.port)
    assert again["reason"] == "already_configured"
    # Of the same seed are the same channels.
    async with CamlyticsSimulator() as moved:
        again = await asked(camlytics.hass, "127.0.0.1", moved.port)
    assert again["reason"] == "already_configured"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (("status", "404:channels"), "not_this_system"),
        (("bad_answer", "not_json:channels"), "not_this_system"),
        (("status", "500:channels"), "not_ready"),
        (("silence", "channels"), "timed_out"),
    ],
)
async def test_what_is_wrong_at_the_address_is_told_in_the_form(
    hass: HomeAssistant,
    app: CamlyticsSimulator,
    quick_app: None,
    fault: tuple[str, str],
    reason: str,
) -> None:
    app.set_fault(*fault)
    shown = await asked(hass, "127.0.0.1", app.port)
    assert shown["errors"] is not None
    assert shown["errors"]["base"].removeprefix("camlytics_") == reason


# Webhooks alone.


ALONE = pytest.mark.parametrize("by_rest", [False])


@ALONE
async def test_webhooks_alone_are_a_valid_set_up(
    camlytics: CamlyticsHome, caplog: pytest.LogCaptureFixture
) -> None:
    app = camlytics.app
    camlytics.call()
    heard = Heard(camlytics.hass)
    app.raise_event("TripwireCrossed", 0, "Exit")
    await camlytics.until_count(1, "Exit")
    app.raise_event("TripwireCrossed", 0, "Enter")
    await camlytics.until_count(1)
    app.raise_event("MotionInRegionOn", 1)
    await camlytics.until_state("on", "binary_sensor", "motion", 1)
    assert heard.kinds(camlytics, "analytics", 0) == ["line_crossed"] * 2
    assert heard.kinds(camlytics, "analytics", 1) == ["motion_started"]
    assert camlytics.device(0).name == app.channels[0].name
    assert camlytics.device(1).name == app.channels[1].name
    await camlytics.until_state("1", "sensor", "people_inside", 0)
    assert app.request_count == 0

    await camlytics.stop()
    await camlytics.start()
    assert camlytics.count().state == "1"
    assert camlytics.state("binary_sensor", "motion", 1).state == "on"
    app.raise_event("TripwireCrossed", 0, "Enter")
    await camlytics.until_count(2)
    assert STATE_UNAVAILABLE not in {state.state for state in camlytics.hass.states.async_all()}
    assert told(caplog) == []
    with pytest.raises(AssertionError):
        camlytics.entity_id("binary_sensor", "link")


@ALONE
async def test_two_installations_that_only_call_are_told_apart(
    camlytics: CamlyticsHome, hass_client_no_auth: ClientSessionGenerator
) -> None:
    async with CamlyticsSimulator(seed=9) as app:
        entry = await added(camlytics.hass, "", app.port)
        other = CamlyticsHome(camlytics.hass, entry, app, camlytics.url)
        assert other.webhook != camlytics.webhook
        other.call()
        camlytics.call()
        app.raise_event("TripwireCrossed", 0, "Enter")
        camlytics.app.raise_event("TripwireCrossed", 0, "Enter")
        camlytics.app.raise_event("TripwireCrossed", 0, "Enter")
        await other.until_count(1)
        await camlytics.until_count(2)
