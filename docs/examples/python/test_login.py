"""Tests the guide's rules of what is signed and to whom, and of what waits: `python -m unittest test_login`."""

import asyncio
import unittest

from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from fakes import LIMITS, FakeSocket, Server
from messenger import AnonymousClient, AuthenticatedClient, Identity, Stopped, wire
from messenger.rules import SUBPROTOCOL
from messenger.sockets import Closed, open_socket


class Login(unittest.IsolatedAsyncioTestCase):
    """Each test is the server of one authenticated connection."""

    async def asyncSetUp(self) -> None:
        self.server = Server()
        self.identity, _ = Identity.fresh()
        self.client = await self.enterAsyncContext(
            AuthenticatedClient("wss://Chat.Example/api", self.identity, 1, self.on_message, **self.server.settings))

    async def on_message(self, _: bytes) -> None:
        """Nothing comes."""

    def challenge(self, nonce: bytes) -> FakeSocket:
        """Lets the client connect, and offers it this to sign."""
        socket = FakeSocket()
        socket.challenges(nonce)
        self.server.sockets.put_nowait(socket)
        return socket

    async def login(self) -> FakeSocket:
        """Lets the client log in."""
        socket = self.challenge(bytes(32))
        await socket.hears()
        socket.says(1, ack={})
        return socket

    async def test_a_server_gets_no_signature_of_what_is_no_nonce(self) -> None:
        keys = wire.Message(preKey={"address": self.identity.address(1), "signedPreKey": bytes(33), "oneTimePreKey": bytes(33)})
        refused = [self.challenge(offered) for offered in (b"", bytes(31), bytes(33), wire.encode(keys))]
        socket = self.challenge(bytes(32))
        message = await socket.hears()
        self.assertEqual(self.identity.answer(1, bytes(32), "chat.example", True), message.authResponse)
        self.assertTrue(all(other.to_server.empty() for other in refused))
        self.assertEqual(len(refused), len(self.server.waits))

    async def test_drained_is_about_the_latest_login(self) -> None:
        socket = await self.login()
        first = asyncio.create_task(self.client.drained())
        await self.client.connected()
        socket.to_client.put_nowait(Closed())
        socket = await self.login()
        await self.client.connected()
        self.assertFalse(first.done())
        socket.says(2, drained={})
        await first
        await self.client.drained()
        socket.to_client.put_nowait(Closed())
        await self.login()
        await self.client.connected()
        second = asyncio.create_task(self.client.drained())
        await asyncio.sleep(0)
        self.assertFalse(second.done())
        await self.client.__aexit__()
        with self.assertRaises(Stopped):
            await second

    async def test_a_challenge_without_limits_is_not_answered(self) -> None:
        socket = FakeSocket()
        socket.says(1, authChallenge={"nonce": bytes(32)})
        self.server.sockets.put_nowait(socket)
        await self.login()
        self.assertTrue(socket.to_server.empty())

    async def test_keys_are_split_by_the_servers_limits(self) -> None:
        socket = FakeSocket()
        socket.challenges(limits=LIMITS | {"maxKeysPerRegister": 2, "maxFrameBytes": 400})
        self.server.sockets.put_nowait(socket)
        await socket.hears()
        socket.says(1, ack={})
        keys = [bytes([n]) * 33 for n in range(3)]
        register = asyncio.create_task(self.client.register(1, b"signed", keys))
        for sequence, expected in ((2, keys[:2]), (3, keys[2:])):
            self.assertEqual(expected, (await socket.hears()).register.oneTimePreKeys)
            socket.says(sequence, ack={})
        await register
        with self.assertRaises(ValueError):
            await self.client.register(1, bytes(400))


class Version(unittest.IsolatedAsyncioTestCase):
    """Each test is a server that listens."""

    async def listen(self, *subprotocols: Subprotocol) -> str:
        """The URL of a server that selects one of these."""
        server = await self.enterAsyncContext(serve(self.on_socket, "127.0.0.1", 0, subprotocols=subprotocols or None))
        return f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/api"

    async def test_the_second_version_is_offered(self) -> None:
        await (await open_socket(await self.listen(Subprotocol(SUBPROTOCOL)))).close(1000)

    async def test_a_server_of_the_first_version_is_left(self) -> None:
        url = await self.listen()
        identity, _ = Identity.fresh()
        device = await self.enterAsyncContext(AuthenticatedClient(url, identity, 1, self.on_message))
        sender = await self.enterAsyncContext(AnonymousClient(url))
        with self.assertRaises(Stopped):
            await device.connected()
        with self.assertRaises(Stopped):
            await sender.fetch_keys(identity.user_id)

    async def on_socket(self, socket: ServerConnection) -> None:
        """Stays until the client leaves."""
        await socket.wait_closed()

    async def on_message(self, _: bytes) -> None:
        """Nothing comes."""


if __name__ == "__main__":
    unittest.main()
