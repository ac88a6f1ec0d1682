"""TCP as every simulated camera has it: what is sent over a connection, and how that ends."""

import asyncio
from collections.abc import Callable
from contextlib import suppress


class Link:
    """One connection; nothing is sent through it while `gate` is closed.

    Where `pieces` tells a number, everything is sent in pieces of so many bytes.
    """

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        gate: asyncio.Event,
        pieces: Callable[[], int],
    ) -> None:
        """Wrap what asyncio accepted."""
        self.reader = reader
        self._writer = writer
        self._gate = gate
        self._pieces = pieces

    async def send(self, data: bytes) -> None:
        """Send bytes; ConnectionError when the other side has left."""
        pieces = self._pieces()
        for start in range(0, len(data), pieces or len(data) or 1):
            await self._gate.wait()
            self._writer.write(data[start : start + pieces] if pieces else data)
            await self._writer.drain()
            if pieces:
                # Without a turn of the loop the pieces would leave as one.
                await asyncio.sleep(0)

    def abort(self) -> None:
        """End the connection at once."""
        self._writer.transport.abort()

    async def close(self) -> None:
        """Send what is left and close."""
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()
