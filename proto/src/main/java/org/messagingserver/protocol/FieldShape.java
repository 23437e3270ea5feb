package org.messagingserver.protocol;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.util.Arrays;
import org.messagingserver.protocol.proto.Message;

/** The shape of a field in a version of {@code Messages.proto}, as {@link FieldCount} needs it. */
final class FieldShape {
  private static final FieldShape[] NO_FIELDS = {};
  private static final FieldShape UNKNOWN = new FieldShape(NO_FIELDS, false);
  private static final FieldShape SINGLE = new FieldShape(NO_FIELDS, false);
  private static final FieldShape NUMBERS = new FieldShape(NO_FIELDS, true);

  /** The envelope, as if it were a field. */
  static final FieldShape ENVELOPE = ofMessage(Message.getDescriptor());

  private final FieldShape[] fields;
  private final boolean packed;

  private FieldShape(FieldShape[] fields, boolean packed) {
    this.fields = fields;
    this.packed = packed;
  }

  /** The shape of a field of this type. */
  static FieldShape ofMessage(Descriptor message) {
    int last = message.getFields().stream().mapToInt(FieldDescriptor::getNumber).max().orElse(0);
    FieldShape[] fields = new FieldShape[last + 1];
    Arrays.fill(fields, UNKNOWN);
    message.getFields().forEach(field -> fields[field.getNumber()] = of(field));
    return new FieldShape(fields, false);
  }

  private static FieldShape of(FieldDescriptor field) {
    if (field.getJavaType() == JavaType.MESSAGE) {
      return ofMessage(field.getMessageType());
    }
    if (!field.isPackable()) {
      return SINGLE;
    }
    if (field.getType() != FieldDescriptor.Type.UINT32) {
      throw new IllegalStateException("cannot count " + field.getFullName());
    }
    return NUMBERS;
  }

  /** The field of this number within this one. */
  FieldShape field(int number) {
    return number < fields.length ? fields[number] : UNKNOWN;
  }

  boolean isKnown() {
    return this != UNKNOWN;
  }

  /** True also for a message without fields: number 0, which no field has, has an entry. */
  boolean isMessage() {
    return fields.length > 0;
  }

  /** Whether one occurrence may contain several numbers. */
  boolean isPacked() {
    return packed;
  }
}
