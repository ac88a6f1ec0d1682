"""What the actions send, to whom, and what they answer."""

from tests.home import Home


async def test_the_rig_shoots_with_one_request(home: Home) -> None:
    answer = await home.act("shoot", None, answer=True)

    assert home.requests("Shoot") == [{"CameraSelection": "All"}]
    assert answer["missing"] == []
    assert {photo["device_id"] for photo in answer["photos"]} == {
        home.device(camera).id for camera in range(4)
    }
