"""The WebSocket under a connection. The rest of the client sees three methods and two exceptions of it, so that a test can stand in."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from .errors import Stopped
from .rules import PING_SECONDS, SUBPROTOCOL

MAX_INCOMING = 1 << 20
CLOSE_SECONDS = 2.0


class Closed(Exception):
    """The connection has ended. `code` is None where it broke without one."""

    def __init__(self, code: int | None = None, reason: str = "") -> None:
        super().__init__(f"closed with {code} {reason}".rstrip())
        self.code = code


class Refused(Exception):
    """The handshake failed. `status` is None where no HTTP answer came."""

    def __init__(self, status: int | None, retry_after: float = 0.0) -> None:
        super().__init__(f"the handshake was answered with {status}")
        self.status = status
        self.retry_after = retry_after


class Socket(Protocol):
    """A WebSocket of binary frames."""

    async def receive(self) -> bytes | str:
        """The next frame, a str where it is a text frame. Raises Closed."""

    async def send(self, frame: bytes) -> None:
        """Sends a binary frame. Raises Closed."""

    async def close(self, code: int) -> None:
        """Ends the connection; does not raise where it has ended already."""


Open = Callable[[str], Awaitable[Socket]]


class _WebSocket:
    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def receive(self) -> bytes | str:
        try:
            return await self._connection.recv()
        except ConnectionClosed as closed:
            raise _ending(closed) from None

    async def send(self, frame: bytes) -> None:
        try:
            await self._connection.send(frame)
        except ConnectionClosed as closed:
            raise _ending(closed) from None

    async def close(self, code: int) -> None:
        await self._connection.close(code)


def _ending(closed: ConnectionClosed) -> Closed:
    return Closed(closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else Closed()


async def open_socket(url: str) -> Socket:
    """A connection to this URL that pings, and ends when no pong has come for two pings. Raises Refused.

    Raises Stopped where the server does not select the second version: falling back would let anyone in between choose the first.
    """
    try:
        connection = await connect(
            url, subprotocols=[Subprotocol(SUBPROTOCOL)], compression=None, user_agent_header=None, max_size=MAX_INCOMING,
            close_timeout=CLOSE_SECONDS, ping_interval=PING_SECONDS, ping_timeout=PING_SECONDS)
    except InvalidStatus as invalid:
        wait = invalid.response.headers.get("Retry-After", "")
        raise Refused(invalid.response.status_code, float(wait) if wait.isdecimal() else 0.0) from invalid
    except (OSError, TimeoutError, InvalidHandshake) as broken:
        raise Refused(None) from broken
    if connection.subprotocol is None:
        await connection.close()
        raise Stopped(f"the server does not speak {SUBPROTOCOL}")
    return _WebSocket(connection)
