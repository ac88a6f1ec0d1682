"""Taking pictures and recording: the camera's statuses one after the other, and what comes of it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from simulators.sony.body import CAPTURING, IDLE, NOT_READY, SAVING, Body
from simulators.sony.card import MOVIE_MP4, MOVIE_XAVCS, STILL_JPEG, Content
from simulators.sony.errors import Code, RpcError
from simulators.sony.pictures import postview_url, thumbnail_url
from simulators.sony.values import AUDIO, BULB, INTERVAL, LOOP, MOVIE, STILL, exposure_seconds

_CONTINUOUS = ("Continuous", "Spd Priority Cont.")
_BURSTS = {"Burst": 10, "MotionShot": 10}


@dataclass(frozen=True, slots=True)
class Recording:
    """One way to record: its shoot mode, the statuses before, while and after, and what a stop answers."""

    mode: str
    before: tuple[str, ...]
    status: str
    after: tuple[str, ...]
    started: tuple[object, ...] = (0,)
    stopped: tuple[object, ...] = (0,)


RECORDINGS: Mapping[str, Recording] = {
    "MovieRec": Recording(
        MOVIE,
        ("MovieWaitRecStart",),
        "MovieRecording",
        ("MovieWaitRecStop", "MovieSaving"),
        stopped=("",),
    ),
    "AudioRec": Recording(
        AUDIO, ("AudioWaitRecStart",), "AudioRecording", ("AudioWaitRecStop", "AudioSaving")
    ),
    "IntervalStillRec": Recording(
        INTERVAL, ("IntervalWaitRecStart",), "IntervalRecording", ("IntervalWaitRecStop",)
    ),
    "LoopRec": Recording(
        LOOP,
        ("LoopWaitRecStart",),
        "LoopRecording",
        ("LoopWaitRecStop", "LoopSaving"),
        started=(),
        stopped=(),
    ),
}
"""Recordings by the name in their methods, `start...` and `stop...`."""


class Shooting:
    """What the shutter button and the record button do, whoever presses them."""

    def __init__(self, body: Body) -> None:
        """Shoot with a body."""
        self._body = body
        self._shot: asyncio.Future[list[str]] | None = None
        self._burst: list[Content] = []

    def reset(self) -> None:
        """Forget the picture that is being taken: the camera was switched off."""
        self._shot = None
        self._burst = []

    # Single pictures.

    async def take(self) -> list[str]:
        """Take a picture as actTakePicture does and return the URLs of its postviews.

        Raises:
            RpcError: not now, still exposing (then `wait` for it), or it failed.
        """
        self.require(STILL)
        if self._body.values.get("ContShootingMode") in _CONTINUOUS:
            raise RpcError(Code.ANY)
        if "needs_half_press" in self._body.faults and not self._body.half_pressed:
            raise RpcError(Code.SHOOTING_FAIL)
        self._expose(told=self._body.assume.api_shot_event)
        return await self.wait()

    async def wait(self) -> list[str]:
        """Wait for the picture that is being taken, at most as long as the body's patience."""
        if (shot := self._shot) is None:
            raise RpcError(Code.ANY)
        await asyncio.wait((shot,), timeout=self._body.pace.seconds("patience"))
        if not shot.done():
            raise RpcError(Code.STILL_CAPTURING)
        self._shot = None
        return shot.result()

    def press(self) -> None:
        """Take a picture with the body's own button; ignored where it cannot."""
        body = self._body
        if body.status == IDLE and body.shoot_mode == STILL and body.card.inserted:
            self._expose(told=True)
            self._shot = None

    def _expose(self, *, told: bool) -> None:
        shot: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()
        # A failure that no client waits for is nobody's.
        shot.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._shot = shot
        self._body.status = CAPTURING
        self._body.work.spawn(self._exposure(shot, told=told), "shot")

    async def _exposure(self, shot: asyncio.Future[list[str]], *, told: bool) -> None:
        body = self._body
        shutter = exposure_seconds(str(body.values.get("ShutterSpeed", "")))
        timer = int(body.values.get("SelfTimer", 0))
        await body.pace.wait("expose", timer + shutter + body.faults.number("long_exposure"))
        if "af_fails" in body.faults or body.hot or not body.card.inserted:
            body.status = IDLE
            shot.set_exception(RpcError(Code.SHOOTING_FAIL))
            return
        body.status = SAVING
        await body.pace.wait("save")
        count = _BURSTS.get(str(body.values.get("ContShootingMode", "")), 1)
        contents = [self._store(STILL_JPEG) for _ in range(count)]
        urls = [postview_url(body, content) for content in contents]
        shot.set_result(urls)
        if told:
            body.tell(5, *urls)
        await self._settle()

    # Continuous and bulb.

    def start_continuous(self) -> None:
        """Take pictures until told to stop."""
        body = self._body
        self.require(STILL)
        if body.values.get("ContShootingMode") not in _CONTINUOUS:
            raise RpcError(Code.ANY)
        body.status = CAPTURING
        body.work.spawn(self._continue(), "burst")

    def stop_continuous(self) -> None:
        """Stop, and tell the pictures by an event."""
        if not self._body.work.has("burst"):
            raise RpcError(Code.ANY)
        self._body.work.cancel("burst")
        self._body.work.spawn(self._keep_burst(), "shot")

    async def _continue(self) -> None:
        while True:
            self._burst.append(self._store(STILL_JPEG))
            await self._body.pace.wait("burst")

    async def _keep_burst(self) -> None:
        body = self._body
        body.status = SAVING
        await body.pace.wait("save")
        burst, self._burst = self._burst, []
        body.tell(
            40,
            *(
                {
                    "postviewUrl": postview_url(body, content),
                    "thumbnailUrl": thumbnail_url(body, content),
                }
                for content in burst
            ),
        )
        await self._settle()

    def start_bulb(self) -> None:
        """Open the shutter until told to close it."""
        body = self._body
        self.require(STILL)
        if body.values.get("ShutterSpeed") != BULB:
            raise RpcError(Code.ANY)
        body.bulb_since = asyncio.get_running_loop().time()
        body.status = CAPTURING
        body.work.spawn(self._tick(), "bulb")

    def stop_bulb(self) -> None:
        """Close it, and tell the picture by an event."""
        if not self._body.work.has("bulb"):
            raise RpcError(Code.ANY)
        self._body.work.cancel("bulb")
        self._body.work.spawn(self._keep_bulb(), "shot")

    async def _keep_bulb(self) -> None:
        body = self._body
        body.bulb_since = None
        body.status = SAVING
        await body.pace.wait("save")
        body.tell(65, {"postviewUrl": postview_url(body, self._store(STILL_JPEG))})
        await self._settle()

    # Recordings.

    def start(self, name: str) -> list[object]:
        """Start the recording of that name and return the method's result."""
        row = RECORDINGS[name]
        self.require(row.mode)
        if "ignores_start" not in self._body.faults:
            self._body.status = row.before[0]
            self._body.work.spawn(self._record(name), "recording")
        return list(row.started)

    def stop(self, name: str) -> list[object]:
        """Stop it and return the method's result."""
        row = RECORDINGS[name]
        if self._body.status != row.status:
            raise RpcError(Code.ANY)
        self._body.work.cancel("recording")
        self._body.work.spawn(self._finish(name), "shot")
        return list(row.stopped)

    def toggle(self) -> None:
        """Press the body's own record button: it films whatever the shoot mode, and stops what is recorded."""
        for name, row in RECORDINGS.items():
            if self._body.status == row.status:
                self.stop(name)
                return
        if self._body.status == IDLE:
            name = next(
                (name for name, row in RECORDINGS.items() if row.mode == self._body.shoot_mode),
                "MovieRec",
            )
            self._body.status = RECORDINGS[name].before[0]
            self._body.work.spawn(self._record(name), "recording")

    async def _record(self, name: str) -> None:
        body, row = self._body, RECORDINGS[name]
        await body.pace.wait("start")
        body.recording_since = asyncio.get_running_loop().time()
        body.shots = 0
        body.status = row.status
        try:
            async with asyncio.timeout(body.faults.number("movie_ends") or body.assume.movie_limit):
                if row.mode == INTERVAL:
                    await self._intervals()
                await self._tick()
        except TimeoutError:
            body.work.spawn(self._finish(name), "shot")

    async def _intervals(self) -> None:
        body = self._body
        while True:
            self._store(STILL_JPEG)
            body.shots += 1
            body.touch()
            await body.pace.wait("mode", float(body.values.get("IntervalTime", "1")))

    async def _finish(self, name: str) -> None:
        body, row = self._body, RECORDINGS[name]
        seconds = max(body.seconds_since(body.recording_since), 1)
        body.recording_since = None
        for status, step in zip(row.after, ("stop", "keep"), strict=False):
            body.status = status
            await body.pace.wait(step)
        if row.mode in (MOVIE, LOOP) and body.card.inserted:
            xavc = str(body.values.get("MovieFileFormat", "MP4")).startswith("XAVC")
            body.card.store(MOVIE_XAVCS if xavc else MOVIE_MP4, body.now, seconds=seconds)
        await self._settle()

    # Shared.

    def require(self, mode: str) -> None:
        """Refuse what does not go together with the camera's status and shoot mode of now."""
        body = self._body
        if body.status == NOT_READY:
            raise RpcError(Code.NOT_READY)
        if body.status == CAPTURING:
            raise RpcError(Code.STILL_CAPTURING)
        if body.problem:
            raise RpcError(Code.SHOOTING_FAIL)
        if body.status != IDLE or body.shoot_mode != mode:
            raise RpcError(Code.ANY)

    def _store(self, kind: str) -> Content:
        body = self._body
        raw = body.values.get("StillQuality") == "RAW+JPEG"
        return body.card.store(kind, body.now, raw=raw)

    async def _settle(self) -> None:
        body = self._body
        await body.pace.wait("idle", body.faults.number("stuck"))
        body.status = IDLE

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(1)
            self._body.touch()
