"""The anonymous connection: other users' keys, and messages to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from . import wire
from .connection import Connection
from .recipient_queue import RecipientQueue


@dataclass(frozen=True)
class Keys:
    """What begins a session with a device. The server could make them up: the app checks them by the userID."""

    device_id: int
    registration_id: int
    signed_pre_key: bytes
    one_time_pre_key: bytes
    """Empty where there is none just now: begin the session with the signed key alone."""


class AnonymousClient(Connection):
    """Opens when there is something to ask, and stays open then. Share nothing between it and the authenticated one."""

    def __init__(self, url: str, **settings: Any) -> None:
        super().__init__(url, **settings)
        self._queues: WeakValueDictionary[bytes, RecipientQueue] = WeakValueDictionary()

    async def fetch_keys(self, user_id: bytes, known: Iterable[int] = ()) -> list[Keys]:
        """The keys of each device of this user but the known ones; none where these are all.

        It looks again until the server says that there are no others. Raises Failed, by `unknown_user` where there is nobody.
        """
        devices = list(dict.fromkeys(known))
        found: list[Keys] = []
        while True:
            request = wire.RequestPreKeys(userID=user_id, knownDeviceIDs=devices)
            fresh = [key for key in await self.ask(wire.fits(wire.Message(requestPreKeys=request)))
                     if key.address.userID == user_id and key.address.deviceID not in devices]
            if not fresh:
                return found
            devices += [key.address.deviceID for key in fresh]
            found += [Keys(key.address.deviceID, key.registrationID, key.signedPreKey, key.oneTimePreKey) for key in fresh]

    async def send(self, user_id: bytes, device_id: int, sealed: bytes) -> None:
        """Returns when the message is safe: the recipient has it, or it is on the server's disk. Keep it until then.

        Messages to one device are sent in the order of the calls, and need not wait for one another. Raises Failed, by `unknown_user`
        or `unknown_device` where there is nobody, and ValueError for what no frame holds.
        """
        to = wire.Address(userID=user_id, deviceID=device_id)
        message = wire.Message(outboundMessage=wire.OutboundMessage(to=to, unidentifiedSenderMessage=sealed))
        key = wire.encode(to)
        queue = self._queues.get(key) or RecipientQueue(self._sleep)
        self._queues[key] = queue
        await self.ask(wire.fits(message), queue)

    async def _need(self) -> None:
        while not self._pending:
            self._wanted.clear()
            await self._wanted.wait()
