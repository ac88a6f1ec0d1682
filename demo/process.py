"""Home Assistant as a process of its own."""

import asyncio
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from demo.seed import seed
from demo.waiting import Failed

STOPS_WITHIN = 60
"""Seconds that Home Assistant may take to stop on a slow machine."""


class Hass:
    """`async with Hass(directory, port) as hass:` runs Home Assistant until the block ends.

    When the block begins it is a process, and not more than that.
    """

    def __init__(self, directory: Path, port: int) -> None:
        """Say where it lives; raises Failed where it cannot live there."""
        try:
            seed(directory, port)
        except OSError as error:
            raise Failed(f"Home Assistant cannot live in {directory}: {error.strerror}") from error
        self.directory = directory
        self.url = f"http://127.0.0.1:{port}"
        self._output = directory / "output.log"

    @property
    def log(self) -> Path:
        """Return where it writes its log."""
        return self.directory / "home-assistant.log"

    async def __aenter__(self) -> Self:
        """Start, out of reach of the terminal's Ctrl-C: stopping it is done here, once."""
        tools = Path(sys.executable).parent
        with self._output.open("wb") as output:
            self._process = await asyncio.create_subprocess_exec(
                tools / "hass",
                *("-c", self.directory, "--skip-pip"),
                env=os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop, and wait for the end; kill what does not stop."""
        if self._process.returncode is None:
            self._process.terminate()
        try:
            async with asyncio.timeout(STOPS_WITHIN):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
            raise Failed(f"Home Assistant did not stop within {STOPS_WITHIN} s") from error

    def check_alive(self) -> None:
        """Raise Failed, with its last words, where it has ended."""
        if (code := self._process.returncode) is not None:
            words = self._output.read_text(errors="replace").splitlines()[-20:]
            raise Failed("\n".join([f"Home Assistant has ended with code {code}:", *words]))

    async def ended(self) -> None:
        """Wait until it has ended by itself."""
        await self._process.wait()
