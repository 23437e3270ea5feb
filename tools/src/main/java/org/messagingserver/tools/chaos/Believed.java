package org.messagingserver.tools.chaos;

import java.util.OptionalInt;
import java.util.Random;

/** The registration of a device that a sender names with its message. */
enum Believed {
  /** None: any will do. */
  ANY,
  /** The one that the device requested last. */
  LATEST,
  /** The one before that. */
  FORMER;

  private static final double NAMED_SHARE = 0.08;
  private static final double FORMER_SHARE = 0.04;

  static Believed random(Random random) {
    double share = random.nextDouble();
    if (share < FORMER_SHARE) {
      return FORMER;
    }
    return share < NAMED_SHARE ? LATEST : ANY;
  }

  /** The registrationID to name. */
  OptionalInt of(Recipient to) {
    int latest = to.registrationId().get();
    return switch (this) {
      case ANY -> OptionalInt.empty();
      case LATEST -> OptionalInt.of(latest);
      case FORMER -> OptionalInt.of(latest - 1);
    };
  }
}
