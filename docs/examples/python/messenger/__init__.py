"""A client of the messaging server, written from docs/client-guide.md alone."""

from .anonymous import AnonymousClient, Keys
from .authenticated import AuthenticatedClient
from .errors import Failed, LoginRefused, Stopped
from .duplicate_filter import DuplicateFilter
from .identity import Identity

__all__ = ["AnonymousClient", "AuthenticatedClient", "Failed", "DuplicateFilter", "Identity", "Keys", "LoginRefused", "Stopped"]
