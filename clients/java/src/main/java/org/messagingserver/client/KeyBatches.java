package org.messagingserver.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits one-time keys, in order, into batches that each fit into a Register of one frame. */
final class KeyBatches {
  /** The largest sequence, which has the longest encoding. */
  private static final int LONGEST = -1;

  /** The most bytes that a tag and a length need, for a key or for the whole message. */
  private static final int HEAD_BYTES = 6;

  private KeyBatches() {}

  /**
   * At least one batch, which may be empty.
   *
   * @throws IllegalArgumentException if a key alone does not fit into a frame
   */
  static List<List<byte[]>> of(
      int registrationId, byte[] signedPreKey, List<byte[]> keys, int frameBytes) {
    byte[] bare =
        ClientFrames.register(LONGEST, registrationId, signedPreKey, List.of(), Optional.empty());
    int room = frameBytes - bare.length - HEAD_BYTES;
    List<List<byte[]>> batches = new ArrayList<>(List.of(new ArrayList<>()));
    int left = room;
    for (byte[] key : keys) {
      int needed = key.length + HEAD_BYTES;
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
          "a key does not fit into a frame of " + frameBytes + " bytes");
    }
  }
}
