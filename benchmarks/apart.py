"""What is measured against, in a process of its own: what that costs is not what is measured."""

import asyncio
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self


class Apart[GreetingT]:
    """`with Apart(...) as it:` runs until the block ends.

    `live` is called there with the other end of the line and the arguments. The first that it
    sends says that it has started, and is `greeting`; it ends when it is sent None.
    """

    def __init__(self, name: str, live: Callable[..., None], *arguments: Any) -> None:
        """Describe it."""
        context = get_context("spawn")
        self._line: Connection[Any, Any]
        self._line, self._other_end = context.Pipe()
        self._process = context.Process(
            target=live, args=(self._other_end, *arguments), daemon=True, name=name
        )
        self.greeting: GreetingT

    def __enter__(self) -> Self:
        """Start."""
        self._process.start()
        self._other_end.close()
        self.greeting = self._line.recv()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        self._line.send(None)
        self._process.join()
        self._line.close()

    async def ask[AnswerT](self, order: object, answer: type[AnswerT]) -> AnswerT:
        """Have something done there; return what comes of it, which has to be of that type."""
        self._line.send(order)
        told = await asyncio.to_thread(self._line.recv)
        assert isinstance(told, answer)
        return told
