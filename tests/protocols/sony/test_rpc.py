"""Calls: in the version that both sides know, of services that are there."""

import pytest

from custom_components.camhub.link.errors import (
    BadData,
    Busy,
    LinkError,
    Refused,
    TimedOut,
    Unsupported,
)
from custom_components.camhub.protocols.sony.rpc import MAX_METHODS, Rpc, calmly_ask, politely
from custom_components.camhub.protocols.sony.wire import ApiError
from tests.protocols.sony.script import Answer, Call, Script, scripted

TYPES: list[object] = [
    ["getEvent", ["bool"], [], "1.0"],
    ["getEvent", ["bool"], [], "1.2"],
    ["setSelfTimer", ["int"], ["int"], "1.0"],
    ["short"],
    [1, [], [], "1.0"],
    None,
]


async def test_what_a_camera_has_is_learnt_and_oddities_are_passed_over() -> None:
    rpc, _ = scripted({"getMethodTypes": TYPES})
    await rpc.learn("camera")
    assert rpc.methods == {"camera/getEvent": ["1.0", "1.2"], "camera/setSelfTimer": ["1.0"]}
    assert rpc.has("setSelfTimer")
    assert not rpc.has("setSelfTimer", "system")
    assert not rpc.has("actZoom")


async def test_what_is_available_is_there_too_and_bounded() -> None:
    rpc, _ = scripted({"getAvailableApiList": [["actZoom", 7, *(f"m{i}" for i in range(5000))]]})
    await rpc.refresh_available()
    assert rpc.has("actZoom")
    assert len(rpc.available) <= MAX_METHODS


async def test_a_list_that_is_none_changes_nothing() -> None:
    rpc, script = scripted({"getAvailableApiList": [["actZoom"]]})
    await rpc.refresh_available()
    script.answers["getAvailableApiList"] = [7]
    await rpc.refresh_available()
    assert rpc.available == {"actZoom"}


async def test_a_service_that_is_not_described_is_not_asked() -> None:
    rpc, script = scripted({"getMethodTypes": TYPES}, "camera")
    await rpc.learn("avContent")
    assert script.calls == []
    with pytest.raises(Unsupported):
        await rpc.call("getSchemeList", service="avContent")


@pytest.mark.parametrize("answer", [1, b"{", Refused("no"), TimedOut("late")])
async def test_a_service_that_is_described_and_not_there_has_nothing(answer: Answer) -> None:
    rpc, _ = scripted({"getMethodTypes": answer})
    await rpc.learn("avContent")
    assert rpc.methods == {}


@pytest.mark.parametrize("answer", [1, 403, b"{"])
async def test_a_camera_that_does_not_tell_its_methods_has_those_it_lists(answer: Answer) -> None:
    rpc, _ = scripted({"getMethodTypes": answer})
    await rpc.learn("camera")
    assert rpc.methods == {}


async def test_a_camera_that_is_gone_is_not_one_that_does_not_tell() -> None:
    rpc, _ = scripted({"getMethodTypes": Refused("gone")})
    with pytest.raises(Refused):
        await rpc.learn("camera")


def only(version: str) -> Answer:
    """Answer one version of a method alone."""

    def answer(call: Call) -> Answer:
        return [] if call.version == version else 14

    return answer


@pytest.mark.parametrize("version", ["1.4", "1.3", "1.2", "1.1", "1.0"])
async def test_the_version_is_stepped_down_once(version: str) -> None:
    rpc, script = scripted({"getEvent": only(version)})
    await rpc.ask("getEvent", False)
    first = [call.version for call in script.calls]
    assert first == sorted(first, reverse=True)
    assert first[-1] == version
    await rpc.poll(1.0)
    assert [call.version for call in script.calls[len(first) :]] == [version]


async def test_versions_that_the_camera_does_not_list_are_not_tried() -> None:
    rpc, script = scripted({"getMethodTypes": TYPES, "getEvent": only("1.0")})
    await rpc.learn("camera")
    await rpc.ask("getEvent", False)
    assert [call.version for call in script.calls[1:]] == ["1.2", "1.0"]


async def test_no_version_at_all_is_an_error_of_the_camera() -> None:
    rpc, _ = scripted({"getEvent": 14})
    with pytest.raises(ApiError) as error:
        await rpc.ask("getEvent", False)
    assert error.value.code == 14


async def test_who_asked_gets_a_reason() -> None:
    rpc, _ = scripted({"setSelfTimer": 1})
    with pytest.raises(Busy):
        await rpc.call("setSelfTimer", 2)


async def test_a_path_that_is_told_and_not_served_is_shortened_for_good() -> None:
    def answer(call: Call) -> Answer:
        return 404 if "/sony/" in call.url else [0]

    rpc, script = scripted({"actZoom": answer})
    await rpc.call("actZoom", "in", "1shot")
    await rpc.call("actZoom", "in", "1shot")
    assert [call.url for call in script.calls] == [
        "http://camera/sony/camera",
        "http://camera/camera",
        "http://camera/camera",
    ]


async def test_a_path_that_is_nowhere_stays_as_it_is() -> None:
    rpc, script = scripted({"actZoom": 404})
    for _ in range(2):
        with pytest.raises(LinkError):
            await rpc.call("actZoom", "in", "1shot")
    assert script.calls[0].url == script.calls[2].url == "http://camera/sony/camera"


async def test_an_address_of_another_shape_is_not_shortened() -> None:
    script = Script({"actZoom": 404})
    rpc = Rpc(script, {"camera": "http://camera/camera"})
    with pytest.raises(LinkError):
        await rpc.call("actZoom", "in", "1shot")
    assert len(script.calls) == 1


@pytest.mark.parametrize("answer", [1, b"{"])
async def test_what_may_as_well_fail_is_nothing_then(answer: Answer) -> None:
    rpc, _ = scripted({"getStorageInformation": answer})
    assert await calmly_ask(rpc, "getStorageInformation") == []


@pytest.mark.parametrize(
    ("answer", "answered"),
    [([0], True), (1, True), (b"{", True), (Refused("x"), False), (TimedOut("x"), False)],
)
async def test_who_ends_something_hears_whether_the_camera_heard(
    answer: Answer, answered: bool
) -> None:
    rpc, _ = scripted({"stopLiveview": answer})
    assert await politely(rpc, "stopLiveview") is answered


async def test_bad_data_is_told_to_who_asked() -> None:
    rpc, _ = scripted({"setSelfTimer": b"[]"})
    with pytest.raises(BadData):
        await rpc.call("setSelfTimer", 2)
    assert not rpc.busy
