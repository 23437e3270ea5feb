package org.messagingserver.tools.chaos;

import java.util.List;
import java.util.Random;
import org.messagingserver.client.SendOptions;
import org.messagingserver.protocol.Handling;

/**
 * A message to be sent.
 *
 * @param padding its size, about
 * @param handling the wishes of its sender
 * @param believed the registration that its sender names
 * @param token the token that its sender names
 */
record Draft(int padding, Handling handling, Believed believed, NamedToken token) {
  private static final int MAX_PADDING = 1_200;
  private static final double ONLINE_ONLY_SHARE = 0.03;
  private static final double TTL_SHARE = 0.03;

  /** From a day on, since clocks that jump by an hour are believed. */
  private static final List<Integer> TTL_HOURS = List.of(24, 100, 720, 100_000);

  /** Any message: most senders have no wishes. */
  static Draft random(Random random) {
    return new Draft(
        random.nextInt(MAX_PADDING),
        handling(random),
        Believed.random(random),
        NamedToken.random(random));
  }

  private static Handling handling(Random random) {
    double share = random.nextDouble();
    if (share < ONLINE_ONLY_SHARE) {
      return new Handling(0, true);
    }
    return share < ONLINE_ONLY_SHARE + TTL_SHARE
        ? new Handling(TTL_HOURS.get(random.nextInt(TTL_HOURS.size())))
        : Handling.ORDINARY;
  }

  /** The options for this recipient at the moment; they may change. */
  SendOptions options(Recipient to) {
    return new SendOptions(handling, believed.of(to), token.of(to.token()));
  }
}
