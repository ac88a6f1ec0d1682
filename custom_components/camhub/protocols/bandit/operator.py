"""Carries out what users ask of the camera."""

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from ...link.errors import BadRequest, Busy, LinkError, Rejected, Unreachable, Unsupported
from ...link.session import Command, Outcome, Ports
from ...link.typed import truth
from ...model.camera import Value, stepped
from ...model.change import Change
from ...model.vocabulary import Setting, Verb
from . import items, track, wire
from .library import BanditLibrary
from .live import Live
from .memory import Memory
from .pictures import MAX_PICTURE
from .record import SHOTS, Record, image_data, tag_data
from .rest import Rest
from .settings import Request

_LOGGER = logging.getLogger(__name__)

SHOT = 20.0
"""Seconds in which the camera has to tell of a photo; a burst is told of when all of it is stored."""

START = 10.0
"""Seconds in which the camera has to tell that it records, or no longer does."""

MAX_SENSORS = 64 * 1024 * 1024
"""Bytes of what the sensors told during a video: an hour of position, acceleration and heart rate."""

_SENSORS = "gnss,accel,heart_rate"

AROUND = 10.0
"""Seconds of a new highlight around its moment: about as many as the camera itself gives one."""

type Fields = Mapping[str, Any]
type Result = Mapping[str, Any] | None


type Until = Callable[[Callable[[], object], float], Awaitable[bool]]
"""Waits until the camera has told what is looked for; returns whether it did within the seconds."""

type Refresh = Callable[[bool], Awaitable[None]]
"""Asks for the status, and where that is true the settings, and tells what differs."""

type Tell = Callable[[list[Change]], None]
"""Tells what differs."""


