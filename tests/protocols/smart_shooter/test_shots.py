"""Which cameras delivered what they were asked to shoot."""

from custom_components.camhub.protocols.smart_shooter.shots import Shots


def test_a_shot_is_complete_when_every_camera_delivered() -> None:
    shots = Shots()
    shot = shots.begin(["left", "right"])
    shots.deliver("left", "left|1", {"id": "a"})
    assert list(shot.missing) == ["right"]
    assert not shot.complete.is_set()
    shots.deliver("right", "right|1", {"id": "b"})
    assert not shot.missing
    assert shot.complete.is_set()
    assert shot.photos == [{"camera": "left", "id": "a"}, {"camera": "right", "id": "b"}]


def test_a_photo_of_another_camera_is_not_the_shots() -> None:
    shots = Shots()
    shot = shots.begin(["left"])
    shots.deliver("right", "right|1", {"id": "b"})
    assert shot.missing == ("left",)
    assert not shot.photos


def test_raw_and_jpeg_are_one_delivery() -> None:
    shots = Shots()
    first = shots.begin(["left"])
    second = shots.begin(["left"])
    shots.deliver("left", "left|1", {"id": "raw"})
    shots.deliver("left", "left|1", {"id": "jpeg"})
    assert [photo["id"] for photo in first.photos] == ["raw", "jpeg"]
    assert second.missing == ("left",)


def test_a_cameras_next_exposure_belongs_to_the_oldest_shot_that_waits() -> None:
    shots = Shots()
    first, second = shots.begin(["left"]), shots.begin(["left"])
    shots.deliver("left", "left|1", {"id": "a"})
    shots.deliver("left", "left|2", {"id": "b"})
    assert ([p["id"] for p in first.photos], [p["id"] for p in second.photos]) == (["a"], ["b"])


def test_the_jpeg_of_a_shot_that_has_ended_is_not_the_next_shots() -> None:
    shots = Shots()
    first = shots.begin(["left"])
    shots.deliver("left", "left|1", {"id": "raw"})
    shots.end(first)
    second = shots.begin(["left"])
    shots.deliver("left", "left|1", {"id": "jpeg"})
    assert second.missing == ("left",)
    shots.deliver("left", "left|2", {"id": "next"})
    assert second.complete.is_set()


def test_a_shot_that_has_ended_takes_nothing_more() -> None:
    shots = Shots()
    shot = shots.begin(["left"])
    shots.end(shot)
    shots.deliver("left", "left|1", {"id": "late"})
    assert shot.missing == ("left",)
