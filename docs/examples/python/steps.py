"""The steps of the smoke: each returns when what it says has happened, and raises where something else has."""

import asyncio
import os
from collections.abc import Awaitable

from messenger import AnonymousClient, AuthenticatedClient, Failed, DuplicateFilter, Identity, LoginRefused, wire
from messenger.sockets import Closed, Socket, open_socket

PAIR = 7, b"a signed key"
ONLY_KEY = b"alice's only one-time key"


class User:
    """A user of one device whose app keeps what it gets, unless it is told to lose it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.identity, _ = Identity.fresh()
        self.handled = DuplicateFilter()
        self.got: asyncio.Queue[bytes] = asyncio.Queue()
        self.low: asyncio.Queue[int] = asyncio.Queue()
        self.registered: tuple[int, bytes] | None = None
        self.loses = False
        self.adds = False

    def client(self) -> AuthenticatedClient:
        """A login of this user's device 1."""
        return AuthenticatedClient(self.url, self.identity, 1, self.on_message, self.on_low, self.registered, self.handled,
                                   open=self.open)

    async def open(self, url: str) -> Socket:
        """A socket that the smoke can cut."""
        self.socket = await open_socket(url)
        return self.socket

    async def on_message(self, message: bytes) -> None:
        """Keeps it."""
        self.got.put_nowait(message)
        if self.loses:
            raise RuntimeError("told to lose it")

    async def on_low(self, count: int) -> list[bytes]:
        """As many keys as are asked for, once there may be others than those that were registered."""
        self.low.put_nowait(count)
        return [os.urandom(33) for _ in range(count)] if self.adds else []


async def expect_failure(name: str, step: Awaitable[object]) -> None:
    """Returns when this fails by this name."""
    try:
        await step
    except Failed as failed:
        assert failed.name == name, failed
    else:
        raise AssertionError(f"not {name}")


async def register_both(alice: AuthenticatedClient, bob: AuthenticatedClient) -> None:
    """Alice has one one-time key, Bob has enough."""
    await alice.register(*PAIR, [ONLY_KEY])
    await bob.register(*PAIR, [os.urandom(33) for _ in range(12)])


async def fetch(sender: AnonymousClient, alice: User, bob: User) -> None:
    """A stranger gets what was registered, and an end of the list."""
    [key] = await sender.fetch_keys(alice.identity.user_id)
    assert (key.device_id, key.registration_id, key.signed_pre_key) == (1, *PAIR), key
    assert key.one_time_pre_key == ONLY_KEY, key
    assert len(await sender.fetch_keys(bob.identity.user_id)) == 1
    assert await sender.fetch_keys(bob.identity.user_id, {1: PAIR[0]}) == []


async def send_both_ways(sender: AnonymousClient, alice: User, bob: User) -> None:
    """Many messages at once arrive in their order, an empty one too."""
    many = [b"%d to bob" % n for n in range(20)]
    await asyncio.gather(sender.send(alice.identity.user_id, 1, b"to alice"), sender.send(alice.identity.user_id, 1, b""),
                         *(sender.send(bob.identity.user_id, 1, text, PAIR[0]) for text in many))
    assert [await alice.got.get() for _ in range(2)] == [b"to alice", b""]
    assert [await bob.got.get() for _ in many] == many


async def lose(sender: AnonymousClient, alice: User) -> None:
    """A message reaches Alice, whose app fails."""
    alice.loses = True
    await sender.send(alice.identity.user_id, 1, b"once more")
    assert await alice.got.get() == b"once more"
    alice.loses = False
    assert alice.got.empty()


async def reconnect(alice: User, alices: AuthenticatedClient) -> None:
    """Alice's connection breaks, and she comes back by herself."""
    await alice.socket.close(1000)
    assert await alice.got.get() == b"once more"
    await alices.connected()


async def offline(sender: AnonymousClient, alice: User) -> None:
    """Messages to Alice are safe though she is not there."""
    await asyncio.gather(*(sender.send(alice.identity.user_id, 1, b"%d while away" % n) for n in range(5)))
    assert alice.got.empty()
    alice.registered, alice.adds = PAIR, True


async def drain(alice: User, alices: AuthenticatedClient) -> None:
    """All of them have come once the server says so, oldest first."""
    await alices.drained()
    assert [alice.got.get_nowait() for _ in range(5)] == [b"%d while away" % n for n in range(5)]


async def top_up(sender: AnonymousClient, alice: User) -> None:
    """The notice came, and the keys that were added are handed out."""
    assert await alice.low.get() > 0
    while not (await sender.fetch_keys(alice.identity.user_id))[0].one_time_pre_key:
        await asyncio.sleep(0.1)


async def reinstall(sender: AnonymousClient, bob: User, bobs: AuthenticatedClient) -> None:
    """A message for Bob's former registration is refused; his keys come again, and then one for the new registration arrives."""
    former, registration_id = PAIR[0], PAIR[0] + 1
    await bobs.register(registration_id, b"another signed key")
    await expect_failure("stale_device", sender.send(bob.identity.user_id, 1, b"for the former one", former))
    [keys] = await sender.fetch_keys(bob.identity.user_id, {1: former})
    assert keys.registration_id == registration_id, keys
    await sender.send(bob.identity.user_id, 1, b"for the new one", keys.registration_id)
    assert await bob.got.get() == b"for the new one"


async def no_login(url: str, alice: User) -> None:
    """A login as Alice that another key has signed stops the client."""
    forger, _ = Identity.fresh()
    forger.user_id = alice.identity.user_id
    async with AuthenticatedClient(url, forger, 1, alice.on_message) as client:
        try:
            await client.connected()
        except LoginRefused:
            return
    raise AssertionError("logged in without the key")


async def nonsense(url: str) -> None:
    """A frame that is no Message gets an error without a number, and the connection ends."""
    socket = await open_socket(url)
    await socket.receive()
    await socket.send(b"hello")
    error = wire.decode(await socket.receive())
    assert (error.sequence, error.error.name) == (0, "invalid_message"), error
    try:
        await socket.receive()
    except Closed as closed:
        assert closed.code == 1007, closed
    else:
        raise AssertionError("still open")
