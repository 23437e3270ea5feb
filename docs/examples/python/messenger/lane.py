"""Who has to wait when the server refuses something for now: a recipient's messages, or all of a connection."""

import asyncio
from collections.abc import Awaitable, Callable

from .rules import LONGEST_WAIT, Wait

Sleep = Callable[[float], Awaitable[object]]


class Lane:
    """Keeps the order of what goes to one recipient: what was refused holds what is behind it, until it was taken."""

    def __init__(self) -> None:
        self._wait = Wait()
        self._last = 0
        self._refused: set[int] = set()
        self._changed = asyncio.Event()

    def join(self) -> int:
        """The next turn."""
        self._last += 1
        return self._last

    def clear(self, turn: int) -> bool:
        """Whether nothing that was refused is ahead of this turn."""
        return min(self._refused, default=turn) >= turn

    async def reached(self, turn: int) -> None:
        """Returns when this turn is clear."""
        while not self.clear(turn):
            await self._changed.wait()

    def refuse(self, turn: int) -> None:
        """Holds what is behind this turn, until it leaves."""
        self._refused.add(turn)

    def leave(self, turn: int) -> None:
        """This turn was taken, or is given up."""
        self._refused.discard(turn)
        if not self._refused:
            self._wait.reset()
        self._changed.set()
        self._changed = asyncio.Event()

    def seconds(self, error: str) -> float:
        """How long to wait after this error: minutes for a full mailbox, whose owner is away."""
        return LONGEST_WAIT + self._wait.next() if error == "mailbox_full" else self._wait.next()


class Quiet:
    """Says when a connection may send again that was told `too_many_requests`."""

    def __init__(self, sleep: Sleep) -> None:
        self._sleep = sleep
        self._wait = Wait()
        self._until = 0.0

    def left(self) -> float:
        """The seconds to go."""
        return max(0.0, self._until - asyncio.get_running_loop().time())

    async def over(self) -> None:
        """Returns when it is over."""
        while left := self.left():
            await self._sleep(left)

    def begin(self) -> None:
        """Begins, for longer each time. One burst has many refusals: those that come while it is quiet change nothing."""
        if not self.left():
            self._until = asyncio.get_running_loop().time() + self._wait.next()

    def taken(self) -> None:
        """Something was taken: the next quiet is a short one, unless this one goes on."""
        if not self.left():
            self._wait.reset()
