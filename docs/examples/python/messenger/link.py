"""One socket's life: the numbers that belong to it, and what was asked under them."""

import asyncio
from collections.abc import Callable
from typing import Any

from . import wire
from .errors import Failed
from .rules import ANSWER_SECONDS, MAX_DEVICES
from .sockets import Closed, Socket


def is_whole(keys: list[Any]) -> bool:
    """Whether these preKeys are a whole answer: each says how many there are, and more than MAX_DEVICES are not waited for."""
    size: int = keys[0].answerSize
    return len(keys) >= min(size, MAX_DEVICES)


class Asked:
    """A request without an answer, which outlives the link that it is sent on."""

    def __init__(self, request: Any) -> None:
        """`request` is a Message without a sequence."""
        self.request = request
        self.answer: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
        self._keys: list[Any] = []
        self._timer: asyncio.TimerHandle | None = None
        self.answer.add_done_callback(lambda _: self._stop_timer())

    def written(self, lost: Callable[[], None]) -> None:
        """The request is on its way on a link; `lost` is called if no answer comes in time."""
        if not self.answer.done():
            self._timer = asyncio.get_running_loop().call_later(ANSWER_SECONDS, lost)

    def take(self, message: Any) -> None:
        """An answer: `ack` gives no keys, `error` raises Failed, and a `preKey` says how many there are."""
        match wire.payload(message):
            case "preKey":
                self._keys.append(message.preKey)
                if is_whole(self._keys):
                    self._settle()
            case "error":
                self.refuse(Failed(message.error.name, message.error.description))
            case _:
                self._settle()

    def refuse(self, why: Exception) -> None:
        """The answer is this failure."""
        if not self.answer.done():
            self.answer.set_exception(why)

    def unlink(self) -> None:
        """The link is gone, or nobody waits any more. Keys that have come are the answer: to ask for them again would use up more."""
        self._stop_timer()
        if self._keys:
            self._settle()

    def _settle(self) -> None:
        if not self.answer.done():
            self.answer.set_result(self._keys)

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()


class Link:
    """Numbers requests on one socket and finds what an answer belongs to. Use it with `async with`."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self.limits: Any = wire.ServerInfo()
        self._next = 1
        self._asked: dict[int, Asked] = {}
        self._outbox: asyncio.Queue[tuple[bytes, Asked | None]] = asyncio.Queue()
        self._code = 1000
        self._closing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Link":
        self._writer = asyncio.create_task(self._write())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.cancel()
        for asked in list(self._asked.values()):
            asked.unlink()
        self._asked.clear()
        await (self._closing or self._socket.close(self._code))

    def ask(self, asked: Asked) -> None:
        """Sends a request under the next number, behind all that was sent before; one that no frame holds gets a ValueError instead."""
        sequence = self._next
        message = wire.Message(sequence=sequence)
        message.MergeFrom(asked.request)
        frame = wire.encode(message)
        if len(frame) > self.limits.maxFrameBytes:
            asked.refuse(ValueError(f"{len(frame)} bytes do not fit into a frame of {self.limits.maxFrameBytes}"))
            return
        self._next += 1
        self._asked[sequence] = asked
        asked.answer.add_done_callback(lambda _: self._asked.pop(sequence, None))
        self._outbox.put_nowait((frame, asked))

    def ack(self, sequence: int) -> None:
        """Acks the server's request of this number."""
        self._outbox.put_nowait((wire.encode(wire.Message(sequence=sequence, ack=wire.Ack())), None))

    async def next(self) -> Any:
        """The next message that wants something of us; answers have found what they belong to. Raises Closed."""
        while True:
            if (message := await self._read()) is not None:
                return message

    async def settle(self, asked: Asked) -> None:
        """Reads until this has its answer, and passes over what else comes. Raises Closed, or what the answer raises."""
        while not asked.answer.done():
            await self._read()
        asked.answer.result()

    async def _read(self) -> Any | None:
        frame = await self._socket.receive()
        try:
            message = wire.decode(frame)
        except wire.NotAMessage:
            self._code = 1007
            raise Closed(None, "the server sent no Message") from None
        if wire.payload(message) not in wire.ANSWERS:
            return message
        if asked := self._asked.get(message.sequence):
            asked.take(message)
        return None

    def lose(self) -> None:
        """Gives the socket up, as if the network had broken."""
        if not self._closing:
            self._closing = asyncio.create_task(self._socket.close(1000))

    async def _write(self) -> None:
        try:
            while True:
                frame, asked = await self._outbox.get()
                await self._socket.send(frame)
                if asked:
                    asked.written(self.lose)
        except Closed:
            pass  # next() tells
