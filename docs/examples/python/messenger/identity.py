"""A user: an Ed25519 key pair, whose public half is the user's name."""

import os
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from . import wire

TYPE = b"\x05"
SEED_BYTES = 32


class Identity:
    """A user's keys. Whoever holds the seed is the user: keep it as you would keep a password."""

    def __init__(self, seed: bytes) -> None:
        """The user of this seed of 32 random bytes."""
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key: bytes = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.user_id: bytes = TYPE + self.public_key

    @staticmethod
    def fresh() -> tuple["Identity", bytes]:
        """A new user, and the seed to keep."""
        seed = os.urandom(SEED_BYTES)
        return Identity(seed), seed

    def address(self, device_id: int) -> Any:
        """The Address of one of this user's devices."""
        return wire.Address(userID=self.user_id, deviceID=device_id)

    def sign(self, data: bytes) -> bytes:
        """The 64 bytes of plain Ed25519 over exactly this data."""
        return self._key.sign(data)

    def answer(self, device_id: int, nonce: bytes, server_name: str, report_drained: bool) -> Any:
        """The AuthResponse to a challenge: a Login of this device to this server, and the signature of its bytes."""
        login = wire.encode(wire.Login(
            address=self.address(device_id), nonce=nonce, serverName=server_name, reportDrained=report_drained))
        return wire.AuthResponse(login=login, signature=self.sign(login))
