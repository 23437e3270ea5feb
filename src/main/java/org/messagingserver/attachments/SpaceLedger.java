package org.messagingserver.attachments;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Grants no more bytes than there is room for: what is kept, what is coming in and what has been
 * offered a place all count, and none of it as less than a block of a disk. One source has at most
 * its part of the free space under way. May be used from any thread.
 */
final class SpaceLedger {
  /** Tiny attachments would else cost only the names of their files. */
  private static final long BLOCK = 4096;

  private final long max;
  private final Map<String, Claim> claims = new HashMap<>();
  private final Map<Long, Long> bySource = new HashMap<>();
  private long stored;
  private long storedSinceSurvey;
  private long claimed;
  private long expiredAt = Long.MIN_VALUE;

  /**
   * Room that is not filled yet.
   *
   * @param source whom it counts for; 0 for nobody
   * @param endsAt seconds since 1970, or {@link #OPEN}
   */
  record Claim(long cost, long source, long endsAt) {}

  /** Of a claim that ends when it is released. */
  static final long OPEN = Long.MAX_VALUE;

  SpaceLedger(long max) {
    this.max = max;
  }

  /** The bytes that an attachment counts as. */
  static long cost(long bytes) {
    return Math.max(1, (bytes + BLOCK - 1) / BLOCK) * BLOCK;
  }

  /** Makes a claim, or none where there is no room for it; whether it did. */
  synchronized boolean claim(String name, Claim claim) {
    if (claim.cost() > free() || (claim.source() != 0 && isOverShare(claim))) {
      return false;
    }
    put(name, claim);
    return true;
  }

  private boolean isOverShare(Claim claim) {
    long own = bySource.getOrDefault(claim.source(), 0L);
    return own + claim.cost() > (free() + own) / AttachmentSettings.SOURCES;
  }

  /** Counts a claim that was made elsewhere, or before a restart. */
  synchronized void note(String name, Claim claim) {
    if (!claims.containsKey(name)) {
      put(name, claim);
    }
  }

  /** Turns a claim into another, which may be larger only where there is room; whether it did. */
  synchronized boolean replace(String name, String next, long cost) {
    Claim before = claims.get(name);
    long source = before == null ? 0 : before.source();
    long held = before == null ? 0 : before.cost();
    if (cost - held > free()) {
      return false;
    }
    release(name);
    put(next, new Claim(cost, source, OPEN));
    return true;
  }

  private void put(String name, Claim claim) {
    release(name);
    claims.put(name, claim);
    claimed += claim.cost();
    if (claim.source() != 0) {
      bySource.merge(claim.source(), claim.cost(), Long::sum);
    }
  }

  /** The source of a claim; 0 without a claim. */
  synchronized long source(String name) {
    Claim claim = claims.get(name);
    return claim == null ? 0 : claim.source();
  }

  /** The claim is over. */
  synchronized void release(String name) {
    Claim claim = claims.remove(name);
    if (claim != null) {
      forget(claim);
    }
  }

  private void forget(Claim claim) {
    claimed -= claim.cost();
    if (claim.source() != 0) {
      bySource.computeIfPresent(
          claim.source(), (same, sum) -> sum == claim.cost() ? null : sum - claim.cost());
    }
  }

  /** The attachment of a claim is kept now. */
  synchronized void stored(String name, long cost) {
    release(name);
    stored += cost;
    storedSinceSurvey += cost;
  }

  /** Lets go of what nobody came for. Looks at all claims, once a second. */
  synchronized void expire(long now) {
    if (now == expiredAt) {
      return;
    }
    expiredAt = now;
    Iterator<Claim> each = claims.values().iterator();
    while (each.hasNext()) {
      Claim claim = each.next();
      if (claim.endsAt() <= now) {
        each.remove();
        forget(claim);
      }
    }
  }

  /** The files are about to be counted. */
  synchronized void surveyBegins() {
    storedSinceSurvey = 0;
  }

  /** They have been; what came meanwhile counts twice until the next time. */
  synchronized void surveyed(long bytes) {
    stored = bytes + storedSinceSurvey;
  }

  private long free() {
    return max - stored - claimed;
  }

  /** The bytes that are kept. */
  synchronized long stored() {
    return stored;
  }

  /** The bytes that may still come. */
  synchronized long claimed() {
    return claimed;
  }
}
