package org.messagingserver.ratelimit;

import java.net.InetAddress;
import java.util.Optional;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeliveryToken;
import org.messagingserver.protocol.UserId;
import org.messagingserver.ratelimit.AdmissionResult.Decision;
import org.messagingserver.ratelimit.LimitMeters.Limited;

/** Counts a connection's requests against its own buckets, its source's and its node's. */
final class CountingClientQuota implements ClientQuota {
  /** The cost in bytes of a frame without a request, beside its size: reading it costs too. */
  private static final int FRAME_BYTES = 256;

  /** One-time keys that are hashed at the cost of one registration. */
  private static final int HASHES_PER_REGISTRATION = 32;

  /** How long to stay away where nobody knows when there will be room. */
  private static final int NO_ROOM_SECONDS = 30;

  /** This many over a limit receive an error; more are closed silently. */
  private static final int HARD_LIMIT_MARGIN = 16;

  private final NodeLimits nodeLimits;
  private final CountingConnectionLimiter connectionLimiter;
  private SourceId sourceId;
  private ConnectionBuckets own;
  private Address lastTo;
  private SourceRecipientBuckets lastSourceRecipient;
  private boolean released;

  CountingClientQuota(NodeLimits nodeLimits, CountingConnectionLimiter connectionLimiter) {
    this.nodeLimits = nodeLimits;
    this.connectionLimiter = connectionLimiter;
    nodeLimits.connections().incrementAndGet();
  }

  @Override
  public void setSource(InetAddress address) {
    if (!released) {
      moveTo(
          connectionLimiter
              .epochQuotas()
              .sourceId(AddressPrefix.of(address), nodeLimits.nextNonce()));
    }
  }

  /** A new epoch has begun. */
  void migrateTo(EpochQuotas next) {
    if (!released && sourceId != null) {
      moveTo(sourceId.rehash(next));
    }
  }

  private void moveTo(SourceId next) {
    leaveSource();
    sourceId = next;
    sourceId.buckets().connections().incrementAndGet();
    lastTo = null;
  }

  private void leaveSource() {
    if (sourceId != null) {
      sourceId.buckets().connections().decrementAndGet();
    }
  }

  @Override
  public boolean exceedsHardLimit() {
    boolean ofSource =
        sourceId != null && isFarOver(ofSource(), nodeLimits.settings().source().connections());
    return ofSource || isFarOver(ofNode(), nodeLimits.settings().connections());
  }

  private static boolean isFarOver(int connections, int limit) {
    return connections - limit > limit / 4 + HARD_LIMIT_MARGIN;
  }

  private int ofSource() {
    return sourceId.buckets().connections().get();
  }

  private int ofNode() {
    return nodeLimits.connections().get();
  }

  @Override
  public AdmissionResult admit() {
    AdmissionResult admissionResult = admission();
    if (admissionResult.decision() == Decision.SOURCE_LIMITED) {
      nodeLimits.meters().hit(Limited.SOURCE_ENTRY);
    } else if (admissionResult.decision() == Decision.NODE_LIMITED) {
      nodeLimits.meters().hit(Limited.NODE_ENTRY);
    }
    return admissionResult;
  }

  private AdmissionResult admission() {
    if (ofSource() > nodeLimits.settings().source().connections()) {
      return new AdmissionResult(Decision.SOURCE_LIMITED, NO_ROOM_SECONDS);
    }
    int wait = sourceId.buckets().handshakes().take(1);
    if (wait == TokenBucket.NOW) {
      // Else what is dropped would cost nothing: it ends its connection anyway.
      wait = sourceId.buckets().bytes().untilAny();
    }
    if (wait != TokenBucket.NOW) {
      return new AdmissionResult(Decision.SOURCE_LIMITED, wait);
    }
    if (ofNode() > nodeLimits.settings().connections()) {
      return new AdmissionResult(Decision.NODE_LIMITED, NO_ROOM_SECONDS);
    }
    wait = nodeLimits.handshakes().take(1);
    return wait == TokenBucket.NOW
        ? AdmissionResult.GRANTED
        : new AdmissionResult(Decision.NODE_LIMITED, wait);
  }

  @Override
  public int request(int bytes) {
    return request(1, bytes);
  }

  @Override
  public int fanOut(int requests, long bytes) {
    return requests == 0 ? TokenBucket.NOW : request(requests, bytes);
  }

