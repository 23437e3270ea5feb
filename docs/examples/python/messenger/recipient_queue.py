"""Delays after a temporary refusal: of the messages to one recipient, or of a whole connection."""

import asyncio
from collections.abc import Awaitable, Callable

from .rules import LONGEST_WAIT, Wait

Sleep = Callable[[float], Awaitable[object]]


class Pause:
    """A pause in sending, longer each time."""

    def __init__(self, sleep: Sleep) -> None:
        self._sleep = sleep
        self._wait = Wait()
        self._until = 0.0

    def left(self) -> float:
        """The remaining seconds."""
        return max(0.0, self._until - asyncio.get_running_loop().time())

    async def over(self) -> None:
        """Waits until the pause is over."""
        if left := self.left():
            await self._sleep(left)

    def begin(self, error: str) -> None:
        """Starts a pause, of minutes if a mailbox is full, because its owner is away.

        A burst causes many refusals: those during a pause do not extend it."""
        if not self.left():
            seconds = self._wait.next() + (LONGEST_WAIT if error == "mailbox_full" else 0.0)
            self._until = asyncio.get_running_loop().time() + seconds

    def taken(self) -> None:
        """The server accepted a message: the next pause is short, unless one is in progress."""
        if not self.left():
            self._wait.reset()


class RecipientQueue:
    """Keeps the order of the messages to one recipient: a refused message holds back later ones.

    The oldest refused message is retried alone; once it is accepted, the others follow in order without waiting for one another.
    """

    def __init__(self, sleep: Sleep) -> None:
        self._pause = Pause(sleep)
        self._last = 0
        self._refused: set[int] = set()
        self._waiting: dict[int, asyncio.Future[None]] = {}

    def join(self) -> int:
        """Adds a message, and returns its turn."""
        self._last += 1
        return self._last

    def clear(self, turn: int) -> bool:
        """Whether no earlier message was refused or waits."""
        return turn <= min(self._refused | self._waiting.keys(), default=turn)

    async def reached(self, turn: int) -> None:
        """Waits until the turn is clear and, if its message was refused, the pause is over."""
        while True:
            if not self.clear(turn):
                await self._wait(turn)
            elif turn not in self._refused:
                return
            else:
                await self._pause.over()
                if self.clear(turn):
                    return

    def refuse(self, turn: int, error: str) -> None:
        """Holds back later messages until this one leaves."""
        self._refused.add(turn)
        self._pause.begin(error)

    def leave(self, turn: int) -> None:
        """The message was accepted, or is given up."""
        if turn == min(self._refused, default=0):
            self._refused.clear()
            self._pause.taken()
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
