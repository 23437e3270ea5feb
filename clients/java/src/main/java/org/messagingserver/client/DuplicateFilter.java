package org.messagingserver.client;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** Remembers the messages last handled, by their SHA-256; the one not seen longest goes first. */
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

  /** Whether this was handled; if so, it counts as seen just now. */
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
