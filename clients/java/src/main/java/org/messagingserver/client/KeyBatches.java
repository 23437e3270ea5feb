package org.messagingserver.client;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.ClientMessageCodec;

/** Splits one-time keys, in their order, so that each part fits into a Register of one frame. */
final class KeyBatches {
  /** The largest sequence makes the longest frame. */
  private static final int LONGEST = -1;

  /** A tag and the longest length that a frame leaves room for, before a key or around them all. */
  private static final int HEAD_BYTES = 6;

  private KeyBatches() {}

  /**
   * At least one part, which may be empty.
   *
   * @throws IllegalArgumentException where a key by itself is larger than a frame
   */
  static List<List<Buffer>> of(
      int registrationId, Buffer signedPreKey, List<Buffer> keys, int frameBytes) {
    Register bare = new Register(LONGEST, registrationId, signedPreKey, List.of());
    int room = frameBytes - ClientMessageCodec.encode(bare).length() - HEAD_BYTES;
    List<List<Buffer>> batches = new ArrayList<>(List.of(new ArrayList<>()));
    int left = room;
    for (Buffer key : keys) {
      int needed = key.length() + HEAD_BYTES;
      if (needed > left && left < room) {
        batches.add(new ArrayList<>());
        left = room;
      }
      left -= needed;
      requireRoom(left, frameBytes);
      batches.get(batches.size() - 1).add(key);
    }
    requireRoom(left, frameBytes);
    return batches;
  }

  private static void requireRoom(int left, int frameBytes) {
    if (left < 0) {
      throw new IllegalArgumentException(
          "no key fits into a frame of " + frameBytes + " bytes but smaller");
    }
  }
}
