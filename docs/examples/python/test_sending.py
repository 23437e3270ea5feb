"""Tests the guide's rules of trying again, with a server that refuses: `python -m unittest test_sending`."""

import asyncio
import unittest
from typing import Any
from unittest.mock import patch

from fakes import LIMITS, FakeSocket, Server
from messenger import AnonymousClient, Failed, Keys, Stopped, link, wire
from messenger.sockets import Closed

BOB = b"\x05" + bytes(32)
CAROL = b"\x05" + bytes(31) + b"\x01"


class Sending(unittest.IsolatedAsyncioTestCase):
    """Each test is the server of one anonymous connection."""

    async def asyncSetUp(self) -> None:
        self.server = Server()
        self.client = await self.enterAsyncContext(AnonymousClient("", **self.server.settings))
        self.connect()

    def connect(self, limits: dict[str, int] = LIMITS) -> None:
        """Lets the client connect once more."""
        self.socket = FakeSocket()
        self.socket.challenges(limits=limits)
        self.server.sockets.put_nowait(self.socket)

    def send(self, user: bytes, text: bytes) -> "asyncio.Task[None]":
        """Begins to send this to the user's device 1."""
        return asyncio.create_task(self.client.send(user, 1, text))

    async def gets(self, text: bytes) -> int:
        """The next that the client sends is this text; gives its number."""
        message = await self.socket.hears()
        self.assertEqual(text, message.outboundMessage.unidentifiedSenderMessage)
        return int(message.sequence)

    def answer(self, sequence: int, error: str = "") -> None:
        """Acks, or refuses by this name."""
        answer: dict[str, Any] = {"error": {"name": error}} if error else {"ack": {}}
        self.socket.says(sequence, **answer)

    def answer_key(self, sequence: int, device_id: int, registration_id: int, of: int) -> Keys:
        """Answers with the keys of one of so many devices of Bob."""
        address = {"userID": BOB, "deviceID": device_id}
        self.socket.says(sequence, preKey={"address": address, "registrationID": registration_id, "answerSize": of})
        return Keys(device_id, registration_id, b"", b"")

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
        message = await self.socket.hears()
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

    async def test_what_no_frame_of_the_server_holds_is_not_sent(self) -> None:
        send = self.send(BOB, b"1")
        self.answer(await self.gets(b"1"))
        await send
        self.socket.to_client.put_nowait(Closed())
        self.connect(LIMITS | {"maxFrameBytes": 200})
        send = self.send(BOB, bytes(100))
        self.answer(await self.gets(bytes(100)))
        await send
        with self.assertRaises(ValueError):
            await self.client.send(BOB, 1, bytes(200))
        self.assertTrue(self.socket.to_server.empty())

    async def test_the_registration_is_named_and_a_former_one_is_told(self) -> None:
        send = asyncio.create_task(self.client.send(BOB, 1, b"1", 4660))
        message = await self.socket.hears()
        self.assertEqual(4660, message.outboundMessage.registrationID)
        self.answer(message.sequence, "stale_device")
        with self.assertRaises(Failed) as raised:
            await send
        self.assertEqual("stale_device", raised.exception.name)

    async def test_an_answer_is_whole_when_as_many_keys_have_come_as_it_says(self) -> None:
        fetch = asyncio.create_task(self.client.fetch_keys(BOB, {1: 7, 2: 8}))
        request = await self.socket.hears()
        asked = request.requestPreKeys
        self.assertEqual(([1, 2], [7, 8]), (list(asked.knownDeviceIDs), list(asked.knownRegistrationIDs)))
        keys = [self.answer_key(request.sequence, 1, 9, of=2)]
        send = self.send(CAROL, b"meanwhile")
        self.answer(await self.gets(b"meanwhile"))
        await send
        self.assertFalse(fetch.done())
        keys.append(self.answer_key(request.sequence, 3, 4, of=2))
        self.assertEqual(keys, await fetch)

    async def test_what_a_lost_connection_has_not_brought_is_asked_for_again(self) -> None:
        fetch = asyncio.create_task(self.client.fetch_keys(BOB))
        first = self.answer_key((await self.socket.hears()).sequence, 1, 9, of=2)
        self.socket.to_client.put_nowait(Closed())
        self.connect()
        request = await self.socket.hears()
        self.assertEqual([1], request.requestPreKeys.knownDeviceIDs)
        second = self.answer_key(request.sequence, 3, 4, of=1)
        self.assertEqual([first, second], await fetch)

    async def test_keys_of_others_and_of_known_registrations_are_none(self) -> None:
        fetch = asyncio.create_task(self.client.fetch_keys(CAROL, {1: 7}))
        request = await self.socket.hears()
        self.answer_key(request.sequence, 2, 5, of=2)
        self.socket.says(request.sequence, preKey={"address": {"userID": CAROL, "deviceID": 1}, "registrationID": 7, "answerSize": 2})
        self.assertEqual([], await fetch)

    async def test_an_answered_request_does_not_end_the_connection_later(self) -> None:
        lost = asyncio.Event()
        asked = link.Asked(wire.Message())
        with patch.object(link, "ANSWER_SECONDS", 0.01):
            asked.written(lost.set)
            asked.take(wire.Message(ack={}))
            await asyncio.sleep(0.05)
        self.assertFalse(lost.is_set())


if __name__ == "__main__":
    unittest.main()
