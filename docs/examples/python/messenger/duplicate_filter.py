"""Recognizes messages that were handled before: a message may arrive twice, with the same bytes."""

import hashlib

REMEMBERED = 10_000


class DuplicateFilter:
    """Remembers the SHA-256 of the last messages. An app provides one on disk, unless it recognizes duplicates in another way."""

    def __init__(self, size: int = REMEMBERED) -> None:
        self._size = size
        self._digests: dict[bytes, None] = {}

    def __contains__(self, message: bytes) -> bool:
        return _digest(message) in self._digests

    def add(self, message: bytes) -> None:
        """Remembers this message, and forgets the oldest one if there are too many."""
        self._digests[_digest(message)] = None
        if len(self._digests) > self._size:
            del self._digests[next(iter(self._digests))]


def _digest(message: bytes) -> bytes:
    return hashlib.sha256(message).digest()
