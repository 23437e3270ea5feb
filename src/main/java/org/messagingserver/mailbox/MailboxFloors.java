package org.messagingserver.mailbox;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.messagingserver.encryption.HashedAddress;

/**
 * Never passes over a row that is in a mailbox or that a transaction may still commit: every such
 * row is at the mailbox's floor or above. Reads that begin there do not walk rows that are dead for
 * everybody but an old snapshot.
 *
 * <p>Row numbers are drawn before their transactions commit, so the lowest row that a read sees is
 * no floor by itself. A deletion has seen its highest row <i>r</i>, committed, before it got its
 * transaction id <i>y</i>. Each transaction that drew <i>r</i> or a lower number had its id before
 * the number, so its id is below <i>y</i>. In a snapshot whose oldest running transaction is
 * <i>y</i> or later, they have all ended: it shows every row up to <i>r</i> that will ever be
 * there, and the floor is the lowest of these, or <i>r</i> + 1.
 *
 * <p>A floor holds for one incarnation of the database, where no number is drawn twice; with
 * another, all are forgotten. What is forgotten costs time, and no message. May be used from any
 * thread.
 */
public final class MailboxFloors {
  /**
   * The incarnation as SQL: the running Postgres and the table's file. A promoted standby is
   * another process, and a table that was restored or emptied is another file.
   */
  static final String INCARNATION =
      "(SELECT hash_record_extended("
          + "ROW(pg_postmaster_start_time(), pg_relation_filenode('mailbox')), 0))";

  /** Where nothing is left of a mailbox, as SQL. */
  static final String NOTHING = Long.MAX_VALUE + "::bigint";

  /** As SQL: the remembered floor where its incarnation is the present one, or what is stored. */
  private static String floor(String remembered, String in, String user, String device) {
    return """
        greatest(CASE WHEN $incarnation = $in::bigint THEN $remembered::bigint ELSE 0 END,
                 (SELECT s.row_id FROM mailbox_floor s
                  WHERE s.user_hash = $user AND s.device_id = $device))"""
        .replace("$incarnation", INCARNATION)
        .replace("$in", in)
        .replace("$remembered", remembered)
        .replace("$user", user)
        .replace("$device", device);
  }

  /**
   * The floor of the mailbox of {@code $1} and {@code $2}, as SQL.
   *
   * @param remembered by this node
   * @param in the incarnation in which that is a floor
   */
  static String ofOne(String remembered, String in) {
    return "(SELECT " + floor(remembered, in, "$1", "$2") + ")";
  }

  /** The same for each row of {@code a}, as a table {@code f} to join. */
  static String lateral(String alias, String in) {
    return "CROSS JOIN LATERAL (SELECT "
        + floor(alias + ".floor", in, alias + ".user_hash", alias + ".device_id")
        + " AS row_id OFFSET 0) f";
  }

  private static final int MAX_REMEMBERED = 50_000;

  /** Deleted rows that a read may walk before the floor is raised beyond them. */
  private static final int WALKED = 32;

  /** Deleted rows before the floor is stored, and what it is then rounded down to. */
  private static final int COARSE = 10_000;

  private static final long STORE_NANOS = Duration.ofHours(1).toNanos();

  /** Deletions of one transaction from one mailbox. */
  record Deleted(long incarnation, long transaction, long highest, long rows) {}

  /**
   * A look at a mailbox.
   *
   * @param horizon the oldest transaction that was running
   * @param lowest the lowest row at the floor or above, delivered, expired or whatever it is
   */
  record Seen(long incarnation, long horizon, long lowest) {}

  /**
   * Where a statement begins.
   *
   * @param incarnation in which the row is a floor
   * @param rises whether the statement is to tell what it sees
   */
  record Floor(long incarnation, long row, boolean rises) {}

  /** Where a statement about several mailboxes begins in each. */
  record Floors(long incarnation, List<Long> rows) {
    Long[] array() {
      return rows.toArray(Long[]::new);
    }
  }

  private static final class Known {
    private long row;
    private long deleted;
    private Deleted awaited;
    private long deletedSinceStored;
    private OptionalLong storedAt = OptionalLong.empty();
  }

  private final LongSupplier nanoTime;
  private long incarnation;
  private final Map<HashedAddress, Known> all =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<HashedAddress, Known> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  /** Of the mailboxes that this node reads. */
  public MailboxFloors() {
    this(System::nanoTime);
  }

  MailboxFloors(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  synchronized Floor of(HashedAddress owner) {
    Known known = all.get(owner);
    return known == null
        ? new Floor(incarnation, 0, false)
        : new Floor(incarnation, known.row, known.awaited != null);
  }

  /** Those of several, in their order, all of one incarnation. */
  synchronized Floors of(Collection<HashedAddress> owners) {
    return new Floors(incarnation, owners.stream().map(owner -> of(owner).row).toList());
  }

  synchronized void deleted(HashedAddress owner, Deleted deletion) {
    enter(deletion.incarnation);
    Known known = all.computeIfAbsent(owner, first -> new Known());
    known.deleted += deletion.rows;
    known.deletedSinceStored += deletion.rows;
    if (known.awaited == null && known.deleted >= WALKED) {
      known.awaited = deletion;
      known.deleted = 0;
    }
  }

  private void enter(long present) {
    if (incarnation != present) {
      incarnation = present;
      all.clear();
    }
  }

  /**
   * Raises the floor of a mailbox if the read has seen enough.
   *
   * @return what to store, seldom
   */
  synchronized OptionalLong read(HashedAddress owner, Seen seen) {
    Known known = all.get(owner);
    if (known == null
        || known.awaited == null
        || seen.incarnation != incarnation
        || seen.horizon < known.awaited.transaction) {
      return OptionalLong.empty();
    }
    known.row = Math.max(known.row, Math.min(seen.lowest, known.awaited.highest + 1));
    known.awaited = null;
    return toStore(known);
  }

  /** Neither the row nor the time when it is stored tells when a device was there. */
  private OptionalLong toStore(Known known) {
    long now = nanoTime.getAsLong();
    long rounded = known.row / COARSE * COARSE;
    boolean recent = known.storedAt.isPresent() && now - known.storedAt.getAsLong() < STORE_NANOS;
    if (known.deletedSinceStored < COARSE || recent || rounded == 0) {
      return OptionalLong.empty();
    }
    known.deletedSinceStored = 0;
    known.storedAt = OptionalLong.of(now);
    return OptionalLong.of(rounded);
  }

  /** A read has failed: the next one begins at the front. */
  synchronized void forget(HashedAddress owner) {
    Known known = all.get(owner);
    if (known != null) {
      known.row = 0;
      known.awaited = null;
    }
  }
}
