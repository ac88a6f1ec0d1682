"""Stored videos and pictures, their tags and dates: in whichever form a camera tells them."""

import calendar
from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.camhub.link.errors import BadData
from custom_components.camhub.protocols.bandit import wire
from custom_components.camhub.protocols.bandit.wire import Tag

FILM: dict[str, Any] = {
    "path": "/100TTCAM/MOV_0007.MP4",
    "id": "0b5c",
    "created": "2016-07-08T09:10:11Z",
    "size_bytes": 4_174_913_786,
    "length_secs": 1254,
    "nr_highlights": 2,
    "mode": "normal",
    "resolution": "1080p",
    "framerate_fps": 60,
    "aspect_ratio": "16/9",
}
PHOTO: dict[str, Any] = {
    "path": "/100TTCAM/IMG_0001.JPG",
    "id": "1c6d",
    "created": "2016-07-08T09:10:11Z",
    "size_bytes": 2_154_637,
    "mode": "normal",
    "resolution": "16MP",
    "aspect_ratio": "4/3",
    "lat_deg": -33.5,
    "lon_deg": 151,
}
TAG: dict[str, Any] = {
    "id": "t",
    "offset_secs": 8.2,
    "highlight_offset_secs": 3,
    "highlight_length_secs": 10.5,
    "delivered_offset_secs": 2.5,
    "delivered_length_secs": 11.5,
}


def test_lists_tell_how_many_there_are() -> None:
    total, found = wire.videos({"total": 40, "items": [FILM, {"no": "id"}, 3, FILM | {"id": "b"}]})
    assert (total, [video.id for video in found]) == (40, ["0b5c", "b"])
    assert wire.images({"total": 0}) == (0, ())
    assert wire.images({"items": [PHOTO]})[0] == 1
    nothing: tuple[object, ...] = ([FILM], {}, {"total": "x"}, {"items": {}}, {"items": None})
    for data in nothing:
        with pytest.raises(BadData):
            wire.videos(data)


def test_of_a_list_without_end_only_so_many_rows_are_read() -> None:
    _, found = wire.videos({"total": 10**6, "items": [FILM] * 5000})
    assert len(found) == 1000


def test_a_video_and_what_it_may_tell_besides() -> None:
    video = wire.video(FILM)
    assert (video.size, video.length, video.frame_rate) == (4_174_913_786, 1254, 60)
    assert (video.valid, video.files, video.tags, video.interval) == (True, 1, (), None)
    more = {
        "length_secs": 12.75,
        "mode": "cinematic",
        "is_valid": False,
        "interval_secs": 0.5,
        "number_of_files": 3,
        "tags": [TAG, {}],
    }
    video = wire.video(FILM | more)
    assert (video.length, video.mode, video.valid) == (12.75, "cinematic", False)
    assert (video.interval, video.files) == (0.5, 3)
    assert [tag.id for tag in video.tags] == ["t"]


@pytest.mark.parametrize(
    ("told", "rate"),
    [
        ({"framerate_fps": 120}, 120),
        ({"framerate_fps": 15.0}, 15),
        ({"framerate_fps": "30"}, 30),
        ({"framerate": "60fps"}, 60),
        ({"framerate": "180 FPS"}, 180),
        ({"framerate": 30}, 30),
        ({"framerate": "29.97fps"}, 29.97),
        ({"framerate": "60fps", "framerate_fps": 30}, 60),
        ({"framerate": "fast", "framerate_fps": 30}, 30),
        ({"framerate": None}, None),
        ({"framerate_fps": -30}, None),
        ({}, None),
    ],
)
def test_frame_rates_are_texts_or_numbers(told: dict[str, Any], rate: float | None) -> None:
    assert wire.video({"id": "x"} | told).frame_rate == rate


@pytest.mark.parametrize("name", ["", "..", ".", "a\n", "x" * 129, 7, None, ["x"]])
def test_what_cannot_be_an_id_is_none(name: object) -> None:
    for parse, row in ((wire.video, FILM), (wire.image, PHOTO), (wire.tag, TAG)):
        with pytest.raises(BadData):
            parse(row | {"id": name})


def test_ids_longer_than_the_page_says_are_ids() -> None:
    long = "00000000-1111-2222-3333-444444444444-100-000-001-0001"
    assert wire.video(FILM | {"id": long}).id == long


def test_a_picture_is_single_where_it_says_normal() -> None:
    image = wire.image(PHOTO)
    assert (image.mode, image.latitude, image.longitude) == ("single", -33.5, 151)
    assert wire.image(PHOTO | {"mode": "burst"}).mode == "burst"
    assert wire.image(PHOTO | {"mode": "new"}).mode == "new"
    for place in ({"lat_deg": 91}, {"lon_deg": None}, {"lat_deg": "1"}):
        image = wire.image(PHOTO | place)
        assert (image.latitude, image.longitude) == (None, None)


