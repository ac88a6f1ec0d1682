"""Locked methods, with the key pair of the user and without."""

import base64
import hashlib
import logging

import pytest

from custom_components.camhub.link.errors import Authentication
from custom_components.camhub.model.vocabulary import Reading, Setting, Verb
from custom_components.camhub.protocols.sony.access import sign, unlock
from tests.protocols.sony.script import Answer, Call, scripted
from tests.protocols.sony.studio import studio

KEY = "not-a-real-key"
PAIR = {"developer_name": "Somebody", "developer_id": "7", "developer_key": KEY}


def test_the_signature_is_that_of_key_and_nonce() -> None:
    wanted = base64.b64encode(hashlib.sha256(b"not-a-real-keynonce").digest()).decode()
    assert sign(KEY, "nonce") == wanted


async def test_the_methods_are_named_with_their_service() -> None:
    rpc, script = scripted({"actEnableMethods": [{"dg": "nonce"}]})
    assert await unlock(rpc, PAIR, ["camera/setB", "avContent/getA"])
    empty, full = (params[0] for params in script.asked("actEnableMethods"))
    assert set(empty.values()) == {""}
    assert full == {
        "methods": "avContent/getA:camera/setB",
        "developerName": "Somebody",
        "developerID": "7",
        "sg": sign(KEY, "nonce"),
    }


@pytest.mark.parametrize("missing", ["developer_id", "developer_key"])
async def test_nothing_is_asked_without_a_whole_pair(missing: str) -> None:
    rpc, script = scripted({})
    assert not await unlock(rpc, PAIR | {missing: ""}, [])
    assert not await unlock(rpc, {}, [])
    assert script.calls == []


async def test_nothing_is_asked_where_there_is_nothing_to_ask() -> None:
    rpc, script = scripted({}, "camera")
    assert not await unlock(rpc, PAIR, [])
    assert script.calls == []


def refused(call: Call) -> Answer:
    """Hand out a nonce and refuse the signature."""
    return 403 if call.params[0]["sg"] else [{"dg": "nonce"}]


@pytest.mark.parametrize("answer", [[], [{"dg": 7}], 12, 403, b"{", refused])
async def test_a_pair_that_is_not_taken_keeps_nobody_out_and_stays_secret(
    answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rpc, _ = scripted({"actEnableMethods": answer})
    assert not await unlock(rpc, PAIR, [])
    assert KEY not in caplog.text
    assert sign(KEY, "nonce") not in caplog.text


@pytest.mark.usefixtures("socket_enabled")
async def test_what_is_locked_says_so_and_what_unlocks_it() -> None:
    async with studio("ILCE-QX1", assume={"locked": "yes"}) as it:
        with pytest.raises(Authentication, match="key pair"):
            await it.ask(Verb.SET_SETTING, setting=Setting.SELF_TIMER, value="2")
        with pytest.raises(Authentication, match="key pair"):
            await it.ask(Verb.SHOOT)


@pytest.mark.usefixtures("socket_enabled")
async def test_the_pair_of_the_user_unlocks(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assume = {"locked": "yes", "developer_secret": KEY}
    async with studio("ILCE-QX1", options=PAIR, assume=assume) as it:
        await it.set(Setting.SELF_TIMER, "2")
        assert (await it.ask(Verb.SHOOT)).photos
        (_, (asked,)) = it.calls("actEnableMethods")
        assert "camera/actTakePicture" in asked["methods"].split(":")
    assert KEY not in caplog.text


@pytest.mark.usefixtures("socket_enabled")
async def test_a_wrong_pair_leaves_the_rest_as_it_is() -> None:
    assume = {"locked": "yes", "developer_secret": "another"}
    async with studio("ILCE-QX1", options=PAIR, assume=assume) as it:
        assert it.reading(Reading.STATUS) == "ready"
        with pytest.raises(Authentication):
            await it.ask(Verb.SET_SETTING, setting=Setting.SELF_TIMER, value="2")
