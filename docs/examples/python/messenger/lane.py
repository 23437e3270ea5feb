"""Who has to wait when the server refuses something for now: a recipient's messages, or all of a connection."""

import asyncio
from collections.abc import Awaitable, Callable

from .rules import LONGEST_WAIT, Wait

Sleep = Callable[[float], Awaitable[object]]


class Quiet:
    """A time in which nothing is to be sent, longer each time."""

    def __init__(self, sleep: Sleep) -> None:
        self._sleep = sleep
        self._wait = Wait()
        self._until = 0.0

    def left(self) -> float:
        """The seconds to go."""
        return max(0.0, self._until - asyncio.get_running_loop().time())

    async def over(self) -> None:
        """Returns when it is over."""
        if left := self.left():
            await self._sleep(left)

    def begin(self, error: str) -> None:
        """Begins, for minutes where a mailbox is full, whose owner is away.

        A burst has many refusals: those that come while it is quiet change nothing."""
        if not self.left():
            seconds = self._wait.next() + (LONGEST_WAIT if error == "mailbox_full" else 0.0)
            self._until = asyncio.get_running_loop().time() + seconds

    def taken(self) -> None:
        """Something was taken: the next quiet is a short one, unless this one goes on."""
        if not self.left():
            self._wait.reset()


class Lane:
    """Keeps the order of what goes to one recipient: what was refused holds what is behind it.

    The oldest that was refused is tried alone; when it was taken, the others follow in their order without waiting for one another.
    """

    def __init__(self, sleep: Sleep) -> None:
        self._quiet = Quiet(sleep)
        self._last = 0
        self._refused: set[int] = set()
        self._waiting: dict[int, asyncio.Future[None]] = {}

    def join(self) -> int:
        """The next turn."""
        self._last += 1
        return self._last

    def clear(self, turn: int) -> bool:
        """Whether nothing ahead of this turn was refused, or waits."""
        return turn <= min(self._refused | self._waiting.keys(), default=turn)

    async def reached(self, turn: int) -> None:
        """Returns when this turn is clear, and the wait is over if it was refused itself."""
        while True:
            if not self.clear(turn):
                await self._wait(turn)
            elif turn not in self._refused:
                return
            else:
                await self._quiet.over()
                if self.clear(turn):
                    return

    def refuse(self, turn: int, error: str) -> None:
        """Holds what is behind this turn, until it leaves."""
        self._refused.add(turn)
        self._quiet.begin(error)

    def leave(self, turn: int) -> None:
        """This turn was taken, or is given up."""
        if turn == min(self._refused, default=0):
            self._refused.clear()
            self._quiet.taken()
        self._refused.discard(turn)
        self._wake()

    async def _wait(self, turn: int) -> None:
        self._waiting[turn] = asyncio.get_running_loop().create_future()
        try:
            await self._waiting[turn]
        finally:
            del self._waiting[turn]
            self._wake()

    def _wake(self) -> None:
        first = min(self._waiting, default=None)
        if first is not None and self.clear(first) and not self._waiting[first].done():
            self._waiting[first].set_result(None)
