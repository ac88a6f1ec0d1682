"""What goes wrong with a rig, and its beginning and end."""

import asyncio
import json
from time import process_time

import pytest
import zmq

from simulators.smart_shooter import Assumptions, SmartShooter
from tests.simulators.smart_shooter_client import Client, Message, read
from tests.simulators.smart_shooter_rig import ALL, accepted, rig_and_client


async def test_a_reply_that_never_comes() -> None:
    async with rig_and_client(cameras=1) as (rig, client):
        await rig.set_fault("no_reply", "Shoot")
        with pytest.raises(TimeoutError):
            await client.ask("Shoot", patience=0.1, **ALL)
        await client.event("PhotoUpdated", PhotoLocation="Local Disk")
        client.reconnect()
        with pytest.raises(TimeoutError):
            await client.ask("Synchronise", patience=0.1)
        client.reconnect()
        await rig.clear_fault("no_reply")
        assert accepted(await client.ask("Synchronise"))
        assert [request["msg_id"] for request in rig.requests].count("Shoot") == 1


async def test_late_false_and_bad_replies() -> None:
    async with rig_and_client(cameras=1) as (rig, client):
        await rig.set_fault("late_reply", "0.1")
        with pytest.raises(TimeoutError):
            await client.ask("Synchronise", patience=0.05)
        client.reconnect()
        assert accepted(await client.ask("Synchronise"))
        await rig.clear_fault("late_reply")
        await rig.set_fault("false_reply", "Shoot")
        assert not accepted(await client.ask("Shoot", **ALL))
        assert accepted(await client.ask("Synchronise"))
        for kind in ("garbage", "truncated", "wrong_types", "empty"):
            await rig.set_fault("bad_reply", kind)
            raw = await client.ask_raw(b"{}")
            with pytest.raises((ValueError, AssertionError)):
                assert read(raw)["msg_type"] == "Response"
        assert not rig.photos


async def test_lost_events_leave_a_gap() -> None:
    async with rig_and_client(cameras=1) as (rig, client):
        await rig.set_fault("lost_events", "next:2")
        first = rig.next_number
        for percent in (9, 8, 7):
            rig.set_battery(rig.keys[0], percent)
        event = await client.event("CameraUpdated")
        assert (event["msg_seq_num"], event["CameraBatterylevel"]) == (first + 2, 7)
        assert "lost_events" not in rig.faults


async def test_a_restart_begins_the_numbers_anew() -> None:
    async with rig_and_client(cameras=1) as (rig, client):
        await client.ask("Shoot", **ALL)
        await client.event("PhotoUpdated", PhotoLocation="Local Disk")
        ports = rig.ports
        await rig.restart()
        assert (rig.ports, rig.next_number) == (ports, 1)
        client.reconnect()
        await client.listening()
        reply = await client.ask("Synchronise")
        assert len(reply["PhotoInfo"]) == 1


@pytest.mark.parametrize(
    ("fault", "value", "events", "replies"),
    [
        ("kill", None, False, False),
        ("black_hole", None, False, False),
        ("black_hole", "tcp", False, False),
        ("half_open_server", None, True, False),
        ("half_open_server", "closed", True, False),
        ("half_open_publisher", None, False, True),
        ("half_open_publisher", "closed", False, True),
    ],
)
async def test_dead_and_half_dead_links_recover(
    fault: str, value: str | None, events: bool, replies: bool
) -> None:
    async with rig_and_client(cameras=1) as (rig, client):
        await rig.set_fault(fault, value)
        if replies:
            assert accepted(await client.ask("RelayCustomText", CustomText="?"))
        else:
            client.reconnect()
            with pytest.raises(TimeoutError):
                await client.ask("RelayCustomText", patience=0.1, CustomText="?")
        rig.publish({"CustomText": "!"}, "RelayCustomText")
        assert bool(await client.sub.poll(1000 if events else 50)) is events
        await rig.clear_fault(fault)
        client.reconnect()
        await client.listening()


async def test_faults_from_the_start_keep_their_ports() -> None:
    async with SmartShooter(cameras=1, faults=[("kill", None)]) as rig:
        assert all(rig.ports)
        await rig.clear_fault("kill")
        async with Client(rig.publisher_url, rig.server_url) as client:
            await client.listening()


