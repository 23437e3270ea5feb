package signalchat;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.Optional;
import signalchat.wire.Content;

/** The plaintext of a message: the content, padded, so that its size reveals little about it. */
final class Contents {
  private static final int BLOCK = 160;
  private static final byte MARK = (byte) 0x80;

  private Contents() {}

  static byte[] encode(Content.Builder content, long sentAt) {
    byte[] bytes = content.setSentAt(sentAt).build().toByteArray();
    byte[] padded = Arrays.copyOf(bytes, (bytes.length / BLOCK + 1) * BLOCK);
    padded[bytes.length] = MARK;
    return padded;
  }

  /** Empty if the plaintext is not of this app. */
  static Optional<Content> decode(byte[] plaintext) {
    int end = plaintext.length - 1;
    while (end > 0 && plaintext[end] == 0) {
      end--;
    }
    try {
      return end >= 0 && plaintext[end] == MARK
          ? Optional.of(Content.parseFrom(Arrays.copyOf(plaintext, end)))
          : Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }
}
