package org.messagingserver.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.messagingserver.client.WireReader.MalformedException;

/** The fields of one message, by their numbers. One that is absent has the default value. */
final class Fields {
  private static final byte[] NO_BYTES = {};

  private final Map<Integer, Long> numbers = new HashMap<>();
  private final Map<Integer, List<byte[]>> values = new HashMap<>();
  private final Map<Integer, List<Integer>> single = new HashMap<>();

  /** Reads all fields, and skips those of other types than this protocol has. */
  Fields(byte[] message) {
    WireReader reader = new WireReader(message);
    while (reader.next()) {
      int field = reader.field();
      if (reader.isVarint()) {
        numbers.put(field, reader.uint64());
      } else if (reader.isDelimited()) {
        values.computeIfAbsent(field, first -> new ArrayList<>()).add(reader.bytes());
      } else if (reader.isFixed32()) {
        single.computeIfAbsent(field, first -> new ArrayList<>()).add(reader.fixed32());
      } else {
        reader.skip();
      }
    }
  }

  /** An unsigned number, or 1 for true. */
  long number(int field) {
    return numbers.getOrDefault(field, 0L);
  }

  /** The last value. */
  byte[] bytes(int field) {
    List<byte[]> all = all(field);
    return all.isEmpty() ? NO_BYTES : all.get(all.size() - 1);
  }

  /** All values of a repeated field. */
  List<byte[]> all(int field) {
    return values.getOrDefault(field, List.of());
  }

  /** A text; protobuf refuses what is not UTF-8. */
  String text(int field) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(field))).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException();
    }
  }

  /** Numbers of four bytes, packed or not. */
  List<Integer> fixed32(int field) {
    List<Integer> all = new ArrayList<>(single.getOrDefault(field, List.of()));
    for (byte[] packed : all(field)) {
      all.addAll(WireReader.fixed32s(packed));
    }
    return all;
  }
}