@pytest.mark.parametrize(
    ("attribute", "kind", "value"),
    [
        ({"tag_button": True}, "button", None),
        ({"tag_mobile": 1}, "mobile", None),
        ({"tag_remote": True, "tag_button": False}, "remote", None),
        ({"tag_button": False}, "unknown", None),
        ({"max_speed_mps": 12.5}, "max_speed", 12.5),
        ({"tag_mobile": False, "max_heartrate_bpm": 160}, "max_heart_rate", 160),
        ({"max_acceleration": 3.25}, "max_acceleration", 3.25),
        ({"max_deceleration": -3.25}, "max_deceleration", -3.25),
        ({"max_g_force": 2}, "max_g_force", 2),
        ({"max_vertical_speed_mps": 1.5}, "max_vertical_speed", 1.5),
        ({"max_rotation": 720}, "max_rotation", 720),
        ({"max_happiness": 11}, "unknown", None),
        ({}, "unknown", None),
    ],
)
def test_a_tag_is_what_its_attribute_is(
    attribute: dict[str, Any], kind: str, value: float | None
) -> None:
    assert wire.tag(TAG | attribute) == Tag("t", 8.2, 3, 10.5, 2.5, 11.5, kind, value)


def test_tags_are_an_array_or_a_list() -> None:
    assert [tag.id for tag in wire.tags([TAG, 3, {}])] == ["t"]
    assert [tag.id for tag in wire.tags({"total": 1, "items": [TAG]})] == ["t"]
    assert wire.tags([]) == ()
    with pytest.raises(BadData):
        wire.tags("none")


@pytest.mark.parametrize(
    ("created", "written"),
    [
        ("2015-03-05T22:58:00Z", "2015-03-05T22:58:00Z"),
        ("Mar 05,2015 22:58:00", "2015-03-05T22:58:00"),
        ("Thu Mar 05 22:58:00 2015", "2015-03-05T22:58:00"),
        ("Thu Mar  5 22:58:00 2015", "2015-03-05T22:58:00"),
        ("2015-03-05T22:58:00+0000", "2015-03-05T22:58:00Z"),
        ("2015-03-05T22:58:00-0330", "2015-03-06T02:28:00Z"),
        ("Thu Mar 05 22:58:00 +0100 2015", "2015-03-05T21:58:00Z"),
        ("Thu Mar 05 22:58:00 UTC 2015", "2015-03-05T22:58:00Z"),
        ("Thu Mar 05 22:58:00 GMT 2015", "2015-03-05T22:58:00Z"),
        ("2015:03:05 22:58:00", "2015-03-05T22:58:00"),
        ("2015-03-05T22:58:00", "2015-03-05T22:58:00"),
        ("2015-03-05T22:58:00.25Z", "2015-03-05T22:58:00Z"),
        (" 2015-03-05T22:58:00Z\n", "2015-03-05T22:58:00Z"),
        ("2015-02-30T22:58:00Z", None),
        ("2015-03-05T22:58:61Z", None),
        ("2015-03-05T22:58:00+9999", None),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-2300", None),
        ("Thu Foo 05 22:58:00 2015", None),
        ("Thu arA 05 22:58:00 2015", None),
        ("Thu Mar 05 22:58:00 XYZ 2015", None),
        ("\u0662015-03-05T22:58:00Z", None),
        ("yesterday", None),
        ("", None),
        (1425596280, None),
    ],
)
def test_dates_come_in_six_forms(created: object, written: str | None) -> None:
    assert wire.video(FILM | {"created": created}).created == written
    found = wire.datetime_of({"datetime": created})
    if written is None:
        assert found is None
    else:
        assert found == datetime.fromisoformat(written)
        assert found.tzinfo == (UTC if written.endswith("Z") else None)


def test_every_month_is_known_whatever_its_case() -> None:
    for month in range(1, 13):
        first = datetime.fromisoformat(f"2015-{month:02}-01T00:00:00")
        name = calendar.month_abbr[month]
        for text in (name, name.upper(), name.lower()):
            assert wire.datetime_of({"datetime": f"{text} 01,2015 00:00:00"}) == first


def test_what_has_no_clock_is_bad_data() -> None:
    for data in (None, {}, "2015-03-05T22:58:00Z", {"date": "2015-03-05T22:58:00Z"}):
        with pytest.raises(BadData):
            wire.datetime_of(data)
