package org.messagingserver.mailbox;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import org.messagingserver.postgres.Database;

/**
 * An operator trusts the clock of a database, so that what has expired by it may go.
 *
 * @param clock its reading
 * @param gap how far it was ahead of the time seen before; negative where it was behind
 * @param trusted false where nothing was changed, since the clock of this machine says otherwise
 */
public record ClockTrust(Instant clock, Duration gap, boolean trusted) {

  /**
   * Believes the database's clock from now on, unless it and another say different times.
   *
   * @param here what the clock of this machine says
   */
  public static Future<ClockTrust> grant(Database database, Instant here) {
    TrustedTime time = new TrustedTime(database);
    return time.read()
        .compose(
            found ->
                found.agreesWith(here)
                    ? time.trust().map(new ClockTrust(found.clock(), found.gap(), true))
                    : Future.succeededFuture(new ClockTrust(found.clock(), found.gap(), false)));
  }
}
