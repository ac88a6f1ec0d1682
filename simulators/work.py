"""What a simulated system has in hand: its tasks, each owned, so that all or some can be dropped at once."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Work:
    """A set of tasks on the running event loop; an owner is a tuple that can be cancelled by its beginning."""

    def __init__(self) -> None:
        """Begin with nothing to do."""
        self._tasks: dict[asyncio.Task[None], tuple[str, ...]] = {}

    def spawn(self, job: Coroutine[Any, Any, None], *owner: str) -> None:
        """Do `job` beside everything else; an error in it goes to the loop's exception handler."""
        task = asyncio.get_running_loop().create_task(job, name=f"simulator {' '.join(owner)}")
        if not task.done():
            self._tasks[task] = owner
        task.add_done_callback(self._done)

    def cancel(self, *owner: str) -> None:
        """Drop every task whose owner begins with `owner`, the calling task excepted."""
        current = asyncio.current_task()
        for task, name in list(self._tasks.items()):
            if name[: len(owner)] == owner and task is not current:
                task.cancel()

    def has(self, *owner: str) -> bool:
        """Tell whether a task with exactly that owner is under way."""
        return owner in self._tasks.values()

    async def close(self) -> None:
        """Drop every task and wait until they are gone, the calling task excepted."""
        self.cancel()
        current = asyncio.current_task()
        await asyncio.gather(
            *(task for task in self._tasks if task is not current), return_exceptions=True
        )

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            task.get_loop().call_exception_handler(
                {"message": f"{task.get_name()} failed", "exception": error, "task": task}
            )
