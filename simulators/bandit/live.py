"""The viewfinder as it is asked for: one stream at a time, to whoever started it."""

import asyncio

from simulators.bandit.body import Body
from simulators.bandit.http import Refusal
from simulators.bandit.recording import Recorder
from simulators.bandit.viewfinder import Stream


class Live:
    """Starts and stops the stream of so many frames a second; nothing is sent while `gate` is closed."""

    def __init__(self, body: Body, rate: float, name: str, gate: asyncio.Event) -> None:
        """Begin with no stream; `name` is what the frames show."""
        self._body = body
        self._rate = rate
        self._gate = gate
        self._recorder: Recorder | None = None
        self.stream = Stream(name, body.assume, body.faults, body.random)

    def follow(self, recorder: Recorder) -> None:
        """Show whether this recorder is recording."""
        self._recorder = recorder

    @property
    def active(self) -> bool:
        """Whether a stream was started."""
        return self.stream.target is not None

    async def start(self, host: str, port: object) -> None:
        """Stream to this address; Refusal where that cannot be, or where a stream is under way."""
        if not isinstance(port, int) or not 0 < port < 65536:
            raise Refusal(400)
        if self.active:
            if self._body.assume.second_viewfinder == 200:
                return
            raise Refusal(self._body.assume.second_viewfinder)
        await self.stream.open(host, port)
        self._body.work.spawn(self._run(), "viewfinder")
        self._body.bell.ring()

    def stop(self) -> None:
        """End the stream, if there is one, and tell it."""
        if self.active:
            self.forget()
            self._body.notices.viewfinder(active=False)

    def forget(self) -> None:
        """End the stream and tell nobody."""
        self._body.work.cancel("viewfinder")
        self.stream.close()
        self._body.bell.ring()

    async def _run(self) -> None:
        body = self._body
        await body.pace.wait("viewfinder")
        body.notices.viewfinder(active=True)
        loop = asyncio.get_running_loop()
        began = due = loop.time()
        while not self._ended(loop.time() - began):
            if self._gate.is_set() and "viewfinder_stalls" not in body.faults:
                self.stream.frame(self._recorder.seconds if self._recorder else None)
                body.bell.ring()
            due = max(due + 1 / self._rate, loop.time())
            await asyncio.sleep(due - loop.time())
        self.stop()

    def _ended(self, seconds: float) -> bool:
        if self.stream.unheard and self._body.assume.vanished_viewer == "stops":
            return True
        limit = self._body.faults.number("viewfinder_ends")
        return bool(limit) and seconds >= limit
