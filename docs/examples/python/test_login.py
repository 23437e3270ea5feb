"""Tests the guide's rule of what is signed: `python -m unittest test_login`."""

import asyncio
import unittest

from fakes import FakeSocket, Server
from messenger import AuthenticatedClient, Identity, wire


class Login(unittest.IsolatedAsyncioTestCase):
    """Each test is the server of one authenticated connection."""

    async def asyncSetUp(self) -> None:
        self.server = Server()
        self.identity, _ = Identity.fresh()
        await self.enterAsyncContext(AuthenticatedClient("wss://Chat.Example/api", self.identity, 1, self.on_message, **self.server.settings))

    async def on_message(self, _: bytes) -> None:
        """Nothing comes."""

    def challenge(self, nonce: bytes) -> FakeSocket:
        """Lets the client connect, and offers it this to sign."""
        socket = FakeSocket()
        socket.to_client.put_nowait(wire.encode(wire.Message(sequence=1, authChallenge={"nonce": nonce})))
        self.server.sockets.put_nowait(socket)
        return socket

    async def test_a_server_gets_no_signature_of_what_is_no_nonce(self) -> None:
        keys = wire.Message(preKey={"address": self.identity.address(1), "signedPreKey": bytes(33), "oneTimePreKey": bytes(33)})
        refused = [self.challenge(offered) for offered in (b"", bytes(31), bytes(33), wire.encode(keys))]
        socket = self.challenge(bytes(32))
        async with asyncio.timeout(5):
            message = wire.decode(await socket.to_server.get())
        self.assertEqual(self.identity.answer(1, bytes(32), "chat.example"), message.authResponse)
        self.assertTrue(all(other.to_server.empty() for other in refused))
        self.assertEqual(len(refused), len(self.server.waits))


if __name__ == "__main__":
    unittest.main()
