"""What a caller has to expect."""


class Failed(Exception):
    """The server's `error` to a request; `name` is for code, the text for a developer."""

    def __init__(self, name: str, description: str) -> None:
        super().__init__(f"{name}: {description}")
        self.name = name


class Stopped(Exception):
    """The connection does not come back: it was closed by us, or trying again would end the same way."""


class LoginRefused(Stopped):
    """The server refuses this login for good; the text says why."""
