"""The common part of both kinds of connection: reconnects, and resends unanswered requests."""

import asyncio
from typing import Any, Self

from . import wire
from .errors import Failed, Stopped
from .link import Asked, Link
from .recipient_queue import Pause, RecipientQueue, Sleep
from .rules import ANSWER_SECONDS, LIVED_WELL, MAX_ASKED, STAYS_REFUSED, Wait, may_reconnect, may_retry
from .sockets import Closed, Open, Refused, open_socket


class Connection:
    """Use it with `async with`: it stays connected until the end of the block, or until it has to stop."""

    def __init__(self, url: str, *, open: Open = open_socket, sleep: Sleep = asyncio.sleep) -> None:
        self._url = url
        self._open = open
        self._sleep = sleep
        self._link: Link | None = None
        self._limits: Any = wire.ServerInfo()
        self._pending: dict[Asked, None] = {}
        self._room = asyncio.Semaphore(MAX_ASKED)
        self._pause = Pause(sleep)
        self._wanted = asyncio.Event()
        self._up = asyncio.Event()
        self._stopped: Stopped | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def connected(self) -> None:
        """Returns when requests can be sent: on the authenticated connection, after the login. Raises Stopped."""
        await self._up.wait()
        if self._stopped:
            raise self._stopped

    async def ask(self, request: Any, queue: RecipientQueue | None = None) -> list[Any]:
        """Sends a Message until it has an answer that stands: the preKeys, or none for an `ack`.

        Raises Failed for an error that would be the same next time, Stopped, and ValueError where no frame holds it. It waits for as
        long as it takes: give it up by cancelling. The request may have been done then.
        """
        queue = queue or RecipientQueue(self._sleep)
        turn = queue.join()
        try:
            while True:
                await self._admit(queue, turn)
                try:
                    answer = await self._once(request)
                    self._pause.taken()
                    return answer
                except Failed as failed:
                    if not may_retry(failed.name):
                        raise
                    queue.refuse(turn, failed.name)
                    if failed.name == "too_many_requests":
                        self._pause.begin(failed.name)
        finally:
            queue.leave(turn)

    async def _admit(self, queue: RecipientQueue, turn: int) -> None:
        while True:
            await queue.reached(turn)
            await self._pause.over()
            await self._room.acquire()
            if queue.clear(turn) and not self._pause.left():
                return
            self._room.release()

    async def _once(self, request: Any) -> list[Any]:
        asked = Asked(request)
        try:
            if self._stopped:
                raise self._stopped
            self._pending[asked] = None
            self._wanted.set()
            if self._link:
                self._link.ask(asked)
            return await asked.answer
        finally:
            self._pending.pop(asked, None)
            asked.unlink()
            self._room.release()

    async def _run(self) -> None:
        wait = Wait()
        loop = asyncio.get_running_loop()
        try:
            while True:
                await self._need()
                began, retry_after = loop.time(), 0.0
                try:
                    await self._live()
                except (Closed, Failed, TimeoutError) as ended:
                    if isinstance(ended, Closed) and not may_reconnect(ended.code):
                        raise Stopped(str(ended)) from ended
                except Refused as refused:
                    if refused.status in STAYS_REFUSED:
                        raise Stopped(str(refused)) from refused
                    retry_after = refused.retry_after
                if loop.time() - began >= LIVED_WELL:
                    wait.reset()
                await self._sleep(max(wait.next(), retry_after))
        except Stopped as stopped:
            self._stop(stopped)
        except Exception as bug:
            self._stop(Stopped(repr(bug)))
            raise
        finally:
            self._stop(Stopped("closed"))

    async def _live(self) -> None:
        async with Link(await self._open(self._url)) as link:
            async with asyncio.timeout(ANSWER_SECONDS):
                while wire.payload(challenge := await link.next()) != "authChallenge":
                    pass
            if not challenge.authChallenge.HasField("server"):
                raise Closed(reason="a challenge without the server's limits")
            self._limits = link.limits = challenge.authChallenge.server
            await self._greet(link, challenge.authChallenge.nonce)
            self._link = link
            try:
                self._up.set()
                for asked in self._pending:
                    link.ask(asked)
                while True:
                    self._take(link, await link.next())
            finally:
                self._link = None
                self._up.clear()

    def _stop(self, why: Stopped) -> None:
        self._stopped = self._stopped or why
        self._up.set()
        for asked in self._pending:
            if not asked.answer.done():
                asked.answer.set_exception(self._stopped)

    async def _need(self) -> None:
        """Returns when there is a reason to be connected."""

    async def _greet(self, link: Link, nonce: bytes) -> None:
        """Answers the challenge, or does not. Raises LoginRefused to stop, and Failed to try again on the next link."""

    def _take(self, link: Link, message: Any) -> None:
        """Does what a message of the server's wants; passes over what it does not know."""
