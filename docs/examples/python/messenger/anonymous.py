"""The anonymous connection: other users' keys, and messages to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from . import wire
from .connection import Connection
from .link import is_whole
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

    async def fetch_keys(self, user_id: bytes, known: Mapping[int, int] | None = None) -> list[Keys]:
        """The keys of each device of this user that is not known by its registrationID: of new devices, and of those installed again.

        `known` has the registrationIDs by deviceID. Raises Failed, by `unknown_user` where there is nobody.
        """
        devices = dict(known or {})
        found: list[Keys] = []
        while True:
            request = wire.RequestPreKeys(userID=user_id, knownDeviceIDs=devices.keys(), knownRegistrationIDs=devices.values())
            answer = await self.ask(wire.Message(requestPreKeys=request))
            for key in answer:
                device_id, registration_id = key.address.deviceID, key.registrationID
                if key.address.userID == user_id and devices.get(device_id) != registration_id:
                    devices[device_id] = registration_id
                    found.append(Keys(device_id, registration_id, key.signedPreKey, key.oneTimePreKey))
            if not answer or is_whole(answer):
                return found

    async def send(self, user_id: bytes, device_id: int, sealed: bytes, registration_id: int | None = None) -> None:
        """Returns when the message is safe: the recipient has it, or it is on the server's disk. Keep it until then.

        Messages to one device are sent in the order of the calls, and need not wait for one another. Name the registrationID that the
        message is sealed for. Raises Failed, by `unknown_user` or `unknown_device` where there is nobody, and by `stale_device` where
        the device was installed again: forget the session, fetch the device's keys and seal the message anew. Raises ValueError for
        what no frame holds.
        """
        to = wire.Address(userID=user_id, deviceID=device_id)
        message = wire.Message(outboundMessage=wire.OutboundMessage(
            to=to, unidentifiedSenderMessage=sealed, registrationID=registration_id))
        key = wire.encode(to)
        queue = self._queues.get(key) or RecipientQueue(self._sleep)
        self._queues[key] = queue
        await self.ask(message, queue)

    async def _need(self) -> None:
        while not self._pending:
            self._wanted.clear()
            await self._wanted.wait()
