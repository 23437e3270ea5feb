package org.messagingserver.protocol;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.util.Arrays;
import org.messagingserver.protocol.proto.Message;

/** The shape of a field in a version of {@code Messages.proto}, as {@link FieldCount} needs it. */
final class FieldShape {
  private static final FieldShape[] NO_FIELDS = {};
  private static final FieldShape UNKNOWN = new FieldShape(NO_FIELDS, Packing.NONE);
  private static final FieldShape SINGLE = new FieldShape(NO_FIELDS, Packing.NONE);
  private static final FieldShape VARINTS = new FieldShape(NO_FIELDS, Packing.VARINT);
  private static final FieldShape FIXED_NUMBERS = new FieldShape(NO_FIELDS, Packing.FIXED32);

  /** How the numbers of a field follow one another in one occurrence. */
  enum Packing {
    NONE,
    VARINT,
    FIXED32
  }

  /** The envelope, as if it were a field. */
  static final FieldShape ENVELOPE = ofMessage(Message.getDescriptor());

  private final FieldShape[] fields;
  private final Packing packing;

  private FieldShape(FieldShape[] fields, Packing packing) {
    this.fields = fields;
    this.packing = packing;
  }

  /** The shape of a field of this type. */
  static FieldShape ofMessage(Descriptor message) {
    int last = message.getFields().stream().mapToInt(FieldDescriptor::getNumber).max().orElse(0);
    FieldShape[] fields = new FieldShape[last + 1];
    Arrays.fill(fields, UNKNOWN);
    message.getFields().forEach(field -> fields[field.getNumber()] = of(field));
    return new FieldShape(fields, Packing.NONE);
  }

  private static FieldShape of(FieldDescriptor field) {
    if (field.getJavaType() == JavaType.MESSAGE) {
      return ofMessage(field.getMessageType());
    }
    if (!field.isPackable()) {
      return SINGLE;
    }
    return switch (field.getType()) {
      case UINT32 -> VARINTS;
      case FIXED32 -> FIXED_NUMBERS;
      default -> throw new IllegalStateException("cannot count " + field.getFullName());
    };
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
    return packing != Packing.NONE;
  }

  Packing packing() {
    return packing;
  }
}
