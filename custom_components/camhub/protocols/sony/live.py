"""The live view of the camera: one stream, restarted when the camera drops it."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from ...link.errors import (
    BadData,
    BadRequest,
    LinkError,
    NotReady,
    NotThisSystem,
    Unreachable,
    Unsupported,
)
from ...link.session import Ports
from ...model.camera import Choice, Value
from ...model.vocabulary import Setting
from .liveview import Frame, FrameParser
from .playback import Playback
from .record import Record
from .rpc import Rpc, politely
from .web import Web

_LOGGER = logging.getLogger(__name__)

STALL = 10.0
"""Seconds without a byte after which the stream is taken for dead."""

PAUSE = 1.0
"""Seconds before a stream that ended is asked for again."""

TRIES = 5
"""Times that a stream without a single frame is asked for again."""


_SETTERS = {
    Setting.LIVE_VIEW_SIZE: "startLiveviewWithSize",
    Setting.FOCUS_FRAMES: "setLiveviewFrameInfo",
}


class Live:
    """Starts the camera's live view while somebody watches, and reads its stream.

    While the camera plays a movie, that is what it shows.
    """

    def __init__(
        self, web: Web, rpc: Rpc, record: Record, playback: Playback, ports: Ports
    ) -> None:
        """Take the camera, and who takes its frames."""
        self._web = web
        self._rpc = rpc
        self._record = record
        self._playback = playback
        self._ports = ports
        self._size: str | None = None
        self._ended = False
        self._marks: tuple[Mapping[str, Any], ...] = ()
        self._task: asyncio.Task[None] | None = None

    @property
    def on(self) -> bool:
        """Whether the stream is being read, or will be again."""
        return self._task is not None

    async def watch(self) -> None:
        """Start; raises the LinkError that says why there is nothing to see."""
        if self.on:
            return
        if not self._shows():
            raise NotReady("the camera shows its pictures, or records sound, and has no live view")
        self._task = asyncio.create_task(self._run(await self._address()))

    async def stop(self) -> None:
        """Stop reading; the camera's live view goes on until `end`."""
        if (task := self._task) is not None:
            self._task = None
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def end(self) -> None:
        """End the camera's live view where it was camhub that started it."""
        key = self._record.key
        # One that refuses has ended it by itself.
        if key in self._ports.started and await politely(self._rpc, "stopLiveview"):
            self._ports.started.discard(key)
            self._ended = True

    async def set(self, word: Setting, value: Value) -> None:
        """Set the size of the live view, or whether the frames of the autofocus come with it.

        Raises Unsupported where the camera has no such setting and BadRequest where it
        does not have the size.
        """
        setter = _SETTERS[word]
        if not self._rpc.has(setter):
            raise Unsupported(f"this camera cannot set {word.value}")
        choice = self._record.extra.get(word, Choice())
        if value == choice.value:
            return
        if word is Setting.FOCUS_FRAMES:
            await self._rpc.call(setter, {"frameInfo": value})
        elif choice.options and value not in choice.options:
            raise BadRequest(f"{value} is none of {', '.join(choice.options)}")
        else:
            await self._resize(str(value))
        self._record.extra[word] = replace(choice, value=value)

    async def _resize(self, size: str) -> None:
        """Choose another size; where the camera refuses it the live view goes on as it was."""
        before, self._size = self._size, size
        if not self.on:
            return
        try:
            await self._restart()
        except LinkError:
            self._size = before
            await self._resume()
            raise

    async def _resume(self) -> None:
        """Go on as before, or tell that it has ended."""
        try:
            await self._restart()
        except LinkError as error:
            _LOGGER.debug("Live view does not start again: %s", error)
            self._ports.frame(self._record.key, None)

    async def _restart(self) -> None:
        """Start anew, whoever started it: the camera changes the size only between two streams."""
        await self.stop()
        await politely(self._rpc, "stopLiveview")
        await self.watch()

    def _shows(self) -> bool:
        """Whether there is anything to see in the state that the camera is in."""
        if self._playback.address is not None:
            return True
        return not self._record.transferring and self._record.told.shoot_mode != "audio"

    async def _address(self) -> str:
        """Start the camera's live view and return the address of its stream."""
        if self._playback.address is not None:
            return self._playback.address
        key, started = self._record.key, self._ports.started
        on = self._record.told.truth("liveviewStatus", "liveviewStatus") is True
        # What the camera told last may be from before we ended it ourselves.
        ours = key not in started and (self._ended or not on)
        if ours:
            # Before the answer: where none comes, it may have been started all the same.
            started.add(key)
            self._ended = False
        try:
            result = await self._start()
        except LinkError as error:
            if ours and not isinstance(error, Unreachable | BadData):
                started.discard(key)
            raise
        match result:
            case [str(address), *_]:
                return address
        raise BadData("the camera does not tell where its live view is")

    async def _start(self) -> list[Any]:
        if self._size is None:
            return await self._rpc.call("startLiveview")
        return await self._rpc.call("startLiveviewWithSize", self._size)

    async def _run(self, address: str) -> None:
        misses = 0
        while misses < TRIES:
            misses = 0 if await self._read(address) else misses + 1
            await self._ports.clock.sleep(PAUSE)
            if not self._shows():
                break
            try:
                address = await self._address()
            except LinkError as error:
                _LOGGER.debug("Live view does not start again: %s", error)
                misses += 1
        self._task = None
        self._ports.frame(self._record.key, None)

    async def _read(self, address: str) -> bool:
        """Read the stream to its end; return whether it showed anything."""
        parser, shown = FrameParser(), False
        try:
            async with self._web.stream(address, STALL) as content:
                async for chunk in content.chunks:
                    for frame in parser.feed(chunk):
                        if isinstance(frame, Frame):
                            shown = True
                            self._show(frame)
        except (NotThisSystem, BadData) as error:
            _LOGGER.debug("The stream is no live view: %s", error)
        except LinkError as error:
            _LOGGER.debug("Live view broke off: %s", error)
        return shown

    def _show(self, frame: Frame) -> None:
        marks = tuple(asdict(mark) for mark in frame.marks)
        if marks != self._marks:
            self._marks = marks
            self._ports.marks(self._record.key, marks)
        self._ports.frame(self._record.key, frame.jpeg)
