"""Plays the session of vectors.json: stands in for the server, and compares what clients send with the story, byte for byte.

The session is one of the first version; `SecondVersion` adds what the second has.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from fakes import LIMITS, FakeSocket, Server
from messenger import AnonymousClient, AuthenticatedClient, Identity, wire
from messenger.sockets import Closed
from vectors import dump, fill

SECONDS = 5.0


class Forger(Identity):
    """Claims to be another user."""

    def __init__(self, seed: bytes, user_id: bytes) -> None:
        super().__init__(seed)
        self.user_id = user_id


class SecondVersion:
    """Adds to the messages of a session what they have in the second version."""

    def __init__(self, steps: list[dict[str, Any]], identities: dict[str, Identity]) -> None:
        self._identities = identities
        self._keys = [step["message"]["preKey"] for step in steps if "preKey" in step.get("message", {})]
        self._registrations = {keys["address"]["deviceID"]: keys["registrationID"] for keys in self._keys}

    def of(self, person: str, message: dict[str, Any]) -> Any:
        """The Message that this one of the first version is."""
        upgraded = fill(wire.Message(), message)
        match wire.payload(upgraded):
            case "authChallenge":
                fill(upgraded.authChallenge, {"server": LIMITS})
            case "authResponse":
                login = wire.Login.FromString(upgraded.authResponse.login)
                answer = self._identities[person].answer(login.address.deviceID, login.nonce, login.serverName, True)
                upgraded.authResponse.CopyFrom(answer)
            case "preKey":
                upgraded.preKey.answerSize = len(self._keys)
            case "requestPreKeys":
                known = upgraded.requestPreKeys.knownDeviceIDs
                upgraded.requestPreKeys.knownRegistrationIDs.extend(self._registrations[device_id] for device_id in known)
            case "outboundMessage":
                if registration_id := self._registrations.get(upgraded.outboundMessage.to.deviceID):
                    upgraded.outboundMessage.registrationID = registration_id
        return upgraded


class App:
    """The app of a device: takes messages one by one, and has fresh keys of the story's to give."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.fresh: list[bytes] = []
        self.stuck_at: int | None = None
        self.stuck = asyncio.Event()
        self.go_on = asyncio.Event()

    async def on_message(self, message: bytes) -> None:
        """Keeps it, but takes its time for the one that it is to be stuck at."""
        self.got.append(message)
        if self.stuck_at == len(self.got):
            self.stuck.set()
            await self.go_on.wait()

    async def on_low(self, _: int) -> list[bytes]:
        """What the story has; none where it has none."""
        return self.fresh


class Story:
    """Goes through the steps: does what a step needs an app for, and leaves all else to the clients."""

    def __init__(self, vectors: dict[str, Any]) -> None:
        self.steps = vectors["session"]
        self.messages = {step["name"]: step["message"] for step in self.steps if "message" in step}
        seeds = {name: bytes.fromhex(user["seed"]) for name, user in vectors["users"].items()}
        bob = Identity(seeds["bob"])
        self.logins = {"bob-1": (bob, 1), "bob-2": (bob, 300), "bob-3": (bob, 0),
                       "mallory": (Forger(seeds["carol"], bob.user_id), 1)}
        self.second_version = SecondVersion(self.steps, {name: identity for name, (identity, _) in self.logins.items()})
        self.servers = {name: Server() for name in (*self.logins, "sender")}
        self.apps = {name: App() for name in self.logins}
        self.clients = {name: AuthenticatedClient("", *login, self.apps[name].on_message, self.apps[name].on_low,
                                                  **self.servers[name].settings) for name, login in self.logins.items()}
        self.sender = AnonymousClient("", **self.servers["sender"].settings)
        self.sockets: dict[str, FakeSocket] = {}
        self.outcomes: dict[str, asyncio.Task[Any]] = {}

    async def play(self) -> None:
        """Raises what differs from the story."""
        top_up = self.messages["bob-1 adds three one-time keys"]["register"]
        self.apps["bob-1"].fresh = [bytes.fromhex(key) for key in top_up["oneTimePreKeys"]]
        self.apps["bob-1"].stuck_at = 3
        for step in self.steps:
            try:
                async with asyncio.timeout(SECONDS):
                    await self._do(step)
            except TimeoutError:
                raise AssertionError(f"nothing came for: {step['name']}") from None

    async def _do(self, step: dict[str, Any]) -> None:
        connection, person = step["connection"], step["connection"].removesuffix("-again")
        match step:
            case {"event": "connects"}:
                self.sockets[connection] = FakeSocket()
                self.servers[person].sockets.put_nowait(self.sockets[connection])
            case {"event": "drops"}:
                await self.apps[person].stuck.wait()
                self.sockets[connection].to_client.put_nowait(Closed())
                await asyncio.sleep(0.01)
                self.apps[person].go_on.set()
            case {"event": "closes", "code": code}:
                self.sockets[connection].to_client.put_nowait(Closed(code))
            case {"direction": "toClient", "message": message}:
                self.sockets[connection].to_client.put_nowait(wire.encode(self.second_version.of(person, message)))
            case {"direction": "toServer", "name": name, "message": message}:
                expected = self.second_version.of(person, message)
                self._act(name, person, dump(expected))
                sent = await self.sockets[connection].to_server.get()
                if sent != wire.encode(expected):
                    raise AssertionError(f"{name}: {sent.hex()} instead of {expected}")

    def _act(self, name: str, person: str, message: dict[str, Any]) -> None:
        """Lets the app ask for what it asks in this step; logins, acks and top-ups are the clients' own to do."""
        client = self.clients.get(person, self.sender)
        if "ack" in message or "authResponse" in message or name == "bob-1 adds three one-time keys":
            return
        does: Coroutine[Any, Any, Any]
        match message:
            case {"requestPreKeys": keys} if client is self.sender:
                known = dict(zip(keys["knownDeviceIDs"], keys.get("knownRegistrationIDs", ())))
                does = self.sender.fetch_keys(bytes.fromhex(keys["userID"]), known)
            case {"outboundMessage": {"to": to, "unidentifiedSenderMessage": sealed}}:
                does = self.sender.send(bytes.fromhex(to["userID"]), to["deviceID"], bytes.fromhex(sealed),
                                        message["outboundMessage"].get("registrationID"))
            case {"register": keys} if isinstance(client, AuthenticatedClient):
                does = client.register(keys["registrationID"], bytes.fromhex(keys["signedPreKey"]),
                                       [bytes.fromhex(key) for key in keys["oneTimePreKeys"]])
            case {"unregister": _} if isinstance(client, AuthenticatedClient):
                does = client.unregister()
            case _:
                does = client.ask(fill(wire.Message(), {name: fields for name, fields in message.items() if name != "sequence"}))
        self.outcomes[name] = asyncio.create_task(does)