class Operator:
    """Turns actions into requests, and waits for what the camera tells of them."""

    def __init__(
        self,
        rest: Rest,
        record: Record,
        ports: Ports,
        memory: Memory,
        library: BanditLibrary,
        live: Live,
        until: Until,
        refresh: Refresh,
        tell: Tell,
    ) -> None:
        """Take the camera and its parts, how to wait for what it tells, and how to tell what differs."""
        self._rest = rest
        self._record = record
        self._ports = ports
        self._memory = memory
        self._library = library
        self._live = live
        self._until = until
        self._refresh = refresh
        self._tell = tell
        self._pressing = asyncio.Lock()
        self._saving = asyncio.Lock()
        self._verbs: dict[Verb, Callable[[Fields], Awaitable[Result]]] = {
            Verb.SET_SETTING: self._set_setting,
            Verb.STEP_SETTING: self._step_setting,
            Verb.SET_RECORDING: self._set_recording,
            Verb.SET_LIVE_VIEW: self._set_live_view,
            Verb.SET_CLOCK: self.set_clock,
            Verb.TAG: self._tag,
            Verb.DELETE: self._delete,
            Verb.DOWNLOAD: self._download,
            Verb.TRANSCODE: self._transcode,
            Verb.GET_TRACK: self._get_track,
            Verb.UPLOAD_GPS_DATA: self._upload_gps_data,
        }

    async def carry_out(self, command: Command) -> Outcome:
        """Carry out a command; raises the LinkError that says why not."""
        key = self._record.key
        if command.verb is Verb.SHOOT:
            return Outcome(photos=tuple({"camera": key, **row} for row in await self._shoot()))
        if (verb := self._verbs.get(command.verb)) is None:
            raise Unsupported(f"this camera cannot {command.verb}")
        result = await verb(command.fields)
        return Outcome(results=() if result is None else ({"camera": key, **result},))

    async def set_clock(self, _: Fields) -> Result:
        """Set the camera's clock to the present."""
        now = datetime.fromtimestamp(self._ports.clock.wall(), UTC)
        await self._rest.post("/datetime", {"datetime": now.strftime("%Y-%m-%dT%H:%M:%SZ")})
        return None

    async def mend(self) -> None:
        """Set the shoot mode that a photo was taken from, where that has not come about yet."""
        if self._memory.mode is not None and not self._pressing.locked():
            await self._restore_mode()

    async def finish(self) -> None:
        """As `mend`, after a photo that is being taken."""
        async with self._pressing:
            await self._restore_mode()

    async def _restore_mode(self) -> None:
        if (mode := self._memory.mode) is None:
            return
        # An answer may have been lost, or somebody may have set another at the camera.
        await self._refresh(True)
        if self._record.recording:
            return
        if self._record.mode in SHOTS:
            await self._request(self._record.settings.call(Setting.SHOOT_MODE, mode))
        self._memory.mode = None

    async def _shoot(self) -> list[dict[str, Any]]:
        """Take a photo, or a burst where that is set; return what the camera tells of it."""
        if self._pressing.locked():
            raise Busy("it is taking a photo already, or beginning or ending to record")
        async with self._pressing:
            # In a mode that somebody set at the camera meanwhile, it would begin to record.
            await self._refresh(True)
            if self._record.recording:
                raise Busy("it records; stop that first")
            try:
                if self._record.mode not in SHOTS:
                    self._memory.mode = self._record.mode
                    await self._request(self._record.settings.call(Setting.SHOOT_MODE, "single"))
                return await self._take_photo()
            finally:
                try:
                    # Until a photo is stored, some may say that they record.
                    await self._until(lambda: not self._record.recording, START)
                    await self._restore_mode()
                except LinkError as error:
                    _LOGGER.debug("The shoot mode is not set back yet: %s", error)

    async def _take_photo(self) -> list[dict[str, Any]]:
        taken = self._record.taken
        lost: LinkError = Rejected("the camera tells of no photo")
        try:
            await self._rest.post("/record", {"recording_active": True})
        except Unreachable as error:
            # It is not asked again: it may have understood, and then it tells of the photo.
            lost = error
        if not await self._until(lambda: self._record.taken > taken, SHOT):
            raise lost
        return [image_data(photo) for photo in self._record.newest]

    async def _set_recording(self, fields: Fields) -> Result:
        await self._record_on(fields["enable"])
        return None

    async def _record_on(self, on: bool) -> None:
        record = self._record
        async with self._pressing:
            # In a mode that somebody set at the camera meanwhile, it would take a photo.
            await self._refresh(True)
            if record.mode in SHOTS and not record.recording:
                raise Busy(f"the shoot mode {record.mode} records nothing; shoot, or set another")
            # What it does when it is asked for what it does already, nobody has written down.
            if record.status.recording is on:
                return
            lost: LinkError = Rejected(f"it does not {'start' if on else 'stop'} to record")
            try:
                await self._rest.post("/record", {"recording_active": on})
            except Unreachable as error:
                # As with a photo: it may have understood.
                lost = error
            if not await self._until(lambda: record.status.recording is on, START):
                raise lost

    async def _set_setting(self, fields: Fields) -> Result:
        word, value = Setting(fields["setting"]), fields["value"]
        if word is Setting.RECORD:
            await self._record_on(truth(value))
        elif word is Setting.SHOOT_MODE:
            async with self._pressing:
                await self._request(self._record.settings.call(word, value))
                # This is what is wanted now, not what was set before a photo.
                self._memory.mode = None
        else:
            # Some requests hold the whole of a mode or a scene, which may be another by now.
            await self._refresh(True)
            await self._request(self._record.settings.call(word, value))
        return None

    async def _step_setting(self, fields: Fields) -> Result:
        word = Setting(fields["setting"])
        if (choice := self._record.settings.choices().get(word)) is None:
            raise Unsupported(f"this camera has no {word.value}")
        value: Value = stepped(choice, fields["steps"])
        if value is None:
            raise Busy(f"{word.value} has no steps now, or the camera does not tell what it is")
        return await self._set_setting({"setting": word, "value": value})

    async def _request(self, requests: list[Request]) -> None:
        """Set something, and ask what has become of it."""
        for request in requests:
            ask = self._rest.put if request.method == "PUT" else self._rest.post
            await ask(request.path, dict(request.body))
        await self._refresh(True)

    async def _set_live_view(self, fields: Fields) -> Result:
        if (on := fields.get("enable")) is None:
            raise BadRequest("say whether it is to be on: enable")
        await self._live.switch(on=on)
        return None

    # What it has stored.

    async def _tag(self, fields: Fields) -> Result:
        """Make a highlight: now, or in a stored video; or change one."""
        item, highlight = fields.get("item"), fields.get("highlight")
        interval = {
            name: fields[field]
            for field, name in (
                ("offset", "offset_secs"),
                ("start", "highlight_offset_secs"),
                ("length", "highlight_length_secs"),
            )
            if field in fields
        }
        if highlight is not None:
            if not interval:
                raise BadRequest("say what of the highlight is to change: offset, start or length")
            path = items.path_of(highlight)
            before = await self._rest.get(path)
            await self._rest.put(path, {**(before if isinstance(before, dict) else {}), **interval})
            return {**tag_data(wire.tag(await self._rest.get(path))), "id": highlight}
        if item is None:
            if interval:
                raise BadRequest("say in which video: item")
            if not self._record.recording:
                raise Busy("it records nothing; name a video")
            await self._rest.post("/record/tag", {"tag_mobile": True})
            return None
        if "offset_secs" not in interval:
            raise BadRequest("say which moment of the video: offset")
        video = await self._library.video(item)
        tags = [{**_around(interval, video), "tag_mobile": True}]
        made = await self._rest.post(f"{items.path_of(items.video_id(video.id))}/tags", tags)
        return {
            "highlights": [
                {**tag_data(tag), "id": items.highlight_id(video.id, tag.id)}
                for tag in wire.tags(made or [])
            ]
        }

    async def _delete(self, fields: Fields) -> Result:
        if not (named := fields.get("photo_ids")):
            raise BadRequest("name what is to be deleted: photo_ids")
        kept = await self._library.delete(list(named))
        await self._refresh(False)
        return {"deleted": len(named) - len(kept), "kept": kept}

    async def _download(self, fields: Fields) -> Result:
        """Keep files, whole or cut, as they are or in another size, one after the other."""
        if not (named := fields.get("photo_ids")):
            raise BadRequest("name what is to be kept: photo_ids")
        async with self._saving:
            try:
                return {"files": [await self._keep(item, fields) for item in named]}
            finally:
                self._show_progress(None)

    async def _transcode(self, fields: Fields) -> Result:
        """Keep videos in another size, where the camera offers to make that of them."""
        told = wire.transcoders(await self._rest.get("/capabilities/transcoding"))
        for item in fields["photo_ids"]:
            video = await self._library.video(item)
            offered = {
                (row.output_resolution, row.output_frame_rate)
                for row in told
                if row.input_resolution == video.resolution
                and video.frame_rate in (None, row.input_frame_rate)
            }
            if not any(
                fields["resolution"] == resolution and fields.get("frame_rate") in (None, rate)
                for resolution, rate in offered
            ):
                known = ", ".join(f"{size} at {rate:g}" for size, rate in sorted(offered))
                raise BadRequest(f"of {item} the camera makes {known or 'nothing else'}")
        return await self._download(fields)

    async def _keep(self, item: str, fields: Fields) -> dict[str, Any]:
        cut = {
            name: fields[name]
            for name in ("resolution", "frame_rate", "offset", "length")
            if name in fields
        }
        name = await self._library.file_name(item)
        self._show_progress(0)
        if (at := fields.get("frame_at")) is not None:
            path = f"{items.path_of(item)}/frames"
            data = await self._rest.file(path, MAX_PICTURE, offset_secs=at)
            name, chunks = f"{PurePosixPath(name).stem}_{at:g}.jpg", _whole(data)
            return {"id": item, "file": await self._ports.save(self._record.key, name, chunks)}
        async with self._library.film(item, **cut) as content:
            chunks = self._counted(content.chunks, content.length)
            return {"id": item, "file": await self._ports.save(self._record.key, name, chunks)}

    async def _counted(
        self, chunks: AsyncIterator[bytes], length: int | None
    ) -> AsyncIterator[bytes]:
        """Hand a file on, and show how much of it has arrived where its length is known."""
        arrived = 0
        async for chunk in chunks:
            arrived += len(chunk)
            yield chunk
            if length:
                self._show_progress(min(100 * arrived // length, 100))
        if length is not None and arrived < length:
            raise Rejected(f"{arrived} bytes of {length} arrived")

    def _show_progress(self, percent: int | None) -> None:
        if percent != self._record.downloaded:
            self._record.downloaded = percent
            self._tell([self._record.seen()])

    async def _get_track(self, fields: Fields) -> Result:
        """Return what the sensors tell of a video or a highlight, and keep its way as a GPX file."""
        item = fields["item"]
        path = f"{items.path_of(item)}/sensors"
        data = await self._rest.get_large(path, MAX_SENSORS, filter=_SENSORS)
        video = await self._library.video(item)
        # A long ride takes a while to go through.
        told = await asyncio.to_thread(track.track, data)
        result: dict[str, Any] = {**asdict(told.summary), "points": len(told.points)}
        if fields.get("save", True) and told.points:
            name = items.name_of(video.path).rpartition(".")[0] or "track"
            started = None
            # Whether a highlight's times begin with it or with its video, nobody has written down.
            if video.created is not None and item == items.video_id(video.id):
                started = datetime.fromisoformat(video.created)
            text = await asyncio.to_thread(track.gpx, told, name, started)
            chunks = _whole(text.encode())
            result["file"] = await self._ports.save(self._record.key, f"{name}.gpx", chunks)
        return result

    async def _upload_gps_data(self, fields: Fields) -> Result:
        await self._rest.upload("/quickgpsfix", "quickgps", fields["path"])
        return None


def _around(interval: Mapping[str, float], video: wire.Video) -> dict[str, float]:
    """Return the interval of a new highlight: around its moment where that is not asked for otherwise."""
    end = math.inf if video.length is None else video.length
    begin = interval.get("highlight_offset_secs")
    length = interval.get("highlight_length_secs", min(AROUND, end - (begin or 0.0)))
    if begin is None:
        begin = max(min(interval["offset_secs"] - length / 2, end - length), 0.0)
    return {**interval, "highlight_offset_secs": begin, "highlight_length_secs": length}


async def _whole(data: bytes) -> AsyncIterator[bytes]:
    yield data
