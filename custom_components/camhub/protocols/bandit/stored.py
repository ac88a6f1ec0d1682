"""What users ask of the files on the camera's card: marked, kept, made smaller, deleted."""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from ...link.errors import BadRequest, Busy, Rejected
from ...link.session import Ports
from ...model.change import Change
from ...model.vocabulary import Verb
from . import items, track, wire
from .library import BanditLibrary
from .pictures import MAX_PICTURE
from .record import Record, tag_data
from .rest import Rest

MAX_SENSORS = 64 * 1024 * 1024
"""Bytes of what the sensors told during a video: an hour of position, acceleration and heart rate."""

_SENSORS = "gnss,accel,heart_rate"

AROUND = 10.0
"""Seconds of a new highlight around its moment: about as many as the camera itself gives one."""

type Fields = Mapping[str, Any]
type Result = Mapping[str, Any] | None

type Refresh = Callable[[bool], Awaitable[None]]
"""Asks for the status, and where that is true the settings, and tells what differs."""

type Tell = Callable[[list[Change]], None]
"""Tells what differs."""


class Stored:
    """Carries out the actions that are about files."""

    def __init__(
        self,
        rest: Rest,
        record: Record,
        ports: Ports,
        library: BanditLibrary,
        refresh: Refresh,
        tell: Tell,
    ) -> None:
        """Take the camera and its library, who keeps files, and how to tell what differs."""
        self._rest = rest
        self._record = record
        self._ports = ports
        self._library = library
        self._refresh = refresh
        self._tell = tell
        self._saving = asyncio.Lock()
        self.verbs: Mapping[Verb, Callable[[Fields], Awaitable[Result]]] = {
            Verb.TAG: self._tag,
            Verb.DELETE: self._delete,
            Verb.DOWNLOAD: self._download,
            Verb.TRANSCODE: self._transcode,
            Verb.GET_TRACK: self._get_track,
        }

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
