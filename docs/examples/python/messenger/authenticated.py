"""The authenticated connection: our own keys, and the messages to us."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any

from . import wire
from .connection import Connection
from .errors import Failed, LoginRefused, Stopped
from .duplicate_filter import DuplicateFilter
from .identity import Identity
from .link import Asked, Link
from .rules import NONCE_BYTES, may_retry, server_name
from .sockets import Closed

log = logging.getLogger(__name__)

OnMessage = Callable[[bytes], Awaitable[None]]
OnLow = Callable[[int], Awaitable[Sequence[bytes]]]


class AuthenticatedClient(Connection):
    """Logs one device in, each time anew, and hands its messages to the app one after the other."""

    def __init__(self, url: str, identity: Identity, device_id: int, on_message: OnMessage, on_low: OnLow | None = None,
                 on_file: tuple[int, bytes] | None = None, duplicates: DuplicateFilter | None = None, **settings: Any) -> None:
        """`on_message` returns when the app has the message safe, or has made up its mind that it is nothing; only then is it acked,
        and if it raises, the message comes again after another login. `on_low` gives so many fresh one-time keys, or fewer, which are
        added to `on_file`: the registrationID and signed key that were registered last."""
        super().__init__(url, **settings)
        self._identity = identity
        self._device_id = device_id
        self._on_message = on_message
        self._on_low = on_low
        self._duplicates = duplicates if duplicates is not None else DuplicateFilter()
        self._inbox: asyncio.Queue[tuple[Link, Any]] = asyncio.Queue()
        self._on_file = on_file
        self._top_up: asyncio.Task[None] | None = None
        self._drained = asyncio.Event()

    async def __aenter__(self) -> "AuthenticatedClient":
        self._worker = asyncio.create_task(self._work())
        return await super().__aenter__()

    async def __aexit__(self, *_: object) -> None:
        for task in filter(None, (self._worker, self._top_up)):
            task.cancel()
        await super().__aexit__()

    async def register(self, registration_id: int, signed_pre_key: bytes, one_time_pre_keys: Sequence[bytes] = ()) -> None:
        """Returns when all is committed. With the pair on file the one-time keys are added; with another it is replaced.

        Keep the private halves before you call. Raises Failed, and ValueError for a key that no frame holds.
        """
        await self.connected()
        for keys in _frames(one_time_pre_keys, self._limits):
            request = wire.Register(registrationID=registration_id, signedPreKey=signed_pre_key, oneTimePreKeys=keys)
            await self.ask(wire.Message(register=request))
            self._on_file = registration_id, signed_pre_key

    async def unregister(self) -> None:
        """Removes this device with its keys and the messages that wait. The login holds."""
        await self.ask(wire.Message(unregister=wire.Unregister()))
        self._on_file = None

    async def drained(self) -> None:
        """Returns when everything that waited at the latest login is acked. Raises Stopped."""
        await self._drained.wait()
        if self._stopped:
            raise self._stopped

    async def _greet(self, link: Link, nonce: bytes) -> None:
        if len(nonce) != NONCE_BYTES:
            raise Closed(reason="a challenge of another length, which would let the server choose what we sign")
        self._drained.clear()
        answer = self._identity.answer(self._device_id, nonce, server_name(self._url), report_drained=True)
        login = Asked(wire.Message(authResponse=answer))
        link.ask(login)
        try:
            await link.settle(login)
        except Failed as failed:
            if not may_retry(failed.name):
                raise LoginRefused(str(failed)) from failed
            raise

    def _take(self, link: Link, message: Any) -> None:
        match wire.payload(message):
            case "inboundMessage":
                self._inbox.put_nowait((link, message))
            case "preKeysLow" if self._on_low and self._on_file and (self._top_up is None or self._top_up.done()):
                count = min(message.preKeysLow.keysRequested, link.limits.maxKeysPerRegister)
                self._top_up = asyncio.create_task(self._add_keys(self._on_low, self._on_file, count))
            case "drained":
                self._drained.set()

    def _stop(self, why: Stopped) -> None:
        super()._stop(why)
        self._drained.set()

    async def _add_keys(self, on_low: OnLow, on_file: tuple[int, bytes], count: int) -> None:
        try:
            if keys := await on_low(count):
                await self.register(*on_file, keys)
        except Exception:
            log.exception("no keys were added")

    async def _work(self) -> None:
        while True:
            link, message = await self._inbox.get()
            if link is not self._link:
                continue  # it comes again, on the new link
            try:
                if message.inboundMessage not in self._duplicates:
                    await self._on_message(message.inboundMessage)
                    self._duplicates.add(message.inboundMessage)
            except Exception:
                log.exception("a message was not handled, and is not acked")
                continue
            if link is self._link:
                link.ack(message.sequence)


def _frames(keys: Sequence[bytes], limits: Any) -> Iterator[list[bytes]]:
    frame: list[bytes] = []
    size = 0
    for key in keys:
        if frame and (len(frame) == limits.maxKeysPerRegister or size + len(key) + 4 > limits.maxFrameBytes * 5 // 8):
            yield frame
            frame, size = [], 0
        frame.append(key)
        size += len(key) + 4
    yield frame
