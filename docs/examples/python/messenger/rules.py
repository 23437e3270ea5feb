"""The guide's tables: what may be tried again, and after which wait."""

import ipaddress
import random
from urllib.parse import urlsplit

MAY_RETRY = {
    "unknown_error": True,
    "invalid_user_id": False,
    "invalid_message": False,
    "unknown_user": False,
    "unknown_device": False,
    "stale_device": False,
    "unauthorized": False,
    "attempted_anonymous_op_on_authenticated_connection": False,
    "too_many_devices": False,
    "mailbox_full": True,
    "too_many_requests": True,
    "unavailable": True,
}

MEND_THE_CLIENT = frozenset({1002, 1003, 1007, 1009})
"""The close codes after which connecting again would end the same way."""

STAYS_REFUSED = frozenset({403, 404})
"""The answers to a handshake that will be the same next time."""

SUBPROTOCOL = "messaging.v2"
NONCE_BYTES = 32
MAX_ASKED = 512
MAX_DEVICES = 1000
ANSWER_SECONDS = 15.0
PING_SECONDS = 15.0

FIRST_WAIT = 0.5
LONGEST_WAIT = 60.0
LIVED_WELL = 60.0


def may_retry(error: str) -> bool:
    """Whether the same request may succeed later. A name from a later protocol counts as unknown_error."""
    return MAY_RETRY.get(error, MAY_RETRY["unknown_error"])


def may_reconnect(code: int | None) -> bool:
    """Whether to connect again after this close code; None stands for a connection that broke without one."""
    return code not in MEND_THE_CLIENT


def server_name(url: str) -> str:
    """The host of a URL as a Login names it: in lower case and ASCII, IPv6 compressed and in brackets, no dot at the end."""
    host = (urlsplit(url).hostname or "").removesuffix(".")
    if ":" in host:
        return f"[{_hexadecimal(ipaddress.IPv6Address(host))}]"
    return host.encode("idna").decode()


def _hexadecimal(address: ipaddress.IPv6Address) -> str:
    if address.ipv4_mapped:
        return f"::ffff:{int(address) >> 16 & 0xFFFF:x}:{int(address) & 0xFFFF:x}"
    return address.compressed


class Wait:
    """The guide's wait: between half of w and all of it, where w doubles from half a second up to a minute."""

    def __init__(self) -> None:
        self._seconds = FIRST_WAIT

    def next(self) -> float:
        """The seconds to wait now; the next call waits for longer."""
        seconds = self._seconds
        self._seconds = min(LONGEST_WAIT, seconds * 2)
        return random.uniform(seconds / 2, seconds)

    def reset(self) -> None:
        """Begins anew, after things went well."""
        self._seconds = FIRST_WAIT