  private int request(int count, long bytes) {
    int wait = own().requests().take(count);
    if (wait == TokenBucket.NOW) {
      wait = sourceId.buckets().requests().take(count);
    }
    return metered(Limited.REQUEST, wait == TokenBucket.NOW ? bytes(bytes) : wait);
  }

  private int metered(Limited limited, int wait) {
    if (wait != TokenBucket.NOW) {
      nodeLimits.meters().hit(limited);
    }
    return wait;
  }

  @Override
  public int frame(int bytes) {
    return metered(Limited.FRAME, bytes(bytes + FRAME_BYTES));
  }

  private int bytes(long bytes) {
    int wait = own().bytes().take(bytes);
    return wait == TokenBucket.NOW ? sourceId.buckets().bytes().take(bytes) : wait;
  }

  @Override
  public boolean dropped(int bytes) {
    boolean paid = sourceId.buckets().bytes().takeUpTo(bytes);
    if (!paid) {
      nodeLimits.meters().hit(Limited.FRAME);
    }
    return paid;
  }

  /** Most connections only receive, and have acks to send at most. */
  private ConnectionBuckets own() {
    if (own == null) {
      own = ConnectionBuckets.fresh(nodeLimits.settings(), nodeLimits.clock());
    }
    return own;
  }

  @Override
  public int login() {
    return metered(Limited.LOGIN, sourceId.buckets().failedLogins().untilAny());
  }

  @Override
  public void loginFailed() {
    int unused = sourceId.buckets().failedLogins().take(1);
  }

  @Override
  public int registration(int keys) {
    int wait = sourceId.buckets().registrations().take(1);
    boolean isFree = wait != TokenBucket.NOW || keys == 0;
    return metered(Limited.REGISTRATION, isFree ? wait : sourceId.buckets().keys().take(keys));
  }

  @Override
  public int keyHashes(int keys) {
    int registrations = (keys + HASHES_PER_REGISTRATION - 1) / HASHES_PER_REGISTRATION;
    return metered(Limited.REGISTRATION, sourceId.buckets().registrations().take(registrations));
  }

  @Override
  public int upload(long bytes) {
    TokenBucket ofSource = sourceId.buckets().uploadBytes();
    int wait = ofSource.take(bytes);
    if (wait == TokenBucket.NOW) {
      wait = nodeLimits.uploadBytes().take(bytes);
      if (wait != TokenBucket.NOW) {
        ofSource.refund(bytes);
      }
    }
    return metered(Limited.UPLOAD, wait);
  }

  /** Waits, and refuses nothing: no limit is hit. */
  @Override
  public int transferWait() {
    return sourceId.buckets().transferBytes().untilAny();
  }

  /** Transfers exceed the limit by a block each, at most. */
  @Override
  public void transferred(int bytes) {
    boolean unused = sourceId.buckets().transferBytes().takeUpTo(bytes);
  }

  @Override
  public int message(Address to, int bytes) {
    if (!to.equals(lastTo)) {
      lastSourceRecipient = sourceId.epochQuotas().sourceRecipient(sourceId, to);
      lastTo = to;
    }
    return metered(Limited.MESSAGE, lastSourceRecipient.take(bytes));
  }

  @Override
  public OneTimeKeyGrant oneTimeKeys(UserId user, Optional<DeliveryToken> token) {
    EpochQuotas epochQuotas = sourceId.epochQuotas();
    boolean fromSource = epochQuotas.keysFromSource(sourceId, user).take(1) == TokenBucket.NOW;
    OneTimeKeyGrant grant =
        fromSource
            ? OneTimeKeyGrant.take(
                epochQuotas.keysOfUser(user),
                token.map(given -> epochQuotas.keysForHolder(user, given)))
            : OneTimeKeyGrant.NONE;
    if (grant.isNone()) {
      nodeLimits.meters().hit(Limited.ONE_TIME_KEYS);
    }
    return grant;
  }

  @Override
  public boolean mayContinue() {
    return own().refusals().take(1) == TokenBucket.NOW;
  }

  @Override
  public FieldLimits fields() {
    return nodeLimits.settings().fields();
  }

  @Override
  public long source() {
    return sourceId.name();
  }

  @Override
  public long sourceOfTheDay() {
    return sourceId.hash(nodeLimits.dayKey());
  }

  @Override
  public void release() {
    if (!released) {
      released = true;
      leaveSource();
      nodeLimits.connections().decrementAndGet();
      connectionLimiter.released(this);
    }
  }
}
