"""The camera's REST objects: whatever the page and the maker's kits disagree on is understood."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.camhub.link.errors import BadData
from custom_components.camhub.protocols.bandit import wire
from custom_components.camhub.protocols.bandit.wire import (
    Capabilities,
    Firmware,
    Settings,
    Status,
    Transcoding,
)

FULL_STATUS: dict[str, Any] = {
    "recording_active": True,
    "recording_secs": 12,
    "battery_level_pct": 81,
    "battery_charging": False,
    "gnss_fix": True,
    "gnss_strength_pct": 40,
    "heart_rate_sensor_connected": False,
    "cadence_sensor_connected": True,
    "preview_active": False,
    "viewfinder_active": True,
    "viewfinder_streaming_port": 4001,
    "backchannel_port": 4242,
    "memory_free_bytes": 60_000_000_000,
    "remaining_time_secs": 7200,
    "remaining_photos": 5000,
    "transcoding_active": True,
    "transcoding_progress": 33,
}
CAMERA: dict[str, Any] = {
    "serial_number": "TT0123456789",
    "ble_camera_id": "deadbeef",
    "ble_verification_code": "ABCD1234",
    "gnss_enabled": True,
    "sound_enabled": 0,
    "lights_enabled": 1,
    "image_rotation_enabled": False,
    "external_microphone_enabled": False,
    "metering": "center",
    "white_balance_mode": "5000K",
    "video_stabilisation_enabled": True,
}
SCENE: dict[str, Any] = {
    "mode": "auto",
    "brightness": 0,
    "contrast": 255,
    "hue": 3,
    "saturation": 4,
    "sharpness": 5,
}


def test_a_whole_status() -> None:
    assert wire.status(FULL_STATUS | {"something": "new"}) == Status(
        recording=True,
        recording_time=12,
        battery=81,
        charging=False,
        gps_fix=True,
        gps_strength=40,
        heart_rate_sensor=False,
        cadence_sensor=True,
        previewing=False,
        viewfinder=True,
        viewfinder_port=4001,
        backchannel_port=4242,
        free_bytes=60_000_000_000,
        time_left=7200,
        photos_left=5000,
        transcoding=True,
        transcoding_progress=33,
    )


@pytest.mark.parametrize("missing", FULL_STATUS)
def test_what_a_status_lacks_is_not_known(missing: str) -> None:
    whole = wire.status(FULL_STATUS)
    for changed in (
        {name: value for name, value in FULL_STATUS.items() if name != missing},
        FULL_STATUS | {missing: None},
        FULL_STATUS | {missing: "nonsense"},
        FULL_STATUS | {missing: -1},
        FULL_STATUS | {missing: [1]},
        FULL_STATUS | {missing: 2**80},
        FULL_STATUS | {missing: 0.5},
    ):
        status = wire.status(changed)
        differing = [name for name in Status.__slots__ if getattr(status, name) is None]
        assert len(differing) == 1
        others = set(Status.__slots__) - set(differing)
        assert all(getattr(status, name) == getattr(whole, name) for name in others)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ({"recording_secs": 5}, 5),
        ({"recoding_secs": 5}, 5),
        ({"recording_secs": 5, "recoding_secs": 6}, 5),
        ({"recording_secs": -1, "recoding_secs": -1}, None),
        ({"recording_secs": 5.0}, 5),
        ({"recording_secs": 0}, 0),
    ],
)
def test_the_recording_time_goes_by_either_spelling(
    told: dict[str, Any], seconds: int | None
) -> None:
    assert wire.status({"recording_active": 1} | told) == Status(
        recording=True, recording_time=seconds
    )


@pytest.mark.parametrize("port", [0, -1, 65536, True, "4001"])
def test_a_port_that_is_none_is_not_known(port: object) -> None:
    assert wire.status({"backchannel_port": port}).backchannel_port is None


@pytest.mark.parametrize(
    "data", [None, [], "", 3, {}, {"status": "ok"}, [FULL_STATUS], {"version": "2"}]
)
def test_what_is_no_status_is_bad_data(data: object) -> None:
    with pytest.raises(BadData):
        wire.status(data)


def test_the_version_is_a_text_or_a_number() -> None:
    assert wire.version({"version": "2", "revision": "0", "supported_versions": ["2"]}) == "2"
    assert wire.version({"version": 2}) == "2"
    for data in ("2", {}, {"version": None}, {"version": ""}, {"version": ["2"]}):
        with pytest.raises(BadData):
            wire.version(data)


def test_the_firmware_and_the_one_that_waits() -> None:
    now = {"major": 1, "minor": 57, "revision": 500, "build": 3}
    none = dict.fromkeys(("pending_major", "pending_minor", "pending_revision", "pending_build"), 0)
    next_one = {**none, "pending_major": 1, "pending_minor": 60, "pending_build": 9}
    assert wire.firmware(now | none) == Firmware("1.57.500", None, 3, None)
    assert wire.firmware(now | next_one) == Firmware("1.57.500", "1.60.0", 3, 9)
    assert wire.firmware(now) == Firmware("1.57.500", None, 3, None)
    assert wire.firmware(now | {"pending_major": 1}) == Firmware("1.57.500", None, 3, None)
    for data in ({}, {"major": 1}, now | {"minor": None}, now | {"revision": -1}, [now]):
        with pytest.raises(BadData):
            wire.firmware(data)


def test_settings_are_of_a_video_or_an_image_mode() -> None:
    video = {
        "mode": "time_lapse",
        "resolution": "4k",
        "framerate_fps": 30,
        "fov": "wide",
        "interval_secs": 0.5,
        "slow_motion_rate": None,
        "scenes_disabled": ["night", 3],
        "unknown": 1,
    }
    told = {"camera": CAMERA, "wifi": {"ssid": "Bandit-1234"}, "scene": SCENE, "video": video}
    settings = wire.settings(told)
    assert settings == Settings(
        serial="TT0123456789",
        ssid="Bandit-1234",
        camera={
            "gnss_enabled": True,
            "sound_enabled": False,
            "lights_enabled": True,
            "image_rotation_enabled": False,
            "external_microphone_enabled": False,
            "metering": "center",
            "white_balance_mode": "5000K",
            "video_stabilisation_enabled": True,
        },
        scene=SCENE,
        video={
            "mode": "time_lapse",
            "resolution": "4k",
            "framerate_fps": 30,
            "fov": "wide",
            "interval_secs": 0.5,
            "scenes_disabled": ("night",),
        },
        image=None,
    )
    assert "ABCD1234" not in repr(settings)
    assert wire.settings(told | {"image": {"mode": "single"}}) == settings


@pytest.mark.parametrize("key", ["count", "burst_count"])
def test_the_size_of_a_burst_goes_by_either_name(key: str) -> None:
    image: dict[str, Any] = {
        "mode": "burst",
        "resolution": "8MP",
        "duration_secs": 1,
        key: 10,
    }
    expected: dict[str, Any] = {
        "mode": "burst",
        "resolution": "8MP",
        "duration_secs": 1,
        "burst_count": 10,
        "burst_key": key,
    }
    assert wire.settings({"image": image}) == Settings(image=expected)
    rows = wire.recording_capabilities({"video": [{}, None, {"mode": "new"}], "image": [image]})
    assert rows == Capabilities(video=({"mode": "new"},), image=(expected,))


def test_settings_of_the_wrong_type_are_left_out() -> None:
    odd = {name: {"odd": 1} for name in (*CAMERA, *SCENE)}
    assert wire.settings({"camera": odd, "scene": odd, "wifi": [], "video": odd}) == Settings()
    assert wire.settings({"scene": SCENE | {"hue": 256}}).scene == {
        name: value for name, value in SCENE.items() if name != "hue"
    }
    nothing: tuple[object, ...] = ({}, [], None, {"error": 1})
    for data in nothing:
        with pytest.raises(BadData):
            wire.settings(data)


def test_scenes_are_told_by_name_or_with_their_presets() -> None:
    half = {"mode": "night", "brightness": 3}
    assert wire.scenes({"scenes": ["auto", half, SCENE | {"mode": "bright"}, 3, {}]}) == {
        "auto": None,
        "night": None,
        "bright": SCENE | {"mode": "bright"},
    }
    assert wire.scenes({"scenes": None}) == {}
    with pytest.raises(BadData):
        wire.scenes(["auto"])


def test_what_it_transcodes_into_what() -> None:
    row = {
        "input_resolution": "4k",
        "input_framerate_fps": 15,
        "output_resolution": "1080p",
        "output_framerate_fps": "15fps",
    }
    rows = [row, {**row, "output_framerate_fps": None}, {"input_resolution": "4k"}, 3]
    assert wire.transcoders({"transcoder": rows}) == (Transcoding("4k", 15, "1080p", 15),)
    with pytest.raises(BadData):
        wire.recording_capabilities({"transcoder": rows})


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text("ab0 \n\u00e9", max_size=20)
    | st.sampled_from(["normal", "60fps", "2015-03-05T22:58:00Z", "Thu Mar 05 22:58:00 2015"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)
KEYS = sorted(
    {*FULL_STATUS, *CAMERA, *SCENE, *wire.TAG_KINDS}
    | {"total", "items", "tags", "camera", "wifi", "scene", "scenes", "video", "image", "ssid"}
    | {"interval_secs", "count", "burst_count", "framerate", "is_valid", "number_of_files"}
    | {"id", "path", "created", "size_bytes", "length_secs", "nr_highlights", "aspect_ratio"}
    | {"resolution", "framerate_fps", "lat_deg", "lon_deg", "offset_secs", "highlight_offset_secs"}
    | {"version", "datetime", "transcoder", "input_resolution", "major", "minor", "revision"}
)
ROW = st.dictionaries(st.sampled_from(KEYS), JSON, max_size=12)
ANSWER = JSON | st.dictionaries(st.sampled_from(KEYS), JSON | ROW | st.lists(ROW, max_size=4))
PARSERS = (
    wire.version,
    wire.status,
    wire.videos,
    wire.images,
    wire.video,
    wire.image,
    wire.tags,
    wire.tag,
    wire.firmware,
    wire.settings,
    wire.recording_capabilities,
    wire.scenes,
    wire.transcoders,
    wire.datetime_of,
)


@given(ANSWER)
def test_whatever_is_answered_is_read_or_bad_data(answer: object) -> None:
    for parse in PARSERS:
        try:
            found = parse(answer)
        except BadData:
            continue
        assert "nan" not in repr(found)
        assert "inf" not in repr(found)
