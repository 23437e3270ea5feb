"""Two users write to one another through a server: `python smoke.py URL`. A line for each step; exits with 1 where one fails."""

import asyncio
import logging
import sys
import traceback
from collections.abc import Awaitable

from messenger import AnonymousClient, Identity, wire
from steps import (User, drain, expect_failure, fetch, lose, no_login, nonsense, offline, reconnect, register_both, reinstall,
                   send_both_ways, top_up)

SECONDS = 10.0
"""For each step."""


async def step(what: str, does: Awaitable[object]) -> None:
    """Prints what was done, once it is."""
    async with asyncio.timeout(SECONDS):
        await does
    print("ok ", what, flush=True)


async def smoke(url: str) -> None:
    """Raises what fails first."""
    alice, bob, nobody = User(url), User(url), Identity.fresh()[0].user_id
    async with AnonymousClient(url) as sender:
        async with bob.client() as bobs:
            async with alice.client() as alices:
                await step("alice and bob log in and register", register_both(alices, bobs))
                await step("keys are fetched, and not those of known registrations", fetch(sender, alice, bob))
                await step("messages go both ways, in order", send_both_ways(sender, alice, bob))
                await step("alice loses a message, and does not ack it", lose(sender, alice))
                await step("it comes again when she is back", reconnect(alice, alices))
                await step("asking for keys needs the other connection", expect_failure(
                    "attempted_anonymous_op_on_authenticated_connection",
                    alices.ask(wire.Message(requestPreKeys=wire.RequestPreKeys(userID=nobody)))))
            await step("messages are taken while alice is away", offline(sender, alice))
            async with alice.client() as alices:
                await step("alice gets what waited, and nothing twice", drain(alice, alices))
                await step("alice is low on keys, and adds some", top_up(sender, alice))
                await step("bob is installed again", reinstall(sender, bob, bobs))
                await step("unknown_user", expect_failure("unknown_user", sender.fetch_keys(nobody)))
                await step("unknown_device", expect_failure("unknown_device", sender.send(alice.identity.user_id, 2, b"?")))
                await step("invalid_user_id", expect_failure("invalid_user_id", sender.fetch_keys(nobody[1:])))
                await step("a login without the key is refused", no_login(url, alice))
                await step("a frame that is no message closes with 1007", nonsense(url))
                await step("alice unregisters", alices.unregister())
                await step("nobody finds her", expect_failure("unknown_user", sender.fetch_keys(alice.identity.user_id)))
            async with alice.client() as alices:
                await step("alice logs in again", alices.connected())
    assert alice.got.empty() and bob.got.empty(), "a message came twice"


if __name__ == "__main__":
    logging.getLogger("messenger").setLevel(logging.CRITICAL)  # a message is lost on purpose
    if len(sys.argv) != 2:
        sys.exit("usage: smoke.py ws://HOST:PORT/api")
    try:
        asyncio.run(smoke(sys.argv[1]))
    except Exception:
        traceback.print_exc()
        sys.exit(1)
