"""A camera's record, and how it gets into the memory and out again."""

import json
from typing import Any

import pytest
from hypothesis import given

from custom_components.camhub.model.camera import Camera, Choice, Role, from_json, to_json
from custom_components.camhub.model.vocabulary import Ability, Kind, Reading, Setting

from . import strategies as draw


@pytest.mark.parametrize(("told", "online"), [(True, True), (False, False), (None, False)])
def test_a_camera_is_online_only_where_the_system_says_so(told: Any, online: bool) -> None:
    assert Camera("c", readings={Reading.ONLINE: told}).online is online
    assert not Camera("c").online


@given(draw.cameras)
def test_a_record_survives_the_memory(camera: Camera) -> None:
    assert from_json(json.loads(json.dumps(to_json(camera)))) == camera


def test_words_of_another_edition_are_left_out() -> None:
    data = to_json(
        Camera(
            "c",
            role=Role.HUB,
            readings={Reading.BATTERY: 7},
            settings={Setting.ISO: Choice("100", ("100", "200"))},
            abilities=frozenset({Ability.SHOOT}),
            kinds=frozenset({Kind.PHOTO_TAKEN}),
        )
    )
    newer = {
        **data,
        "readings": {**data["readings"], "mood": "good"},
        "settings": {**data["settings"], "scent": ["rose", [], None, None, None, True]},
        "abilities": [*data["abilities"], "fly"],
        "kinds": [*data["kinds"], "camera_born"],
    }
    assert from_json(newer) == from_json(data)


@given(draw.json)
def test_what_is_no_record_is_said_to_be_none(data: Any) -> None:
    whole = to_json(Camera("c"))
    for damaged in (data, *({**whole, name: data} for name in whole)):
        try:
            camera = from_json(damaged)
        except KeyError, TypeError, ValueError:
            continue
        assert isinstance(camera, Camera)
