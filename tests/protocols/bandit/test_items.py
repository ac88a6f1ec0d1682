"""Items of the library: their ids, paths, titles and names."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from custom_components.camhub.link.errors import BadRequest
from custom_components.camhub.link.library import ItemKind, Rendition
from custom_components.camhub.protocols.bandit import items, wire
from custom_components.camhub.protocols.bandit.fields import MAX_ID
from custom_components.camhub.protocols.bandit.items import Name, parse, parse_file, path_of

VIDEO = wire.video(
    {"id": "v", "path": "/100TTCAM/MOV_0001.MP4", "created": "2012-03-04T12:05:20Z", "size_bytes": 5}
)  # fmt: skip
IMAGE = wire.image({"id": "i", "path": "/100TTCAM/IMG_0001.JPG", "mode": "normal"})
TAG = wire.tag({"id": "t", "offset_secs": 8.2, "tag_button": True})

IDS = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=MAX_ID).filter(
    lambda text: text not in (".", "..") and text.isprintable()
)


@given(IDS, IDS, st.integers(1, items.MAX_FILES))
def test_ids_say_what_they_are_made_of(one: str, tag: str, files: int) -> None:
    for name in (
        Name("video", one),
        Name("picture", one),
        Name("highlight", one, tag),
        Name("session", one, of="video", files=files),
        Name("session", one, of="picture", files=files),
    ):
        assert parse(str(name)) == name
        path = URL.build(scheme="http", host="x", path=f"/api/2{name.path}", encoded=True)
        assert path.parts[4] == one
        assert len(path.raw_parts) == (7 if name.tag else 5)


@given(st.text() | st.builds("/".join, st.lists(st.sampled_from(["video", "session", "a", "1", "%2e%2e", ""]))))  # fmt: skip
def test_what_is_no_id_is_refused(text: str) -> None:
    try:
        name = parse(text)
    except BadRequest:
        return
    assert ".." not in name.path.split("/")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "videos",
        "video",
        "video/",
        "video/..",
        "video/%2e%2e",
        "video/a/b",
        "video/a%0Ab",
        "video/" + "a" * 129,
        "movie/a",
        "highlight/a",
        "highlight/a/..",
        "highlight//b",
        "session/video/a",
        "session/audio/a/1",
        "session/video/a/0",
        "session/video/a/-1",
        "session/video/a/99999",
        "session/video/a/1000000000000",
        "session/video/a/²",
    ],
)
def test_no_item_has_an_id_like(text: str) -> None:
    with pytest.raises(BadRequest):
        parse(text)


def test_the_paths_of_files_and_highlights() -> None:
    assert path_of("video/a%2Fb") == "/videos/a%2Fb"
    assert path_of(items.picture_id("i")) == "/images/i"
    assert path_of(items.highlight_id("v", "t 1")) == "/videos/v/tags/t%201"
    assert parse("session/picture/i/3").path == "/images/i"
    with pytest.raises(BadRequest, match="folder"):
        parse_file("session/picture/i/3")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/100TTCAM/MOV_0001.MP4", "MOV_0001.MP4"),
        ("MOV_0001.MP4", "MOV_0001.MP4"),
        ("/../../etc/passwd", "passwd"),
        ("/a/..", "unnamed"),
        ("/a/.hidden", "hidden"),
        ("C:\\x\\MOV 1.MP4", "C_x_MOV_1.MP4"),
        ("/a/" + "x" * 250 + ".MP4", "x" * 96 + ".MP4"),
        ("", "unnamed"),
        ("/", "unnamed"),
        (None, "unnamed"),
        ("/a/\u00e9\u202e.MP4", "_.MP4"),
    ],
)
def test_names_of_files_are_safe(path: str | None, name: str) -> None:
    assert items.name_of(path) == name


@given(st.text())
def test_no_name_leads_elsewhere(path: str) -> None:
    name = items.name_of(path)
    assert 0 < len(name) <= items.MAX_NAME
    assert not name.startswith(".")
    assert not set(name) & set("/\\:\x00 ")


def test_the_name_of_a_highlights_file() -> None:
    assert items.clip_name(VIDEO.path, TAG) == "MOV_0001_0-08.MP4"
    assert items.clip_name(None, replace(TAG, offset=3723.9)) == "unnamed_1-02-03.MP4"


def test_a_video_and_a_picture_are_called_as_their_files() -> None:
    item = items.file_item(VIDEO)
    assert (item.id, item.title, item.kind) == ("video/v", "MOV_0001.MP4", ItemKind.MOVIE)
    assert (item.content_type, item.created) == ("video/mp4", "2012-03-04T12:05:20Z")
    assert item.renditions == {Rendition.ORIGINAL, Rendition.THUMBNAIL}
    item = items.file_item(IMAGE)
    assert (item.id, item.title, item.kind) == ("picture/i", "IMG_0001.JPG", ItemKind.PICTURE)
    assert item.content_type == "image/jpeg"
    assert items.file_item(replace(VIDEO, path=None)).title == "v"


def test_a_damaged_file_says_so_and_cannot_be_shown() -> None:
    item = items.file_item(replace(VIDEO, valid=False))
    assert item.title == "MOV_0001.MP4 (damaged)"
    assert not item.renditions
    assert not items.highlight_item(replace(VIDEO, valid=False), TAG).renditions


def test_a_session_of_several_files_is_a_folder() -> None:
    item = items.session_item(replace(VIDEO, files=3))
    assert (item.id, item.title, item.kind) == (
        "session/video/v/3",
        "MOV_0001 (3 files)",
        ItemKind.FOLDER,
    )
    assert items.session_item(replace(IMAGE, files=2)).id == "session/picture/i/2"
    assert items.session_item(VIDEO) == items.file_item(VIDEO)
    assert parse(items.session_item(replace(VIDEO, files=10**9)).id).files == items.MAX_FILES


@pytest.mark.parametrize(
    ("tag", "title"),
    [
        (TAG, "MOV_0001 at 0:08 (button)"),
        (replace(TAG, offset=750.9, kind="max_speed"), "MOV_0001 at 12:30 (max speed)"),
        (replace(TAG, offset=3723, kind="unknown"), "MOV_0001 at 1:02:03"),
        (replace(TAG, offset=None), "MOV_0001 (button)"),
    ],
)
def test_a_highlight_is_called_by_its_moment(tag: wire.Tag, title: str) -> None:
    item = items.highlight_item(VIDEO, tag)
    assert (item.id, item.title) == ("highlight/v/t", title)
    assert item.content_type == "video/mp4"


def test_the_folders_at_the_top() -> None:
    assert [item.title for item in items.top()] == ["Videos", "Pictures", "Sessions", "Highlights"]
    assert [item.title for item in items.top("sessions")] == ["Sessions"]
    assert items.top("video/v") == []
