"""Recording: videos from start to stop, photos one at a time, in bursts and at a rate, and tags meanwhile."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from simulators.bandit import forms, modes
from simulators.bandit.body import Body
from simulators.bandit.http import Refusal
from simulators.bandit.library import Image, Tag, Video
from simulators.bandit.modes import Mode
from simulators.bandit.ride import Ride

_LOOK = 0.1


class Recorder:
    """Carries out what the record button and `POST /record` want.

    What lasts is done in a task of its own; `active` is True from the start on, `seconds` only while
    a video is written.
    """

    def __init__(self, body: Body, stop_viewfinder: Callable[[], None]) -> None:
        """Begin with nothing recorded."""
        self._body = body
        self._stop_viewfinder = stop_viewfinder
        self._mode: Mode = {}
        self._began: float | None = None
        self._length: float | None = None
        self._tags: list[Tag] = []
        self._stopping: asyncio.Event | None = None

    @property
    def active(self) -> bool:
        """Whether a recording is under way, or photos are taken."""
        return self._stopping is not None

    @property
    def seconds(self) -> float | None:
        """Seconds of the video that is being recorded, None where none is."""
        if self._began is None or self._length is not None:
            return self._length
        return asyncio.get_running_loop().time() - self._began

    def written(self) -> tuple[float, int]:
        """Return length in seconds and size in bytes of the file or files so far."""
        if (seconds := self.seconds) is None:
            return 0.0, 0
        length = modes.played(self._mode, seconds)
        return length, round(length * modes.byte_rate(self._mode))

    async def set(self, *, active: bool) -> None:
        """Start or stop, as a request wants it; Refusal where that cannot be."""
        body = self._body
        if active == self.active:
            if body.assume.misuse == 200:
                return
            raise Refusal(body.assume.misuse)
        if active and not body.usable:
            raise Refusal(body.assume.no_room)
        done = self.start() if active else self.stop()
        if body.assume.answer_order == "notification":
            await done.wait()

    def press(self) -> None:
        """Press the record button: start, or stop what runs."""
        if self.active:
            self.stop()
        elif self._body.usable:
            self.start()

    def take_photo(self) -> None:
        """Take a single photo, whatever mode is chosen."""
        if self._body.usable and not self.active:
            self._shoot(
                {"mode": "single", "resolution": self._body.settings.mode("image")["resolution"]}
            )

    def start(self) -> asyncio.Event:
        """Start, and return what is set when that was told."""
        told = asyncio.Event()
        if "ignores_start" in self._body.faults:
            told.set()
            return told
        mode = dict(self._body.settings.mode())
        if self._body.settings.family == "image":
            self._shoot(mode, told)
            return told
        if self._body.assume.record_stops_viewfinder:
            self._stop_viewfinder()
        self._stopping = asyncio.Event()
        self._mode, self._tags = mode, []
        self._body.work.spawn(self._film(self._stopping, told), "record")
        self._body.bell.ring()
        return told

    def stop(self) -> asyncio.Event:
        """Stop, and return what is set when that was told."""
        told = asyncio.Event()
        if self._stopping is None or "ignores_stop" in self._body.faults:
            told.set()
            return told
        self._stopping.set()
        self._body.work.spawn(self._wait_idle(told), "stop")
        return told

    def forget(self) -> None:
        """Be idle again, without a file: the camera has lost its power."""
        self._stopping = self._began = self._length = None
        self._tags = []

    def tag(self, attribute: str) -> None:
        """Tag this moment of the recording; Refusal where nothing is recorded."""
        if self._began is None:
            if self._body.assume.misuse == 200:
                return
            raise Refusal(self._body.assume.misuse)
        length, _ = self.written()
        tag = self._body.library.new_tag(length, length, attribute)
        self._tags.append(tag)
        self._body.notices.tell("tag_created", forms.tag(tag, self._body.assume, delivered=False))

    # Videos.

    async def _film(self, stopping: asyncio.Event, told: asyncio.Event) -> None:
        body = self._body
        await body.pace.wait("start")
        self._began = asyncio.get_running_loop().time()
        created = body.now
        body.notices.tell("recording_started", {"recording_active": True})
        told.set()
        body.bell.ring()
        await self._until_end(stopping)
        self._length = self.seconds
        length, _ = self.written()
        await body.pace.wait("stop")
        files = self._files(length, created)
        files[0].tags += self._tags
        self._stopping = self._began = self._length = None
        body.notices.tell(
            "recording_stopped", [forms.video(file, body.assume, listed=False) for file in files]
        )
        body.bell.ring()

    def _files(self, length: float, created: datetime) -> list[Video]:
        """Store what was recorded, in as many files as it takes, and return them."""
        body = self._body
        most = max(body.assume.split_bytes / modes.byte_rate(self._mode), 1.0)
        session = body.library.session()
        files: list[Video] = []
        while not files or length >= 0.01:
            part = min(length, most)
            ride = Ride.drawn(
                body.random,
                part,
                fix=body.place() is not None,
                heart=body.heart_rate_sensor,
                cadence=body.cadence_sensor,
            )
            file = body.library.add_video(dict(self._mode), part, created, session, ride)
            file.valid = not body.broken
            if body.assume.automatic_tags and ride.fix:
                moment = min(float(ride.top_moment), part)
                file.tags.append(
                    body.library.new_tag(moment, part, "max_speed_mps", ride.top_speed)
                )
            files.append(file)
            length -= part
            created += timedelta(seconds=part)
        return files

    async def _until_end(self, stopping: asyncio.Event) -> None:
        """Wait until the recording is stopped, by somebody, a full card or a fault."""
        body = self._body
        limit = body.faults.number("recording_ends")
        while not stopping.is_set():
            if limit and (self.seconds or 0.0) >= limit:
                return
            if not body.broken and not body.full and not body.free:
                self.card_full()
            waits = min(_LOOK, limit - (self.seconds or 0.0)) if limit else _LOOK
            try:
                async with asyncio.timeout(max(waits, 0.001)):
                    await stopping.wait()
            except TimeoutError:
                continue

    def card_full(self) -> None:
        """Let the card be full: that is told, and ends a recording as is assumed."""
        self._body.full = True
        self._body.notices.tell("memory_low", {"available_bytes": self._body.free})
        if self._body.assume.memory_low == "stops":
            self.end()

    def end(self) -> None:
        """End what is recorded because the camera must."""
        if self._stopping is not None:
            self._stopping.set()

    async def _wait_idle(self, told: asyncio.Event) -> None:
        await self._body.bell.until(lambda: not self.active)
        told.set()

    # Photos.

    def _shoot(self, mode: Mode, told: asyncio.Event | None = None) -> None:
        self._stopping = asyncio.Event()
        self._body.work.spawn(self._photos(mode, self._stopping, told or asyncio.Event()), "photos")
        self._body.bell.ring()

    async def _photos(self, mode: Mode, stopping: asyncio.Event, told: asyncio.Event) -> None:
        body = self._body
        session = body.library.session()
        await body.pace.wait("expose")
        if mode["mode"] == "continuous":
            await self._continuously(mode, session, stopping, told)
        else:
            images = [self._store(mode, session)]
            for _ in range(mode.get("count", 1) - 1):
                await body.pace.wait("burst")
                images.append(self._store(mode, session))
            await body.pace.wait("save")
            self._tell(images)
        self._stopping = None
        told.set()
        body.bell.ring()

    async def _continuously(
        self, mode: Mode, session: int, stopping: asyncio.Event, told: asyncio.Event
    ) -> None:
        body = self._body
        waiting: list[Image] = []
        while not stopping.is_set() and body.usable:
            waiting.append(self._store(mode, session))
            if body.assume.photo_messages == "each":
                self._tell(waiting)
                waiting = []
            told.set()
            rest = asyncio.ensure_future(body.pace.rest(mode["interval_secs"]))
            stop = asyncio.ensure_future(stopping.wait())
            try:
                await asyncio.wait((rest, stop), return_when=asyncio.FIRST_COMPLETED)
            finally:
                rest.cancel()
                stop.cancel()
        if waiting:
            self._tell(waiting)

    def _store(self, mode: Mode, session: int) -> Image:
        body = self._body
        stored = body.library.add_image(mode, body.now, session, body.place())
        body.bell.ring()
        return stored

    def _tell(self, images: list[Image]) -> None:
        assume = self._body.assume
        told: list[Any] = [forms.image(image, assume, listed=False) for image in images]
        if assume.photo_captured == "ids":
            told = [image.id for image in images]
        self._body.notices.tell("photo_captured", told)
        self._body.bell.ring()
