"""Tests the guide's rules of trying again, with a server that refuses: `python -m unittest test_sending`."""

import asyncio
import unittest
from typing import Any
from unittest.mock import patch

from fakes import FakeSocket, Server
from messenger import AnonymousClient, Failed, Stopped, link, wire
from messenger.sockets import Closed

BOB = b"\x05" + bytes(32)
CAROL = b"\x05" + bytes(31) + b"\x01"


class Sending(unittest.IsolatedAsyncioTestCase):
    """Each test is the server of one anonymous connection."""

    async def asyncSetUp(self) -> None:
        self.server = Server()
        self.client = await self.enterAsyncContext(AnonymousClient("", **self.server.settings))
        self.connect()

    def connect(self) -> None:
        """Lets the client connect once more."""
        self.socket = FakeSocket()
        challenge = {"nonce": bytes(32)}
        self.socket.to_client.put_nowait(wire.encode(wire.Message(sequence=1, authChallenge=challenge)))
        self.server.sockets.put_nowait(self.socket)

    def send(self, user: bytes, text: bytes) -> "asyncio.Task[None]":
        """Begins to send this to the user's device 1."""
        return asyncio.create_task(self.client.send(user, 1, text))

    async def gets(self, text: bytes) -> int:
        """The next that the client sends is this text; gives its number."""
        async with asyncio.timeout(5):
            message = wire.decode(await self.socket.to_server.get())
        self.assertEqual(text, message.outboundMessage.unidentifiedSenderMessage)
        return int(message.sequence)

    def answer(self, sequence: int, error: str = "") -> None:
        """Acks, or refuses by this name."""
        answer: dict[str, Any] = {"error": {"name": error}} if error else {"ack": {}}
        self.socket.to_client.put_nowait(wire.encode(wire.Message(sequence=sequence, **answer)))

    async def test_what_is_refused_holds_what_is_behind_it(self) -> None:
        sends = [self.send(BOB, b"1"), self.send(BOB, b"2")]
        numbers = [await self.gets(b"1"), await self.gets(b"2")]
        for number in numbers:
            self.answer(number, "unavailable")
        again = await self.gets(b"1")
        sends += [self.send(BOB, b"3"), self.send(CAROL, b"to another")]
        self.answer(await self.gets(b"to another"))
        self.assertTrue(self.socket.to_server.empty())
        self.answer(again)
        for number in [await self.gets(b"2"), await self.gets(b"3")]:
            self.answer(number)
        await asyncio.gather(*sends)
        self.assertTrue(self.socket.to_server.empty())

    async def test_too_many_requests_quiets_the_connection(self) -> None:
        sends = [self.send(BOB, b"1")]
        self.answer(await self.gets(b"1"), "too_many_requests")
        await asyncio.sleep(0.01)
        sends.append(self.send(CAROL, b"2"))
        self.assertTrue(self.server.waits)
        self.assertTrue(self.socket.to_server.empty())
        self.assertEqual({b"1", b"2"}, {await self.next_text(), await self.next_text()})
        await asyncio.gather(*sends)

    async def next_text(self) -> bytes:
        """Acks whatever comes next."""
        message = wire.decode(await self.socket.to_server.get())
        self.answer(message.sequence)
        return bytes(message.outboundMessage.unidentifiedSenderMessage)

    async def test_a_full_mailbox_is_left_alone_for_more_than_a_minute(self) -> None:
        send = self.send(BOB, b"1")
        self.answer(await self.gets(b"1"), "mailbox_full")
        self.answer(await self.gets(b"1"))
        await send
        self.assertGreater(self.server.waits[0], 60)

    async def test_an_error_of_a_later_protocol_may_pass(self) -> None:
        send = self.send(BOB, b"1")
        self.answer(await self.gets(b"1"), "too_hot")
        self.answer(await self.gets(b"1"))
        await send

    async def test_what_would_fail_again_is_told(self) -> None:
        send = self.send(BOB, b"1")
        self.answer(await self.gets(b"1"), "unknown_device")
        with self.assertRaises(Failed):
            await send

    async def test_no_answer_in_time_is_a_lost_connection(self) -> None:
        with patch.object(link, "ANSWER_SECONDS", 0.05):
            send = self.send(BOB, b"1")
            await self.gets(b"1")
            self.connect()
            self.assertEqual(1, await self.gets(b"1"))
        self.answer(1)
        await send

    async def test_some_close_codes_are_the_end(self) -> None:
        send = self.send(BOB, b"1")
        await self.gets(b"1")
        self.socket.to_client.put_nowait(Closed(1009))
        for task in (send, self.send(BOB, b"2")):
            with self.assertRaises(Stopped):
                await task

    async def test_what_no_frame_holds_is_not_sent(self) -> None:
        with self.assertRaises(ValueError):
            await self.client.send(BOB, 1, bytes(wire.MAX_FRAME))


if __name__ == "__main__":
    unittest.main()
