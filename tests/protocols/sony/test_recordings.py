"""What real cameras have answered leads to the right entities, model by model."""

import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, override

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.camhub.const import CONF_SYSTEM, DOMAIN
from tests.heard import Heard
from tests.home import Place, until

from .replay import (
    DESCRIPTION,
    NEVER,
    NOT_NOW,
    RECORDINGS,
    Replay,
    described,
    recorded,
    replaying,
)

pytestmark = [
    pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not here"),
    pytest.mark.usefixtures("quick_camera", "socket_enabled", "all_enabled"),
]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait no longer for what nobody recorded."""
    monkeypatch.setattr("custom_components.camhub.protocols.sony.bringup.PATIENCE", 0.1)


@dataclass
class RecordedHome(Place):
    """A Home Assistant with a recorded camera."""

    replay: Replay

    @override
    def key(self, camera: int | None) -> str:
        coordinator = self.entry.runtime_data
        (key,) = coordinator.store.cameras
        return str(key)

    @property
    def words(self) -> set[str]:
        """The entities that there are, by platform and word."""
        prefix = f"{self.entry.entry_id}_{self.key(None)}_"
        entities = er.async_entries_for_config_entry(er.async_get(self.hass), self.entry.entry_id)
        return {f"{e.domain}.{e.unique_id.removeprefix(prefix)}" for e in entities}

    def options(self, word: str) -> list[str]:
        """Return what a select offers."""
        return list(self.state("select", word).attributes["options"])

    def versions(self, method: str) -> list[str]:
        """Return in which versions a method was called, in order."""
        return [call["version"] for call in self.replay.asked if call["method"] == method]


type Camera = Callable[[Replay], contextlib.AbstractAsyncContextManager[RecordedHome]]


@pytest.fixture
def camera(hass: HomeAssistant) -> Camera:
    """Put a recorded camera up and add it."""

    @contextlib.asynccontextmanager
    async def add(replay: Replay) -> AsyncIterator[RecordedHome]:
        async with replaying(replay):
            entry = MockConfigEntry(
                domain=DOMAIN,
                title="Camera",
                data={
                    CONF_SYSTEM: "sony",
                    "host": "127.0.0.1",
                    "port": replay.port,
                    "location": f"http://127.0.0.1:{replay.port}{DESCRIPTION}",
                },
            )
            entry.add_to_hass(hass)
            await hass.config_entries.async_setup(entry.entry_id)
            await hass.async_block_till_done()
            try:
                yield RecordedHome(hass, entry, replay)
            finally:
                await hass.config_entries.async_unload(entry.entry_id)

    return add


def replies(**members: Any) -> dict[str, list[Any]]:
    """Return replies by method; one that is no list is given to every call."""
    return {
        method: reply if isinstance(reply, list) else [reply] for method, reply in members.items()
    }


def names(reply: dict[str, Any]) -> list[str]:
    """Return the methods in a recorded list of what may be called."""
    (listed,) = reply["result"]
    return list(listed)


async def test_an_ilce_6000_with_its_preinstalled_application(camera: Camera) -> None:
    body = (RECORDINGS / "http/ILCE-6000_getApplicationInfo_body.json").read_bytes()
    assert b"SR\\/4.10" in body
    replay = Replay(
        described("ILCE-6000_dd.xml"),
        replies(
            getAvailableApiList=[
                recorded("rpc/ILCE-6000_SmartRemoteEmbedded_apilist_before.json"),
                recorded("rpc/ILCE-6000_SmartRemoteEmbedded_apilist_after.json"),
            ],
            getApplicationInfo=(200, body),
            startRecMode=recorded("rpc/ILCE-6000_startRecMode.json"),
            startLiveview=recorded("rpc/ILCE-6000_startLiveview.json"),
        ),
    )

    async with camera(replay) as home:
        assert home.entry.state is ConfigEntryState.LOADED
        assert home.key(None) == "000000001000-1010-8000-8e45007c0641"
        device = home.device()
        assert (device.name, device.model, device.sw_version) == ("ILCE-6000", "ILCE-6000", "2.1.4")
        assert home.state("binary_sensor", "online").state == "on"
        assert home.state("button", "shoot").state != STATE_UNAVAILABLE
        assert {"camera.live_view", "image.picture", "event.photo"} <= home.words
        # It lists no setter for these, and no half press.
        assert not home.words & {"select.iso", "select.aperture", "button.autofocus"}
        assert replay.methods.count("startRecMode") == 1
        assert set(replay.paths) == {"/sony/camera"}


async def test_an_ilce_6300_whose_list_grows_step_by_step(
    hass: HomeAssistant, camera: Camera
) -> None:
    ready, running = (
        recorded(f"rpc/ILCE-6300_apilist_{step}.json")
        for step in ("2_after_startRecMode", "3_liveview_running")
    )
    replay = Replay(
        described("ILCE-6300_dd.xml"),
        replies(
            getMethodTypes=recorded("rpc/ILCE-6300_getMethodTypes_1.0.json"),
            getAvailableApiList=[
                recorded("rpc/ILCE-6300_apilist_1_before_startRecMode.json"),
                ready,
                running,
            ],
            getApplicationInfo=recorded("rpc/ILCE-6300_getApplicationInfo.json"),
            startRecMode={"result": [0]},
            actTakePicture=recorded("rpc/ILCE-6300_actTakePicture.json"),
        ),
    )

    async with camera(replay) as home:
        heard = Heard(hass)
        device = home.device()
        assert (device.name, device.sw_version) == ("ILCE-6300", "2.0.1")
        assert {"button.shoot", "camera.live_view", "image.picture", "switch.record"} <= home.words
        assert "button.autofocus" not in home.words

        answer = await home.act("shoot", None, answer=True)
        taken = await heard.until("photo_taken", home, "photo")
        assert taken.attributes["name"] == "pict20260930_151936_0.JPG"
        assert taken.attributes["source_time"] == "2026-09-30T15:19:36"
        assert answer["photos"][0]["name"] == "pict20260930_151936_0.JPG"
        assert home.state("sensor", "last_photo").state == "pict20260930_151936_0.JPG"


@pytest.mark.parametrize(
    ("line", "key", "text"),
    [
        (0, "busy", "not in the state or mode"),
        (1, "bad_request", "does not take this value"),
        (2, "unsupported", "this camera cannot do it"),
    ],
)
async def test_the_errors_of_an_ilce_6300_are_told_by_their_meaning(
    camera: Camera, line: int, key: str, text: str
) -> None:
    errors = (RECORDINGS / "rpc/ILCE-6300_errors.jsonl").read_text("utf-8").splitlines()
    replay = Replay(
        described("ILCE-6300_dd.xml"),
        replies(
            getAvailableApiList=recorded("rpc/ILCE-6300_apilist_3_liveview_running.json"),
            getApplicationInfo=recorded("rpc/ILCE-6300_getApplicationInfo.json"),
            actZoom=json.loads(errors[line]),
        ),
    )

    async with camera(replay) as home:
        with pytest.raises(HomeAssistantError) as refused:
            await home.act("zoom", None, direction="tele")
        assert refused.value.translation_key == key
        assert text in str(refused.value)
        assert home.state("binary_sensor", "online").state == "on"


async def test_an_ilce_7r_and_its_events(camera: Camera) -> None:
    snapshot = recorded("rpc/ILCE-7R_getEvent_1.0_polling_false_result.json")
    nothing = recorded("rpc/ILCE-7R_getEvent_1.0_longpoll_1_result.json")
    shorter = recorded("rpc/ILCE-7R_getEvent_1.0_longpoll_2_result.json")
    listed = snapshot[0]["names"]
    assert len(snapshot) == len(nothing) == len(shorter) == 35
    replay = Replay(
        described("ILCE-6300_dd.xml", friendly=("ILCE-6300", "ILCE-7R")),
        replies(
            getVersions={"result": recorded("rpc/ILCE-7R_getVersions_result.json")},
            getMethodTypes={"results": recorded("rpc/ILCE-7R_getMethodTypes_1.0_results.json")},
            getAvailableApiList=[{"result": [listed]}, {"result": [shorter[0]["names"]]}],
            getApplicationInfo={"result": ["Smart Remote Control SR/2.00 __SAK__", "2.0.0"]},
            getEvent={"result": snapshot},
        ),
        polls=[nothing, shorter],
    )

    async with camera(replay) as home:
        assert home.state("sensor", "status").state == "ready"
        assert home.state("select", "exposure_mode").state == "Manual"
        assert home.state("select", "iso").state == "AUTO"
        assert {"AUTO", "100", "12800"} <= set(home.options("iso"))
        assert home.state("select", "flash").state == "on"
        assert home.state("select", "focus_mode").state == "MF"
        assert home.state("select", "self_timer").state == "2"
        assert home.options("self_timer") == ["0", "2"]
        assert home.state("select", "white_balance").state == "Auto WB"
        assert home.state("number", "exposure_compensation").state == "0.0"
        assert home.state("number", "exposure_compensation").attributes["max"] == 5.0
        # "--", -1 and the like are no values.
        assert home.state("select", "aperture").state == STATE_UNKNOWN
        assert home.state("sensor", "zoom_position").state == STATE_UNKNOWN
        assert home.state("binary_sensor", "program_shifted").state == "off"
        assert home.state("binary_sensor", "touch_focus_set").state == "off"
        assert home.state("binary_sensor", "live_view_on").state == "off"
        assert not home.words & {"sensor.battery", "sensor.photos_left"}

        # What may be called shrinks; entities stay what they are.
        before = home.words
        await until(lambda: not replay.polls)
        await until(
            lambda: (
                any(call["params"] == [True] for call in replay.asked[-1:])
                or replay.methods.count("getEvent") >= 4
            )
        )
        assert home.words == before
        assert home.state("select", "iso").state == "AUTO"
        assert set(home.versions("getEvent")) == {"1.0"}


DUMPS = ("as100", "hx60", "qx10")


def dumped(part: str) -> Replay:
    """Return a camera from the capability dump of one mode."""
    dump = recorded("rpc/capability_dumps_as100_qx10_hx60.json")[part]
    said: dict[str, Any] = {}
    for method, reply in dump["responses"].items():
        if "403" in reply.get("_raw", ""):
            said[method] = (403, json.dumps({"error": [403, method], "id": 1}).encode())
        elif "_raw" in reply:
            said[method] = {"error": [NEVER, method]}
        else:
            said[method] = reply
    edition = {"as100": "2.0.0", "hx60": "2.1.4", "qx10": "2.1.1"}[part.partition("_")[0]]
    model = {"as100": "HDR-AS100V", "hx60": "DSC-HX60", "qx10": "DSC-QX10"}[part.partition("_")[0]]
    description = (
        described("ILCE-6000_dd.xml", friendly=("ILCE-6000", model))
        if model == "DSC-HX60"
        else described("DSC-QX100_dd.xml", friendly=("DSC-QX100", model))
    )
    listed = names(dump["responses"]["getAvailableApiList"])
    assert sorted(listed) == sorted(dump["available_calls"])
    refused = {method: {"error": list(NOT_NOW)} for method in listed if method not in said}
    application = {"result": ["Smart Remote Control", edition]}
    return Replay(description, replies(**refused | said | {"getApplicationInfo": application}))


@pytest.mark.parametrize("mode", ["movie", "still", "intervalstill", "multi_wifi", "transfer"])
async def test_an_as100v_in_each_mode(camera: Camera, mode: str) -> None:
    async with camera(dumped(f"as100_{mode}")) as home:
        shoot_mode = {"still": "still", "intervalstill": "interval"}.get(mode, "movie")
        await until(lambda: "select.shoot_mode" in home.words)
        assert home.state("select", "shoot_mode").state == shoot_mode
        assert home.options("shoot_mode") == ["movie", "interval", "still"]
        assert home.device().name == "HDR-AS100V"
        assert {"event.recording", "switch.record"} <= home.words
        # It lists no live view while it shows its pictures.
        assert ("camera.live_view" in home.words) is (mode != "transfer")
        if mode in ("movie", "multi_wifi", "transfer"):
            await until(lambda: "switch.stabilisation" in home.words)
            assert home.state("switch", "stabilisation").state == "on"
            assert home.state("select", "movie_quality").state == "HQ"
            assert "HS240" in home.options("movie_quality")
        else:
            assert "select.movie_quality" not in home.words
        if mode == "multi_wifi":
            assert "select.function" not in home.words
        else:
            function = "contents_transfer" if mode == "transfer" else "remote_shooting"
            assert home.state("select", "function").state == function


async def test_a_qx10_in_program_mode_with_what_it_has_locked(camera: Camera) -> None:
    async with camera(dumped("qx10_program")) as home:
        await until(lambda: "select.white_balance" in home.words)
        await until(lambda: "select.image_size" in home.words)
        assert home.state("select", "shoot_mode").state == "still"
        assert home.state("select", "exposure_mode").state == "Program Auto"
        assert home.state("select", "iso").state == "3200"
        assert home.options("iso") == ["AUTO", "100", "200", "400", "800", "1600", "3200"]
        assert home.state("select", "beep").state == "On"
        assert home.options("postview_size") == ["2M", "Original"]
        assert home.state("select", "image_size").state == "4:3 18M"
        assert home.options("image_size") == ["4:3 18M", "4:3 5M", "16:9 13M", "16:9 2M"]
        assert home.state("select", "white_balance").state == "Auto WB"
        assert "Fluorescent: Daylight (+2)" in home.options("white_balance")
        assert home.state("number", "exposure_compensation").attributes["max"] == 2.0
        # It lists its function, and answers 403.
        assert "select.function" not in home.words
        assert home.state("binary_sensor", "online").state == "on"
        assert {"button.shoot", "button.autofocus"} <= home.words


@pytest.mark.parametrize(
    ("dial", "iso", "isos", "shutters", "exposure"),
    [
        ("program", "AUTO", 8, 0, "number"),
        ("manual", "80", 7, 40, "sensor"),
        ("intellegent", "AUTO", 0, 0, None),
        ("movie", "AUTO", 0, 0, None),
    ],
)
async def test_an_hx60_at_each_place_of_its_dial(
    camera: Camera, dial: str, iso: str, isos: int, shutters: int, exposure: str | None
) -> None:
    async with camera(dumped(f"hx60_{dial}")) as home:
        shown = "select" if dial in ("program", "manual") else "sensor"
        await until(lambda: f"{shown}.iso" in home.words)
        assert home.state(shown, "iso").state == iso
        if isos:
            assert len(home.options("iso")) == isos
        if shutters:
            assert len(home.options("shutter_speed")) > shutters
        exposed = {word for word in home.words if word.endswith(".exposure_compensation")}
        assert exposed == ({f"{exposure}.exposure_compensation"} if exposure else set())
        assert home.state("select", "shoot_mode").state == ("movie" if dial == "movie" else "still")
        assert home.options("zoom_setting")[0] == "Optical Zoom Only"
        assert ("button.shoot" in home.words) is (dial != "movie")
        assert ("switch.record" in home.words) is (dial == "movie")


@pytest.mark.parametrize("newest", ["1.4", "1.3", "1.2", "1.1", "1.0"])
async def test_events_are_asked_for_in_the_newest_version_that_is_told(
    camera: Camera, newest: str
) -> None:
    rows = [
        row
        for version in range(5)
        if f"1.{version}" <= newest
        for row in recorded(f"rpc/getMethodTypes_camera_1.{version}_pretty.json")["results"]
    ]
    replay = Replay(
        described("ILCE-6000_dd.xml"),
        replies(
            getMethodTypes={"results": rows},
            getAvailableApiList=recorded("rpc/ILCE-6000_SmartRemoteEmbedded_apilist_after.json"),
            getApplicationInfo={"result": ["Smart Remote Control SR/4.10 __SAK__", "2.1.4"]},
            getEvent={"result": recorded("rpc/ILCE-7R_getEvent_1.0_polling_false_result.json")},
        ),
    )

    async with camera(replay) as home:
        assert set(home.versions("getEvent")) == {newest}
        # Everything that its methods can do is there, whatever may be called now.
        assert {"button.shoot", "button.autofocus", "select.iso", "select.aperture"} <= home.words
        assert home.state("sensor", "status").state == "ready"


async def test_a_version_that_is_told_and_not_served_is_stepped_down(camera: Camera) -> None:
    rows = recorded("rpc/getMethodTypes_camera_1.0_pretty.json")["results"]
    snapshot = recorded("rpc/ILCE-7R_getEvent_1.0_polling_false_result.json")
    unsupported = {"error": [14, "Unsupported Version"]}
    rows += recorded("rpc/getMethodTypes_camera_1.4_pretty.json")["results"]
    replay = Replay(
        described("ILCE-6000_dd.xml"),
        replies(
            getMethodTypes={"results": rows},
            getAvailableApiList=recorded("rpc/ILCE-6000_SmartRemoteEmbedded_apilist_after.json"),
            getApplicationInfo={"result": ["Smart Remote Control SR/4.10 __SAK__", "2.1.4"]},
            getEvent=[unsupported, {"result": snapshot}],
        ),
    )

    async with camera(replay) as home:
        assert home.versions("getEvent")[:2] == ["1.4", "1.0"]
        assert home.state("sensor", "status").state == "ready"


async def test_an_rx100m2_that_knows_no_such_address_is_refused(camera: Camera) -> None:
    text = (RECORDINGS / "http/RX100M2_getVersions_404.txt").read_text("utf-8")
    body = text.partition("Response Body: ")[2].strip().encode()
    assert json.loads(body) == {"error": [404, "Not Found"]}
    methods = ("getVersions", "getMethodTypes", "getAvailableApiList", "getApplicationInfo")
    replay = Replay(
        described("DSC-QX100_dd.xml", friendly=("DSC-QX100", "DSC-RX100M2")),
        replies(**dict.fromkeys(methods, (404, body))),
    )

    async with camera(replay) as home:
        assert home.entry.state is ConfigEntryState.SETUP_RETRY
        assert home.entry.error_reason_translation_key == "not_this_system"
        # One camera serves the service without the path that it tells.
        assert {"/sony/camera", "/camera"} <= set(replay.paths)


async def test_a_camera_that_sends_to_a_smartphone_is_named_as_such(camera: Camera) -> None:
    replay = Replay(described("ILCE-6000_DmsDesc_SendToSmartphone.xml"), {})

    async with camera(replay) as home:
        assert home.entry.state is ConfigEntryState.SETUP_RETRY
        assert home.entry.error_reason_translation_key == "wrong_mode"
        assert replay.asked == []
