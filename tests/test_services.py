"""What the actions send, to whom, and what they answer."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import voluptuous as vol
from homeassistant.core import Context, HomeAssistant, SupportsResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import label_registry as lr
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.camhub.const import CONF_SYSTEM, DOMAIN
from custom_components.camhub.model.vocabulary import Verb
from custom_components.camhub.protocols import PROTOCOLS
from custom_components.camhub.protocols.declaration import Action, Field, FieldKind
from custom_components.camhub.services import MAX_TEXT, MAX_TEXTS, declared
from simulators.smart_shooter import Assumptions, SmartShooter
from tests.home import Home, until
from tests.installation import Installation, house, protocol_of

ALL = {"CameraSelection": "All"}
CONFIRMED: dict[str, Any] = {"confirm": True}


def named(home: Home, *cameras: int) -> dict[str, Any]:
    """Return the selection of these cameras as it is on the wire."""
    keys = sorted(home.key(camera) for camera in cameras)
    if len(keys) == 1:
        return {"CameraSelection": "Single", "CameraKey": keys[0]}
    return {"CameraSelection": "Multiple", "CameraKeys": keys}


def in_order(request: dict[str, Any]) -> dict[str, Any]:
    """Return a request with its cameras sorted: their order means nothing."""
    keys = request.get("CameraKeys")
    return request if keys is None else request | {"CameraKeys": sorted(keys)}


async def selected(home: Home, *cameras: int | None, **target: Any) -> list[dict[str, Any]]:
    """Return what an autofocus of this target selects."""
    await home.act("autofocus", *cameras, target=target or None)
    return [in_order(request) for request in home.requests("Autofocus")]


async def test_the_rig_shoots_with_one_request_and_tells_what_came(home: Home) -> None:
    answer = await home.act("shoot", None, answer=True)

    assert home.requests("Shoot") == [ALL]
    assert answer["missing"] == []
    assert {(photo["camera"], photo["device_id"]) for photo in answer["photos"]} == {
        (home.device(camera).name, home.device(camera).id) for camera in range(4)
    }
    assert {photo["id"] for photo in answer["photos"]} <= set(home.rig.photos)


async def test_a_camera_shoots_alone(home: Home) -> None:
    assert await selected(home, 2) == [named(home, 2)]


async def test_several_cameras_are_one_request(home: Home) -> None:
    assert await selected(home, 0, 2) == [named(home, 0, 2)]


async def test_the_cameras_of_a_group_are_the_group(home: Home) -> None:
    assert await selected(home, 0, 1) == [{"CameraSelection": "Group", "CameraGroup": "Left"}]


async def test_every_camera_by_name_is_all_of_them(home: Home) -> None:
    assert await selected(home, 0, 1, 2, 3) == [ALL]


async def test_the_rig_swallows_its_own_cameras(home: Home) -> None:
    assert await selected(home, None, 1) == [ALL]


async def test_an_entity_stands_for_its_camera(home: Home) -> None:
    target = [home.entity_id("sensor", "battery", 1), home.entity_id("event", "photo", 3)]

    assert await selected(home, entity_id=target) == [named(home, 1, 3)]


async def test_an_area_stands_for_its_cameras_alone(hass: HomeAssistant, home: Home) -> None:
    area = ar.async_get(hass).async_create("Turntable")
    devices = dr.async_get(hass)
    neighbour = MockConfigEntry(domain="neighbour")
    neighbour.add_to_hass(hass)
    lamp = devices.async_get_or_create(
        config_entry_id=neighbour.entry_id, identifiers={("neighbour", "lamp")}
    )
    er.async_get(hass).async_get_or_create(
        "light", "neighbour", "lamp", config_entry=neighbour, device_id=lamp.id
    )
    for device in (home.device(0), home.device(2), lamp):
        devices.async_update_device(device.id, area_id=area.id)

    assert await selected(home, area_id=area.id) == [named(home, 0, 2)]


async def test_a_label_stands_for_what_it_is_on(hass: HomeAssistant, home: Home) -> None:
    label = lr.async_get(hass).async_create("Left").label_id
    dr.async_get(hass).async_update_device(home.device(0).id, labels={label})
    entity_id = home.entity_id("binary_sensor", "recording", 2)
    er.async_get(hass).async_update_entity(entity_id, labels={label})

    assert await selected(home, label_id=label) == [named(home, 0, 2)]


@pytest.mark.skipif(
    "exclude" not in {str(key) for key in cv.ENTITY_SERVICE_FIELDS},
    reason="this release cannot leave anything out of a target",
)
async def test_what_is_left_out_of_the_target_is_spared(home: Home) -> None:
    spared = {"device_id": [home.device(3).id]}
    rig = [home.device().id]

    assert await selected(home, device_id=rig, exclude=spared) == [named(home, 0, 1, 2)]
    with pytest.raises(ServiceValidationError, match="nothing can be left out"):
        await home.act("format_cards", target={"device_id": rig, "exclude": spared}, confirm=True)
    assert home.requests("Format") == []


async def test_a_device_that_is_gone_does_not_keep_the_others_from_it(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    target = {"device_id": ["gone", home.device(1).id], "entity_id": ["sensor.gone"]}

    assert await selected(home, **target) == [named(home, 1)]
    assert "devices gone, entities sensor.gone" in caplog.text


@pytest.mark.parametrize(
    "target", [{"device_id": []}, {"device_id": "gone"}, {"entity_id": "all"}, {"area_id": "none"}]
)
async def test_a_target_that_is_nothing_of_ours_is_refused(
    home: Home, target: dict[str, Any]
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await home.act("shoot", target=target)

    assert refused.value.translation_key == "no_target"
    assert home.requests("Shoot") == []


@pytest.mark.parametrize("rig_options", [{"nodes": 2}], ids=["two computers"])
async def test_another_computer_of_the_rig_is_no_camera(hass: HomeAssistant, home: Home) -> None:
    computers = [
        device
        for device in dr.async_entries_for_config_entry(dr.async_get(hass), home.entry.entry_id)
        if device.entry_type is dr.DeviceEntryType.SERVICE and device.id != home.device().id
    ]
    target = [device.id for device in computers]
    with pytest.raises(ServiceValidationError) as refused:
        await home.act("shoot", target={"device_id": target})

    assert refused.value.translation_key == "no_camera"
    await home.act("autofocus", target={"device_id": [*target, home.device(0).id]})
    assert home.requests("Autofocus") == [named(home, 0)]


async def test_a_camera_that_is_not_there_is_named(home: Home) -> None:
    home.rig.unplug(home.key(1))
    await home.until_state("off", "binary_sensor", "online", 1)

    answer = await home.act("shoot", 0, 1, answer=True)

    missing = {"camera": home.device(1).name, "device_id": home.device(1).id}
    assert answer["missing"] == [missing]
    assert [photo["device_id"] for photo in answer["photos"]] == [home.device(0).id]


async def test_a_camera_of_which_nothing_is_known_is_named_where_it_was_chosen(
    hass: HomeAssistant, home: Home
) -> None:
    stranger = dr.async_get(hass).async_get_or_create(
        config_entry_id=home.entry.entry_id,
        identifiers={(DOMAIN, f"{home.entry.entry_id}_stranger")},
        name="Stranger",
    )
    target = {"device_id": [home.device(0).id, stranger.id]}

    answer = await home.act("autofocus", target=target, answer=True)

    assert answer["missing"] == [{"camera": "Stranger", "device_id": stranger.id}]


@pytest.mark.parametrize("rig_options", [{"assume": Assumptions(busy_camera="skip")}], ids=["skip"])
async def test_a_camera_that_is_busy_is_named(home: Home) -> None:
    home.rig.set_status(home.key(1), "Busy")
    await home.until_state("busy", "sensor", "status", 1)

    answer = await home.act("shoot", 0, 1, answer=True)

    assert answer["missing"] == [{"camera": home.device(1).name, "device_id": home.device(1).id}]
    assert [photo["device_id"] for photo in answer["photos"]] == [home.device(0).id]
    assert home.state("sensor", "last_shot_missing").state == "0"
    assert home.state("event", "photo").attributes["missing"] == []


@pytest.mark.parametrize("options", [{"shot_limit": 1}], ids=["one second"])
async def test_a_camera_that_misses_the_shot_is_named(home: Home) -> None:
    home.rig.miss_shot(home.key(2))

    answer = await home.act("shoot", None, answer=True)

    assert [camera["device_id"] for camera in answer["missing"]] == [home.device(2).id]
    assert len(answer["photos"]) == 3


async def test_a_camera_is_named_as_its_user_calls_it(hass: HomeAssistant, home: Home) -> None:
    dr.async_get(hass).async_update_device(home.device(0).id, name_by_user="Halley")

    answer = await home.act("shoot", 0, answer=True)

    assert [photo["camera"] for photo in answer["photos"]] == ["Halley"]


SAMPLES: dict[Verb, tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]] = {
    Verb.SHOOT: (
        {"bulb_timer": 3, "origin": "door"},
        [("Shoot", ALL | {"BulbTimer": 3, "PhotoOrigin": "door"})],
    ),
    Verb.AUTOFOCUS: ({}, [("Autofocus", ALL)]),
    Verb.HALF_PRESS: ({}, [("SetShutterButton", ALL | {"CameraShutterButton": "Half"})]),
    Verb.SET_SETTING: (
        {"setting": "iso", "value": "400"},
        [
            (
                "SetProperty",
                ALL | {"CameraPropertyType": "ISO", "CameraPropertyValue": "400"},
            )
        ],
    ),
    Verb.STEP_SETTING: (
        {"setting": "iso", "steps": -2},
        [("IncrementProperty", ALL | {"CameraPropertyType": "ISO", "CameraPropertyStep": -2})],
    ),
    Verb.ZOOM: ({"position": 40}, [("PowerZoomPosition", ALL | {"CameraPowerZoomPosition": 40})]),
    Verb.SET_LIVE_VIEW: (
        {
            "enable": True,
            "zoom": False,
            "depth_of_field_preview": True,
            "x": 1,
            "y": 2.5,
            "focus_step": "far_2",
            "frame_rate": 10,
            "video_frame_rate": 25,
        },
        [
            ("EnableLiveview", ALL | {"Enable": True}),
            ("EnableLiveviewZoom", ALL | {"Enable": False}),
            ("EnableLiveviewDOF", ALL | {"Enable": True}),
            (
                "LiveviewPosition",
                ALL | {"CameraLiveviewPositionX": 1.0, "CameraLiveviewPositionY": 2.5},
            ),
            ("LiveviewFocus", ALL | {"CameraLiveviewFocusStep": "Far2"}),
            ("LiveviewFPS", ALL | {"CameraLiveviewFPS": 10, "CameraLiveviewVideoFPS": 25}),
        ],
    ),
    Verb.SET_RECORDING: ({"enable": True}, [("EnableVideo", ALL | {"Enable": True})]),
    Verb.SET_CONNECTION: ({"enable": False}, [("Disconnect", ALL)]),
    Verb.IDENTIFY: ({}, [("Identify", ALL)]),
    Verb.RENAME_CAMERA: ({"name": "Left"}, [("RenameCamera", ALL | {"CameraName": "Left"})]),
    Verb.SET_GROUP: ({"group": "A"}, [("SetCameraGroup", ALL | {"CameraGroup": "A"})]),
    Verb.SET_TRIGGER_INDEX: (
        {"index": 7},
        [("SetCameraTriggerIndex", ALL | {"CameraTriggerIndex": 7})],
    ),
    Verb.ENGAGE_LATCH: ({"index": 0}, [("EngageLatch", ALL | {"CameraLatchIndex": 0})]),
    Verb.RELEASE_LATCH: ({"index": 0}, [("ReleaseLatch", {"CameraLatchIndex": 0})]),
    Verb.CANCEL_LATCH: ({"index": 100}, [("CancelLatch", {"CameraLatchIndex": 100})]),
    Verb.ENGAGE_TRIGGER: ({}, [("EngageTrigger", ALL)]),
    Verb.RELEASE_TRIGGER: ({"interval": 50}, [("ReleaseTrigger", {"CameraTriggerInterval": 50})]),
    Verb.CANCEL_TRIGGER: ({}, [("CancelTrigger", {})]),
    Verb.TRANSFER: ({}, [("Transfer", {"PhotoSelection": "All"})]),
    Verb.DELETE: (
        {"all_photos": True, "delete_files": True, "confirm": True},
        [("Delete", {"PhotoSelection": "All", "DeleteFiles": True})],
    ),
    Verb.FORMAT_CARDS: (CONFIRMED, [("Format", {})]),
    Verb.DETECT_CAMERAS: ({}, [("DetectCameras", {})]),
    Verb.SYNC_CLOCKS: ({}, [("SyncClocks", {"CameraDateTimeOffset": 0})]),
    Verb.CHECK_CLOCKS: ({}, [("CheckClocks", {})]),
    Verb.SYNC_BATCH_NUMBERS: ({}, [("SyncBatchNum", {})]),
    Verb.SET_SEQUENCE_NUMBER: ({"number": 12}, [("SetSequenceNum", {"PhotoSequenceNum": 12})]),
    Verb.SET_BATCH_NUMBER: ({"number": 12}, [("SetBatchNum", {"PhotoBatchNum": 12})]),
    Verb.SEND_TEXT: ({"text": "hello"}, [("RelayCustomText", {"CustomText": "hello"})]),
    Verb.SHUT_DOWN_APPLICATION: (CONFIRMED, [("Shutdown", {})]),
}
"""Each action that the whole rig can be asked for: its fields, and what they come to."""

BEFORE: dict[Verb, tuple[Verb, dict[str, Any]]] = {
    Verb.RELEASE_LATCH: (Verb.ENGAGE_LATCH, {"index": 0}),
    Verb.CANCEL_LATCH: (Verb.ENGAGE_LATCH, {"index": 100}),
    Verb.RELEASE_TRIGGER: (Verb.ENGAGE_TRIGGER, {}),
}
"""What has to be asked for first."""

OF_PHOTOS = {Verb.RESHOOT, Verb.RENAME_PHOTO, Verb.DOWNLOAD}
OF_ONE_CAMERA = {Verb.SET_ACTIVE_CAMERA}


@pytest.mark.parametrize("verb", SAMPLES)
async def test_an_action_comes_to_one_message_for_each_thing(home: Home, verb: Verb) -> None:
    fields, expected = SAMPLES[verb]
    if verb in BEFORE:
        first, its_fields = BEFORE[verb]
        await home.act(first, None, **its_fields)

    await home.act(verb, None, **fields)

    wanted = {message_id for message_id, _ in expected}
    sent = [request for request in home.rig.requests if request["msg_id"] in wanted]
    assert [(request["msg_id"], bare(request)) for request in sent] == expected


def bare(request: dict[str, Any]) -> dict[str, Any]:
    """Return a request without its envelope."""
    return {name: value for name, value in request.items() if not name.startswith("msg_")}


async def test_no_action_is_left_out(hass: HomeAssistant, home: Home) -> None:
    verbs = {*SAMPLES, *OF_PHOTOS, *OF_ONE_CAMERA}

    assert {action.verb for action in PROTOCOLS["smart_shooter"].actions} == verbs
    assert set(hass.services.async_services_for_domain(DOMAIN)) == set(declared(PROTOCOLS.values()))


async def test_named_photos_are_renamed_and_taken_again(home: Home) -> None:
    photos = (await home.act("shoot", None, answer=True))["photos"]
    ids = [photo["id"] for photo in photos]

    await home.act("rename_photo", 0, photo_ids=ids[0], name="front")
    await home.act("reshoot", None, photo_ids=ids[:2])

    single = {"PhotoSelection": "Single", "PhotoKey": ids[0]}
    assert home.requests("RenamePhoto") == [single | {"PhotoComputedName": "front"}]
    assert home.requests("Reshoot") == [{"PhotoSelection": "Multiple", "PhotoKeys": ids[:2]}]


async def test_only_what_is_still_on_a_camera_is_downloaded(home: Home) -> None:
    for camera in (0, 1):
        home.rig.set_property(home.key(camera), "Storage", "Card")
    photos = (await home.act("shoot", None, answer=True))["photos"]
    for camera in (2, 3):
        await home.until_event("photo_downloaded", "photo", camera)

    await home.act("download", None)

    on_card = {
        photo["id"]
        for photo in photos
        if photo["device_id"] in (home.device(0).id, home.device(1).id)
    }
    (request,) = home.requests("Download")
    assert request["PhotoSelection"] == "Multiple"
    assert set(request["PhotoKeys"]) == on_card
    for camera in (0, 1):
        await home.until_event("photo_downloaded", "photo", camera)


@pytest.mark.parametrize("rig_options", [{"app_version": "6.0"}], ids=["version 6"])
async def test_one_camera_can_be_the_active_one(home: Home) -> None:
    await home.act("set_active_camera", 3)
    assert home.requests("SetActiveCamera") == [{"CameraKey": home.key(3)}]

    with pytest.raises(ServiceValidationError) as refused:
        await home.act("set_active_camera", 0, 1)
    assert refused.value.translation_key == "bad_request"
    assert refused.value.translation_placeholders == {
        "title": "Studio",
        "reason": "one camera can be the active one",
    }


async def test_an_action_of_the_rig_takes_any_of_its_devices(home: Home) -> None:
    await home.act("detect_cameras", 2)

    assert home.requests("DetectCameras") == [{}]


@pytest.mark.parametrize("value", [True, "true", "on"])
async def test_an_option_of_the_application_is_set_as_it_needs_it(home: Home, value: Any) -> None:
    await home.act("set_setting", None, setting="auto_connect", value=value)

    assert home.requests("SetOptions") == [{"AutoConnect": True}]


@pytest.mark.parametrize("rig_options", [{"vintage": "v3"}], ids=["version 3"])
async def test_what_version_3_lacks_is_refused(home: Home) -> None:
    with pytest.raises(HomeAssistantError) as refused:
        await home.act("engage_trigger", None)

    assert refused.value.translation_key == "unsupported"
    assert home.requests("EngageTriggerMsg") == []


@pytest.mark.parametrize("rig_options", [{"app_version": "5.5"}], ids=["version 5.5"])
async def test_files_are_not_entrusted_to_a_version_that_may_not_keep_them(home: Home) -> None:
    with pytest.raises(HomeAssistantError) as refused:
        await home.act("delete", None, all_photos=True, delete_files=False, confirm=True)

    assert refused.value.translation_key == "unsupported"
    assert home.requests("Delete") == []


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("engage_latch", {"index": 101}),
        ("engage_latch", {"index": -1}),
        ("engage_latch", {"index": "first"}),
        ("engage_latch", {}),
        ("half_press", {"button": "Half"}),
        ("set_setting", {"setting": "mood", "value": "good"}),
        ("set_setting", {"setting": "iso"}),
        ("set_setting", {"setting": "iso", "value": ["400"]}),
        ("set_setting", {"setting": "iso", "value": None}),
        ("set_setting", {"setting": "iso", "value": "\ud800"}),
        ("set_live_view", {"frame_rate": 0, "video_frame_rate": 10}),
        ("set_live_view", {"x": float("nan"), "y": 0}),
        ("set_live_view", {"x": 0, "y": float("inf")}),
        ("set_recording", {"enable": "perhaps"}),
        ("rename_camera", {"name": "x" * (MAX_TEXT + 1)}),
        ("rename_camera", {"name": "half a \udc00"}),
        ("rename_photo", {"photo_ids": [], "name": "x"}),
        ("rename_photo", {"photo_ids": ["x"] * (MAX_TEXTS + 1), "name": "x"}),
        ("rename_photo", {"photo_ids": [["x"]], "name": "x"}),
        ("autofocus", {"speed": 3}),
    ],
)
async def test_what_does_not_fit_is_refused_before_anything_is_sent(
    home: Home, action: str, fields: dict[str, Any]
) -> None:
    before = len(home.rig.requests)
    with pytest.raises(vol.Invalid):
        await home.act(action, None, **fields)

    assert len(home.rig.requests) == before


DANGEROUS: dict[str, dict[str, Any]] = {
    "delete": {"all_photos": True, "delete_files": True},
    "format_cards": {},
    "shut_down_application": {},
}


@pytest.mark.parametrize("action", DANGEROUS)
@pytest.mark.parametrize("confirm", [None, False, "true", "yes", 1])
async def test_what_destroys_has_to_be_confirmed_in_so_many_words(
    home: Home, action: str, confirm: Any
) -> None:
    confirmation: dict[str, Any] = {} if confirm is None else {"confirm": confirm}
    with pytest.raises(vol.Invalid):
        await home.act(action, None, **DANGEROUS[action], **confirmation)


@pytest.mark.parametrize("action", DANGEROUS)
async def test_what_destroys_is_for_administrators(
    home: Home, hass_read_only_user: MockUser, action: str
) -> None:
    before = len(home.rig.requests)
    with pytest.raises(Unauthorized):
        await home.act(
            action,
            None,
            context=Context(user_id=hass_read_only_user.id),
            **DANGEROUS[action],
            **CONFIRMED,
        )

    assert len(home.rig.requests) == before


async def test_nothing_is_deleted_by_halves(home: Home) -> None:
    files = {"delete_files": True}
    choices: list[dict[str, Any]] = [
        files,
        {"all_photos": False, **files},
        {"all_photos": True, "photo_ids": ["x"], **files},
        {"all_photos": True},
    ]
    for choice in choices:
        with pytest.raises(ServiceValidationError) as refused:
            await home.act("delete", None, confirm=True, **choice)
        assert refused.value.translation_key == "bad_request"

    assert home.requests("Delete") == []


async def test_only_what_tells_something_can_be_asked_for_an_answer(
    hass: HomeAssistant, home: Home
) -> None:
    answers = {
        verb
        for verb, same in declared(PROTOCOLS.values()).items()
        if any(action.answers for action in same)
    }

    assert answers == {
        verb
        for verb in hass.services.async_services_for_domain(DOMAIN)
        if hass.services.supports_response(DOMAIN, verb) is SupportsResponse.OPTIONAL
    }


@pytest.fixture
async def second(hass: HomeAssistant, home: Home) -> AsyncIterator[Home]:
    """Set up a second rig beside the first."""
    async with SmartShooter(cameras=2, seed=1, latency=0.001, jitter=0.001) as rig:
        publisher_port, request_port = rig.ports
        entry = MockConfigEntry(
            domain=DOMAIN,
            title="Barn",
            data={
                CONF_SYSTEM: "smart_shooter",
                "host": "127.0.0.1",
                "publisher_port": publisher_port,
                "request_port": request_port,
            },
        )
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        yield Home(hass, entry, rig)
        await hass.config_entries.async_unload(entry.entry_id)


async def test_each_rig_gets_one_request_and_all_answer_together(home: Home, second: Home) -> None:
    both = {"device_id": [home.device().id, second.device(1).id]}

    answer = await home.act("shoot", target=both, answer=True)

    assert home.requests("Shoot") == [ALL]
    assert second.requests("Shoot") == [named(second, 1)]
    assert len(answer["photos"]) == 5


async def test_a_rig_that_fails_does_not_keep_the_other_from_it(
    home: Home, second: Home, caplog: pytest.LogCaptureFixture
) -> None:
    await home.rig.set_fault("false_reply")
    both = {"device_id": [home.device().id, second.device().id]}
    with pytest.raises(HomeAssistantError) as failed:
        await home.act("autofocus", target=both)
    assert failed.value.translation_key == "rejected"
    assert failed.value.translation_placeholders is not None
    assert failed.value.translation_placeholders["title"] == "Studio"
    assert second.requests("Autofocus") == [ALL]

    await second.rig.set_fault("false_reply")
    with pytest.raises(HomeAssistantError):
        await home.act("autofocus", target=both)
    assert "Also failed" in caplog.text


async def test_nothing_is_sent_where_one_of_the_rigs_is_not_set_up(
    hass: HomeAssistant, home: Home, second: Home
) -> None:
    both = {"device_id": [home.device().id, second.device().id]}
    await hass.config_entries.async_unload(second.entry.entry_id)

    with pytest.raises(ServiceValidationError) as refused:
        await home.act("shoot", target=both)

    assert refused.value.translation_key == "not_loaded"
    assert refused.value.translation_placeholders == {"title": "Barn"}
    assert home.requests("Shoot") == []


async def test_what_a_system_does_not_have_is_refused(home: Home) -> None:
    coordinator = home.entry.runtime_data
    coordinator.protocol = replace(coordinator.protocol, actions=())

    with pytest.raises(ServiceValidationError) as refused:
        await home.act("shoot", None)

    assert refused.value.translation_key == "unsupported"


def test_systems_agree_on_the_fields_of_an_action_they_share() -> None:
    shooter = PROTOCOLS["smart_shooter"]
    verbs = declared([shooter, replace(shooter, name="other")])
    assert [len(actions) for actions in verbs.values()] == [2] * len(verbs)

    origin = Field("origin", FieldKind.INTEGER)
    other = replace(shooter, name="other", actions=(Action(Verb.SHOOT, (origin,)),))
    with pytest.raises(ValueError, match="shoot: the systems disagree on the field origin"):
        declared([shooter, other])


async def test_a_shot_that_nobody_waits_for_returns_at_once(home: Home) -> None:
    await home.act("shoot", None)

    assert home.requests("Shoot") == [ALL]
    await until(lambda: len(home.rig.photos) == 4)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("2026-11-21 08:00:00", datetime(2026, 11, 21, 7, tzinfo=UTC)),
        ("2026-07-01T08:00:00", datetime(2026, 7, 1, 6, tzinfo=UTC)),
        ("2026-11-21T08:00:00-03:00", datetime(2026, 11, 21, 11, tzinfo=UTC)),
        ("2026-11-21T08:00:00Z", datetime(2026, 11, 21, 8, tzinfo=UTC)),
    ],
)
async def test_a_moment_is_in_home_assistants_zone_unless_it_says_another(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, given: Any, meant: datetime
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    installation = Installation()
    actions = PROTOCOLS["camlytics"].actions
    monkeypatch.setitem(PROTOCOLS, "installation", protocol_of(installation, actions=actions))

    async with house(hass, installation) as gate_house:
        answer = await gate_house.act("get_totals", None, since_time=given, answer=True)

    (command,) = installation.commands
    assert command.fields == {"since_time": meant}
    assert command.wait
    assert answer == {"photos": [], "missing": [], "results": []}


@pytest.mark.parametrize("given", ["yesterday", "", 7, "2026-13-01T00:00:00"])
async def test_what_is_no_moment_is_refused(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, given: Any
) -> None:
    installation = Installation()
    actions = PROTOCOLS["camlytics"].actions
    monkeypatch.setitem(PROTOCOLS, "installation", protocol_of(installation, actions=actions))

    async with house(hass, installation) as gate_house:
        with pytest.raises(vol.Invalid):
            await gate_house.act("get_totals", None, since_time=given)

    assert installation.commands == []
