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


def test_a_camera_that_was_busy_may_take_part_and_nobody_waits_for_it() -> None:
    shots = Shots()
    shot = shots.begin(["left"], busy=["right", "top"])
    shots.deliver("right", "right|1", {"id": "b"})
    assert (shot.missing, shot.aside) == (("left",), ("top",))
    assert not shot.complete.is_set()
    shots.deliver("left", "left|1", {"id": "a"})
    assert shot.complete.is_set()
    assert [photo["id"] for photo in shot.photos] == ["b", "a"]


def test_who_expects_a_camera_comes_before_who_found_it_busy() -> None:
    shots = Shots()
    busy, ready = shots.begin(["right"], busy=["left"]), shots.begin(["left"])
    shots.deliver("left", "left|1", {"id": "a"})
    assert (busy.aside, ready.missing) == (("left",), ())
    shots.deliver("left", "left|2", {"id": "b"})
    shots.deliver("left", "left|3", {"id": "of nobody"})
    shots.deliver("left", "left|1", {"id": "the jpeg of a"})
    assert [photo["id"] for photo in busy.photos] == ["b"]
    assert [photo["id"] for photo in ready.photos] == ["a", "the jpeg of a"]


def test_the_jpeg_of_a_photo_that_made_a_camera_busy_is_not_the_shots() -> None:
    shots = Shots()
    shots.deliver("left", "left|1", {"id": "raw"})
    shot = shots.begin(["right"], busy=["left"])
    shots.deliver("left", "left|1", {"id": "jpeg"})
    assert (shot.aside, shot.photos) == (("left",), [])
