package org.messagingserver.client;

import io.vertx.core.buffer.Buffer;
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
  /** The SHA-256 of a message. */
  record Digest(ByteBuffer bytes) {}

  private final int bound;
  private final Set<Digest> digests = new LinkedHashSet<>();

  DuplicateFilter(int bound) {
    this.bound = bound;
  }

  static Digest digest(Buffer sealedMessage) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return new Digest(ByteBuffer.wrap(sha256.digest(sealedMessage.getBytes())));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Whether this message was handled; if so, it is now the most recently seen. */
  boolean contains(Digest digest) {
    boolean known = digests.remove(digest);
    if (known) {
      digests.add(digest);
    }
    return known;
  }

  void add(Digest digest) {
    digests.add(digest);
    if (digests.size() > bound) {
      Iterator<Digest> oldest = digests.iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
