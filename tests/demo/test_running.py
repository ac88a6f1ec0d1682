"""A set-up that is stopped at any moment is gone on with by the next run, and adds nothing twice."""

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path
from typing import Any, override

import pytest

from demo.api import Api
from demo.entries import Entry
from demo.known import Known
from demo.running import set_up
from demo.seed import seed
from demo.systems import System
from demo.waiting import Failed

URL = "http://127.0.0.1:8199"
FLOW = "config/config_entries/flow"
OPTIONS = "config/config_entries/options/flow"
AUTOMATION = "config/automation/config/newcam"


def simulator(lively: bool, known: Mapping[str, Any]) -> AbstractAsyncContextManager[str]:
    return nullcontext("a camera")


def answers(camera: str) -> Mapping[str, Any]:
    return {"host": "127.0.0.1"}


def shown(entry: Entry) -> Mapping[str, Any]:
    return {"alias": entry.hub.name}


async def check(camera: str, entry: Entry, api: Api) -> str:
    return "seen"


NEWCAM = System(
    name="newcam",
    title="New camera",
    simulator=simulator,
    answers=answers,
    options={"half_press_first": True},
    view=shown,
    automation=shown,
    check=check,
)


class Desk(Api):
    """A Home Assistant that has one form to fill in, and one camera once it is filled in.

    `stops_at` is the path at which `stopping` is stopped: what is asked there is done, and whoever is
    stopped never hears of it.
    """

    def __init__(self, stops_at: str = "") -> None:
        self.entries: list[str] = []
        self.options: list[dict[str, Any]] = []
        self.automations: list[dict[str, Any]] = []
        self._stops_at = stops_at
        self.stopping: asyncio.Task[Any] | None = None

    @override
    async def post(self, path: str, **data: Any) -> Any:
        answer = self._answer(path, data)
        if path == self._stops_at and self.stopping is not None:
            self.stopping.cancel()
            await asyncio.sleep(0)
        return answer

    def _answer(self, path: str, data: dict[str, Any]) -> dict[str, Any]:
        match path:
            case "config/config_entries/flow":
                return {"type": "form", "flow_id": "1"}
            case "config/config_entries/flow/1":
                if self.entries:
                    return {"type": "abort", "reason": "already_configured"}
                self.entries.append("newcam")
                return {"type": "create_entry", "result": {"entry_id": "01"}}
            case "config/config_entries/options/flow":
                return {"type": "form", "flow_id": "2"}
            case "config/config_entries/options/flow/2":
                self.options.append(data)
                return {"type": "create_entry"}
        assert path == AUTOMATION
        self.automations.append(data)
        return {}

    @override
    async def get(self, path: str) -> Any:
        return {"components": []}

    @override
    async def call(self, message_type: str, **fields: Any) -> Any:
        of_entry = {"config_entry_id": "01"}
        return {
            "config_entries/get_single": {"config_entry": {"state": "loaded"}},
            "config/entity_registry/list": [],
            "config/device_registry/list": [
                {"id": "d", "name": "Camera", "via_device_id": None, "entry_type": None} | of_entry
            ],
        }[message_type]


@pytest.mark.parametrize("path", [FLOW, f"{FLOW}/1", OPTIONS, f"{OPTIONS}/2", AUTOMATION])
async def test_a_run_that_was_stopped_is_gone_on_with(tmp_path: Path, path: str) -> None:
    seed(tmp_path, 8199)
    desk = Desk(stops_at=path)
    desk.stopping = asyncio.ensure_future(set_up(desk, URL, NEWCAM, "a camera", Known(tmp_path)))
    with pytest.raises(asyncio.CancelledError):
        await desk.stopping
    desk.stopping = None

    part = await set_up(desk, URL, NEWCAM, "a camera", Known(tmp_path))

    assert part.entry.hub.name == "Camera"
    assert desk.entries == ["newcam"]
    assert desk.options[-1] == {"half_press_first": True}
    assert desk.automations[-1] == {"alias": "Camera"}


async def test_a_later_run_listens_where_the_first_did(tmp_path: Path) -> None:
    seed(tmp_path, 8199)
    await set_up(Desk(), URL, NEWCAM, "a camera", Known(tmp_path))

    assert Known(tmp_path).get("newcam") == {
        "entry": "01",
        "address": {"host": "127.0.0.1"},
        "webhook": "",
    }


async def test_what_cannot_be_added_is_not_written_down(tmp_path: Path) -> None:
    seed(tmp_path, 8199)
    desk = Desk()
    desk.entries.append("somebody else's")

    with pytest.raises(Failed, match="newcam was not set up: already_configured"):
        await set_up(desk, URL, NEWCAM, "a camera", Known(tmp_path))

    assert Known(tmp_path).get("newcam") is None
