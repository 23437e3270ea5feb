"""Frames to messages and back. The classes are made from proto/Messages.proto when this is imported, so that none are kept in git."""

import tempfile
from pathlib import Path
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError
from grpc_tools import protoc

PROTO = Path(__file__).resolve().parents[4] / "proto" / "Messages.proto"

ANSWERS = frozenset({"ack", "error", "preKey", "keyStatus", "multiResult", "upload"})
"""The payloads that carry a number of ours; the others that a server sends carry one of its own."""


class NotAMessage(Exception):
    """A frame that holds no Message."""


def _compile(proto: Path) -> descriptor_pool.DescriptorPool:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "messages.binpb")
        if protoc.main(["protoc", f"-I{proto.parent}", f"--descriptor_set_out={out}", proto.name]) != 0:
            raise RuntimeError(f"protoc cannot compile {proto}")
        files = descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    return pool


_POOL = _compile(PROTO)


def _class(name: str) -> Any:
    return message_factory.GetMessageClass(_POOL.FindMessageTypeByName(f"signal.{name}"))


Message: Any = _class("Message")
Ack: Any = _class("Ack")
Address: Any = _class("Address")
AuthResponse: Any = _class("AuthResponse")
Login: Any = _class("Login")
OutboundMessage: Any = _class("OutboundMessage")
Register: Any = _class("Register")
RequestPreKeys: Any = _class("RequestPreKeys")
ServerInfo: Any = _class("ServerInfo")
Unregister: Any = _class("Unregister")


def encode(message: Any) -> bytes:
    """The one frame that protobuf libraries write for this message, also for a Login."""
    return bytes(message.SerializeToString(deterministic=True))


def decode(frame: bytes | str) -> Any:
    """The Message in this frame. Its payload() is None where it is one of a later protocol.

    Raises NotAMessage where there is none, as in each text frame.
    """
    if isinstance(frame, str):
        raise NotAMessage
    try:
        return Message.FromString(frame)
    except DecodeError as broken:
        raise NotAMessage from broken


def payload(message: Any) -> str | None:
    """Which payload a Message has, by its name in the proto file."""
    name: str | None = message.WhichOneof("payload")
    return name
