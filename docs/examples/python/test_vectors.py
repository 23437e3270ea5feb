"""Tests the client without a server: `python -m unittest test_vectors`. The numbers are those of the guide's last chapter."""

import asyncio
import unittest
from contextlib import AsyncExitStack

from fakes import FakeSocket
from messenger import Failed, Identity, LoginRefused, rules, wire
from messenger.sockets import Closed
from story import Story
from vectors import VECTORS, dump, fill


class Vectors(unittest.TestCase):
    """What needs no connection."""

    def test_1_users(self) -> None:
        for name, user in VECTORS["users"].items():
            with self.subTest(name):
                identity = Identity(bytes.fromhex(user["seed"]))
                self.assertEqual(user["publicKey"], identity.public_key.hex())
                self.assertEqual(user["userID"], identity.user_id.hex())

    def test_2_logins(self) -> None:
        for login in VECTORS["logins"]:
            with self.subTest(login["name"]):
                address, nonce = fill(wire.Address(), login["address"]), bytes.fromhex(login["nonce"])
                signer = Identity(bytes.fromhex(VECTORS["users"][login["signedBy"]]["seed"]))
                data = wire.encode(wire.Login(address=address, nonce=nonce))
                self.assertEqual(login["login"], data.hex())
                self.assertEqual(login["signature"], signer.sign(data).hex())
                if login["valid"]:
                    answer = signer.answer(address.deviceID, nonce, "", False)
                    self.assertEqual({"login": login["login"], "signature": login["signature"]}, dump(answer))

    def test_2_logins_that_name_the_server(self) -> None:
        for login in VECTORS["serverBoundLogins"]:
            with self.subTest(login["name"]):
                signer = Identity(bytes.fromhex(VECTORS["users"][login["signedBy"]]["seed"]))
                content = {name: login[name] for name in ("address", "nonce", "serverName", "reportDrained")}
                data = wire.encode(fill(wire.Login(), content))
                self.assertEqual(login["login"], data.hex())
                self.assertEqual(login["signature"], signer.sign(data).hex())
                answer = signer.answer(
                    login["address"]["deviceID"], bytes.fromhex(login["nonce"]), login["serverName"], login["reportDrained"])
                self.assertEqual({"login": login["login"], "signature": login["signature"]}, dump(answer))

    def test_3_session_frames(self) -> None:
        for step in (step for step in VECTORS["session"] if "frame" in step):
            with self.subTest(step["name"]):
                if step["direction"] == "toServer":
                    self.assertEqual(step["frame"], wire.encode(fill(wire.Message(), step["message"])).hex())
                self.assertEqual(step["message"], dump(wire.decode(bytes.fromhex(step["frame"]))))

    def test_5_errors(self) -> None:
        for error in VECTORS["errors"]:
            with self.subTest(error["name"]):
                message = wire.decode(bytes.fromhex(error["frame"]))
                self.assertEqual(error["message"], dump(message))
                self.assertEqual(error["mayRetry"], rules.may_retry(message.error.name))
        self.assertEqual({error["name"] for error in VECTORS["errors"]}, set(rules.MAY_RETRY))

    def test_5_close_codes(self) -> None:
        for close in VECTORS["closeCodes"]:
            with self.subTest(close["code"]):
                self.assertEqual(close["mayReconnect"], rules.may_reconnect(close["code"]))
        self.assertTrue(rules.may_reconnect(None))

    def test_6_unusual(self) -> None:
        for vector in (*VECTORS["unusual"], *VECTORS["secondVersion"]):
            with self.subTest(vector["name"]):
                self.assertEqual(vector["message"], dump(wire.decode(bytes.fromhex(vector["frame"]))))

    def test_7_second_version(self) -> None:
        for vector in VECTORS["secondVersion"]:
            with self.subTest(vector["name"]):
                self.assertEqual(vector["frame"], wire.encode(fill(wire.Message(), vector["message"])).hex())

    def test_names_of_servers(self) -> None:
        for url, name in {
            "wss://Chat.Example:443/api": "chat.example",
            "wss://chat.example./api": "chat.example",
            "wss://münchen.example/api": "xn--mnchen-3ya.example",
            "ws://127.0.0.1:8080/api": "127.0.0.1",
            "ws://[2001:DB8:0::1]/api": "[2001:db8::1]",
            "ws://[::ffff:127.0.0.1]/api": "[::ffff:7f00:1]",
        }.items():
            self.assertEqual(name, rules.server_name(url))

    def test_wait_doubles_up_to_a_minute(self) -> None:
        wait = rules.Wait()
        for seconds in (0.5, 1, 2, 4, 8, 16, 32, 60, 60):
            self.assertTrue(seconds / 2 <= wait.next() <= seconds)
        wait.reset()
        self.assertLessEqual(wait.next(), 0.5)


class Session(unittest.IsolatedAsyncioTestCase):
    """Plays the story of `session`."""

    OUTCOMES = {
        "sender asks for the keys of carol": "unknown_user",
        "sender sends to a device that bob lacks": "unknown_device",
        "sender sends to a public key without its type byte": "invalid_user_id",
        "sender registers without a login": "unauthorized",
        "sender says nothing": "invalid_message",
        "bob-1-again asks for keys": "attempted_anonymous_op_on_authenticated_connection",
        "bob-3 registers one device too many": "too_many_devices",
        "sender sends to bob-1 once more": "unknown_device",
        "sender asks for the keys of bob once more": "unknown_user",
    }

    async def test_4_play(self) -> None:
        story = Story(VECTORS)
        async with AsyncExitStack() as stack:
            for client in (*story.clients.values(), story.sender):
                await stack.enter_async_context(client)
            await story.play()
            await self._sender_comes_back(story)
            for name, outcome in story.outcomes.items():
                with self.subTest(name):
                    await self._ends_as_told(outcome, self.OUTCOMES.get(name))
            with self.assertRaises(LoginRefused):
                await story.clients["mallory"].connected()
        keys = story.outcomes["sender asks for the keys of bob"].result()
        self.assertEqual([(1, 33), (300, 0)], [(key.device_id, len(key.one_time_pre_key)) for key in keys])
        self.assertEqual([16, 0, 224], [len(message) for message in story.apps["bob-1"].got], "each once")
        self.assertEqual(1, len(story.servers["bob-1"].waits))
        for name, socket in story.sockets.items():
            self.assertTrue(socket.to_server.empty(), f"{name} sent more than the story has")

    async def _ends_as_told(self, outcome: "asyncio.Task[object]", error: str | None) -> None:
        async with asyncio.timeout(5):
            if error is None:
                await outcome
            else:
                with self.assertRaises(Failed) as raised:
                    await outcome
                self.assertEqual(error, raised.exception.name)

    async def _sender_comes_back(self, story: Story) -> None:
        """After the 1012 that the story ends with; and sends, under a new number, what a second cut left without an answer."""
        await asyncio.sleep(0.05)
        self.assertEqual(1, len(story.servers["sender"].waits))
        story.outcomes["sender sends after the restart"] = asyncio.create_task(story.sender.send(b"?", 1, b"!"))
        frames = []
        for _ in range(2):
            socket = FakeSocket()
            socket.challenges()
            story.servers["sender"].sockets.put_nowait(socket)
            frames.append(await socket.hears())
            if len(frames) == 1:
                socket.to_client.put_nowait(Closed())
        self.assertEqual(frames[0], frames[1])
        socket.says(1, ack={})
        self.assertEqual(2, len(story.servers["sender"].waits))


if __name__ == "__main__":
    unittest.main()