async def test_a_camera_lost_mid_download_and_one_stuck() -> None:
    async with rig_and_client(cameras=2) as (rig, client):
        await rig.set_fault("lost_mid_download", "1")
        await rig.set_fault("stuck_at_camera", "C002")
        await client.ask("Shoot", **ALL)
        await client.event("PhotoUpdated", PhotoLocation="Orphaned", CameraKey=rig.keys[0])
        lost = [event for event in client.seen if event.get("CameraStatus") == "Lost"]
        assert [event["CameraNumDownloadsFailed"] for event in lost] == [1]
        stuck: Message = {"CameraKey": rig.keys[1], "CameraStatus": "Ready"}
        if not any(stuck.items() <= event.items() for event in client.seen):
            await client.event("CameraUpdated", **stuck)
        assert [photo.location for photo in rig.photos.values()].count("Camera") == 1


async def test_events_without_status_and_properties_without_range() -> None:
    async with rig_and_client(cameras=1) as (rig, client):
        await rig.set_fault("no_status")
        await rig.set_fault("no_range")
        rig.set_property(rig.keys[0], "ISO", "100")
        event = await client.event("CameraUpdated")
        assert "CameraStatus" not in event
        assert "CameraPropertyRange" not in event["CameraPropertyInfo"][0]


async def test_noise_on_the_event_channel() -> None:
    async with rig_and_client(cameras=1) as (rig, client):
        await rig.set_fault("unknown_camera")
        stranger = await client.event("CameraUpdated", CameraStatus="Ready")
        assert stranger["CameraKey"] not in rig.cameras
        await client.event("PhotoUpdated", CameraKey=stranger["CameraKey"])
        await rig.set_fault("garbage", 1000)
        assert len(await client.sub.recv()) == 1000
        await rig.set_fault("truncated_json")
        with pytest.raises(json.JSONDecodeError):
            read(await client.sub.recv())
        await rig.set_fault("huge_message", 2_000_000)
        assert len(await client.sub.recv()) > 2_000_000
        await rig.set_fault("wrong_types")
        types = set()
        while (raw := await client.sub.recv()) != b"":
            message = json.loads(raw)
            if isinstance(message, dict) and message.get("msg_id") == "CameraUpdated":
                types.add(type(message["CameraStatus"]))
        assert types == {type(None), int, bool, list, dict, str}
        rig.publish(b"raw")
        assert await client.sub.recv() == b"raw"


async def test_a_slow_publisher_keeps_the_order() -> None:
    async with rig_and_client(cameras=1) as (rig, client):
        await rig.set_fault("slow_publisher", 0.05)
        for percent in range(20):
            rig.set_battery(rig.keys[0], percent)
        seen = [(await client.event("CameraUpdated"))["CameraBatterylevel"] for _ in range(20)]
        assert seen == list(range(20))


async def test_unknown_faults_and_bad_values_are_refused() -> None:
    async with SmartShooter(cameras=1) as rig:
        for name, value in (("gremlins", None), ("late_reply", "soon"), ("black_hole", "deep")):
            with pytest.raises(ValueError, match=name):
                await rig.set_fault(name, value)


async def test_nothing_is_left_behind() -> None:
    before = asyncio.all_tasks()
    async with rig_and_client(cameras=5, latency=5.0, activity=0.01, drain=0.01) as (_, client):
        await client.ask("Shoot", **ALL)
        await client.ask("EnableLiveview", **ALL, Enable=True)
        await client.event("LiveviewUpdated")
    assert asyncio.all_tasks() == before


@pytest.mark.parametrize("fault", [None, "half_open_server"])
async def test_an_idle_rig_costs_next_to_nothing(fault: str | None) -> None:
    assume = Assumptions(network_ping=0.3)
    async with rig_and_client(cameras=100, assume=assume) as (rig, client):
        if fault:
            await rig.set_fault(fault)
            with pytest.raises(TimeoutError):
                await client.ask("Synchronise", patience=0.01)
        await client.event("NetworkPing")
        before = process_time()
        await client.event("NetworkPing")
        assert process_time() - before < 0.1


async def test_shutdown_ends_the_application() -> None:
    async with rig_and_client(cameras=1) as (rig, client):
        assert accepted(await client.ask("Shutdown"))
        await rig.wait_closed()
        assert not rig.running


async def test_a_port_that_is_taken() -> None:
    async with SmartShooter(cameras=1) as rig:
        context = zmq.Context()
        try:
            with pytest.raises(zmq.ZMQError):
                context.socket(zmq.REP).bind(rig.server_url)
        finally:
            context.destroy(linger=0)
