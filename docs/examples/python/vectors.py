"""The vectors, and messages in their notation: bytes in hex, every field there."""

import json
from pathlib import Path
from typing import Any

from google.protobuf.descriptor import FieldDescriptor

VECTORS: dict[str, Any] = json.loads((Path(__file__).resolve().parents[2] / "vectors.json").read_text(encoding="utf-8"))


ADDED = frozenset({"server", "answerSize", "ttlHours", "onlineOnly", "admission", "deliveryToken", "knownRegistrationIDs", "onlyDeviceIDs", "quiet", "wakeup", "wakeupKey"})
"""Fields of the second version."""


def fill(message: Any, fields: dict[str, Any]) -> Any:
    """Sets these fields of the message, and gives it back."""
    for name, value in fields.items():
        field = message.DESCRIPTOR.fields_by_name[name]
        if _is_map(field):
            getattr(message, name).update(value)
        elif field.type == FieldDescriptor.TYPE_MESSAGE and field.is_repeated:
            for item in value:
                fill(getattr(message, name).add(), item)
        elif field.type == FieldDescriptor.TYPE_MESSAGE:
            getattr(message, name).SetInParent()
            fill(getattr(message, name), value)
        elif isinstance(value, list):
            getattr(message, name).extend(_in(field, item) for item in value)
        else:
            setattr(message, name, _in(field, value))
    return message


def dump(message: Any) -> dict[str, Any]:
    """All fields of the message, without those of a later protocol. What the first version lacks is there only if it has a value."""
    fields: dict[str, Any] = {}
    for field in message.DESCRIPTOR.fields:
        value = getattr(message, field.name)
        if field.containing_oneof and not message.HasField(field.name) or field.name in ADDED and not _is_set(message, field):
            continue
        if _is_map(field):
            fields[field.name] = dict(value)
        elif field.type == FieldDescriptor.TYPE_MESSAGE and field.is_repeated:
            fields[field.name] = [dump(item) for item in value]
        elif field.type == FieldDescriptor.TYPE_MESSAGE:
            fields[field.name] = dump(value)
        elif field.is_repeated:
            fields[field.name] = [_out(field, item) for item in value]
        else:
            fields[field.name] = _out(field, value)
    return fields


def _is_map(field: FieldDescriptor) -> bool:
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def _is_set(message: Any, field: FieldDescriptor) -> bool:
    return any(present == field for present, _ in message.ListFields())


def _in(field: FieldDescriptor, value: Any) -> Any:
    return bytes.fromhex(value) if field.type == FieldDescriptor.TYPE_BYTES else value


def _out(field: FieldDescriptor, value: Any) -> Any:
    return value.hex() if field.type == FieldDescriptor.TYPE_BYTES else value
