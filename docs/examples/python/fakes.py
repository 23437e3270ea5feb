"""What a client can talk to without a server."""

import asyncio
from typing import Any

from messenger import wire
from messenger.sockets import Closed

LIMITS = {"maxFrameBytes": 262_144, "maxDevices": 10, "maxRecipients": 256, "maxFanOutBytes": 4_194_304, "maxMessageBytes": 262_144,
          "maxKeyBytes": 8192, "maxKeysPerRegister": 1000, "retentionHours": 720}
"""Those of a server that nobody has configured."""


class FakeSocket:
    """A socket whose other end is the story."""

    def __init__(self) -> None:
        self.to_client: asyncio.Queue[bytes | Closed] = asyncio.Queue()
        self.to_server: asyncio.Queue[bytes] = asyncio.Queue()

    def says(self, sequence: int, **payload: Any) -> None:
        """Sends the client this payload under this number."""
        self.to_client.put_nowait(wire.encode(wire.Message(sequence=sequence, **payload)))

    def challenges(self, nonce: bytes = bytes(32), limits: dict[str, int] = LIMITS) -> None:
        """Sends the client a challenge."""
        self.says(1, authChallenge={"nonce": nonce, "server": limits})

    async def hears(self) -> Any:
        """The next Message of the client."""
        async with asyncio.timeout(5):
            return wire.decode(await self.to_server.get())

    async def receive(self) -> bytes:
        """What the story has for the client, in its order."""
        item = await self.to_client.get()
        if isinstance(item, Closed):
            raise item
        return item

    async def send(self, frame: bytes) -> None:
        """Keeps the frame, to be compared."""
        self.to_server.put_nowait(frame)

    async def close(self, code: int) -> None:
        """Ends it like a network that breaks."""
        self.to_client.put_nowait(Closed())


class Server:
    """What one client connects to: it gets the sockets that the story has for it, one after the other."""

    def __init__(self) -> None:
        self.sockets: asyncio.Queue[FakeSocket] = asyncio.Queue()
        self.waits: list[float] = []

    async def open(self, _: str) -> FakeSocket:
        """The next socket, once the story has come to it."""
        return await self.sockets.get()

    async def sleep(self, seconds: float) -> None:
        """Hardly does, but keeps how long it would have been."""
        self.waits.append(seconds)
        await asyncio.sleep(0)

    @property
    def settings(self) -> dict[str, Any]:
        """For the constructor of a client."""
        return {"open": self.open, "sleep": self.sleep}
