package org.messagingserver.client;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Remembers the last handled messages by their SHA-256, and forgets the least recently seen first.
 */
final class DuplicateFilter {
  private final int bound;
  private final Set<ByteBuffer> digests = new LinkedHashSet<>();

  DuplicateFilter(int bound) {
    this.bound = bound;
  }

  /** The SHA-256 of a message. */
  static ByteBuffer digest(byte[] sealedMessage) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(sha256.digest(sealedMessage));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Whether this message was handled; if so, it is now the most recently seen. */
  boolean contains(ByteBuffer digest) {
    boolean known = digests.remove(digest);
    if (known) {
      digests.add(digest);
    }
    return known;
  }

  void add(ByteBuffer digest) {
    digests.add(digest);
    if (digests.size() > bound) {
      Iterator<ByteBuffer> oldest = digests.iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
