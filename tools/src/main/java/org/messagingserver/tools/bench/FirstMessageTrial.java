package org.messagingserver.tools.bench;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.messagingserver.tools.bench.load.AtOnce;
import org.messagingserver.tools.bench.load.EventLoops;
import org.messagingserver.tools.bench.load.ReturningUser;

/**
 * Messages to recipients that the sender's node has not sent anything to, one at a time: each needs
 * a look-up. Each round has new users.
 */
final class FirstMessageTrial implements Trial {
  private static final int USERS = 300;

  private final EventLoops loops;
  private final URI senders;
  private final URI recipients;
  private final WarmUp warmUp;

  FirstMessageTrial(EventLoops loops, WarmUp warmUp, URI senders, URI recipients) {
    this.loops = loops;
    this.warmUp = warmUp;
    this.senders = senders;
    this.recipients = recipients;
  }

  @Override
  public void warmUp() {
    warmUp.run(this::round);
  }

  @Override
  public RoundMetrics round() {
    List<ReturningUser> present = ReturningUser.register(loops, USERS, recipients, senders);
    List<ReturningUser> absent = ReturningUser.register(loops, USERS, recipients, senders);
    AtOnce.run(USERS, present, user -> user.logIn(recipients));
    Times live = Times.of(AtOnce.run(1, present, ReturningUser::receive));
    Times stored = Times.of(AtOnce.run(1, absent, ReturningUser::store));
    ReturningUser.closeAll(present);
    ReturningUser.closeAll(absent);
    return new RoundMetrics(
        Map.of(
            Metric.FIRST_LIVE_P50, live.millis(50),
            Metric.FIRST_LIVE_P99, live.millis(99),
            Metric.FIRST_ABSENT_P50, stored.millis(50),
            Metric.FIRST_ABSENT_P99, stored.millis(99)));
  }

  @Override
  public void close() {
    // Each round closes its clients.
  }
}
