package org.messagingserver.limits;

import java.net.InetAddress;
import org.messagingserver.identity.Address;
import org.messagingserver.identity.UserId;
import org.messagingserver.limits.Entry.Verdict;
import org.messagingserver.limits.LimitMeters.Limited;

/** Counts what a connection asks against its own budget, its source's and its node's. */
final class LimitedVisit implements Visit {
  /** The cost in bytes of a frame without a request, beside its size: reading it costs too. */
  private static final int FRAME_BYTES = 256;

  /** How long to stay away where nobody knows when there will be room. */
  private static final int NO_ROOM_SECONDS = 30;

  /** This many over a limit receive an error; more are closed silently. */
  private static final int FEW_TOO_MANY = 16;

  private final Limits limits;
  private final LimitedDoor door;
  private Origin origin;
  private OwnBudget own;
  private Address lastTo;
  private PairBudget lastPair;
  private boolean left;

  LimitedVisit(Limits limits, LimitedDoor door) {
    this.limits = limits;
    this.door = door;
    limits.connections().incrementAndGet();
  }

  @Override
  public void from(InetAddress address) {
    if (!left) {
      moveTo(door.ledger().origin(Prefix.of(address), limits.nextNonce()));
    }
  }

  /** A new hour has begun. */
  void carryInto(Ledger next) {
    if (!left && origin != null) {
      moveTo(origin.under(next));
    }
  }

  private void moveTo(Origin next) {
    release();
    origin = next;
    origin.budget().connections().incrementAndGet();
    lastTo = null;
  }

  private void release() {
    if (origin != null) {
      origin.budget().connections().decrementAndGet();
    }
  }

  @Override
  public boolean isFarTooMany() {
    boolean ofSource =
        origin != null && isFarOver(ofSource(), limits.settings().source().connections());
    return ofSource || isFarOver(ofNode(), limits.settings().connections());
  }

  private static boolean isFarOver(int connections, int limit) {
    return connections - limit > limit / 4 + FEW_TOO_MANY;
  }

  private int ofSource() {
    return origin.budget().connections().get();
  }

  private int ofNode() {
    return limits.connections().get();
  }

  @Override
  public Entry enters() {
    Entry entry = entry();
    if (entry.verdict() == Verdict.SOURCE_IS_OVER) {
      limits.meters().hit(Limited.SOURCE_ENTRY);
    } else if (entry.verdict() == Verdict.NODE_IS_FULL) {
      limits.meters().hit(Limited.NODE_ENTRY);
    }
    return entry;
  }

  private Entry entry() {
    if (ofSource() > limits.settings().source().connections()) {
      return new Entry(Verdict.SOURCE_IS_OVER, NO_ROOM_SECONDS);
    }
    int wait = origin.budget().handshakes().take(1);
    if (wait == Budget.NOW) {
      // Else what is dropped would cost nothing: it ends its connection anyway.
      wait = origin.budget().bytes().untilAny();
    }
    if (wait != Budget.NOW) {
      return new Entry(Verdict.SOURCE_IS_OVER, wait);
    }
    if (ofNode() > limits.settings().connections()) {
      return new Entry(Verdict.NODE_IS_FULL, NO_ROOM_SECONDS);
    }
    wait = limits.handshakes().take(1);
    return wait == Budget.NOW ? Entry.GRANTED : new Entry(Verdict.NODE_IS_FULL, wait);
  }

  @Override
  public int request(int bytes) {
    int wait = own().requests().take(1);
    if (wait == Budget.NOW) {
      wait = origin.budget().requests().take(1);
    }
    return metered(Limited.REQUEST, wait == Budget.NOW ? bytes(bytes) : wait);
  }

  private int metered(Limited limited, int wait) {
    if (wait != Budget.NOW) {
      limits.meters().hit(limited);
    }
    return wait;
  }

  @Override
  public int frame(int bytes) {
    return metered(Limited.FRAME, bytes(bytes + FRAME_BYTES));
  }

  private int bytes(int bytes) {
    int wait = own().bytes().take(bytes);
    return wait == Budget.NOW ? origin.budget().bytes().take(bytes) : wait;
  }

  @Override
  public boolean dropped(int bytes) {
    boolean paid = origin.budget().bytes().takeUpTo(bytes);
    if (!paid) {
      limits.meters().hit(Limited.FRAME);
    }
    return paid;
  }

  /** Most connections only receive, and have acks to send at most. */
  private OwnBudget own() {
    if (own == null) {
      own = OwnBudget.fresh(limits.settings(), limits.clock());
    }
    return own;
  }

  @Override
  public int login() {
    return metered(Limited.LOGIN, origin.budget().failedLogins().untilAny());
  }

  @Override
  public void loginFailed() {
    int unused = origin.budget().failedLogins().take(1);
  }

  @Override
  public int registration(int keys) {
    int wait = origin.budget().registrations().take(1);
    boolean isFree = wait != Budget.NOW || keys == 0;
    return metered(Limited.REGISTRATION, isFree ? wait : origin.budget().keys().take(keys));
  }

  @Override
  public int message(Address to, int bytes) {
    if (!to.equals(lastTo)) {
      lastPair = origin.ledger().pair(origin, to);
      lastTo = to;
    }
    return metered(Limited.MESSAGE, lastPair.take(bytes));
  }

  @Override
  public boolean mayTakeOneTimeKeys(UserId user) {
    Ledger ledger = origin.ledger();
    int wait = ledger.keysFromSource(origin, user).take(1);
    if (wait == Budget.NOW) {
      wait = ledger.keysOfUser(user).take(1);
    }
    return metered(Limited.ONE_TIME_KEYS, wait) == Budget.NOW;
  }

  @Override
  public boolean mayGoOn() {
    return own().refusals().take(1) == Budget.NOW;
  }

  @Override
  public FieldLimits fields() {
    return limits.settings().fields();
  }

  @Override
  public long source() {
    return origin.name();
  }

  @Override
  public void leaves() {
    if (!left) {
      left = true;
      release();
      limits.connections().decrementAndGet();
      door.left(this);
    }
  }
}
