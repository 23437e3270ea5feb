package org.messagingserver.tools.chaos;

import java.util.Optional;
import java.util.Random;
import org.messagingserver.client.DeliveryToken;

/** The delivery token that a client names with a request. */
enum NamedToken {
  /** That of the recipient, if it has one. */
  RIGHT,
  /** One that no device admits, which counts as none. */
  WRONG,
  NONE;

  private static final double RIGHT_SHARE = 0.7;
  private static final double WRONG_SHARE = 0.1;

  private static final DeliveryToken UNKNOWN = Admissions.token(new Random(-1));

  static NamedToken random(Random random) {
    double share = random.nextDouble();
    if (share < RIGHT_SHARE) {
      return RIGHT;
    }
    return share < RIGHT_SHARE + WRONG_SHARE ? WRONG : NONE;
  }

  /**
   * The token to name.
   *
   * @param right that of the recipient
   */
  Optional<DeliveryToken> of(Optional<DeliveryToken> right) {
    return switch (this) {
      case RIGHT -> right;
      case WRONG -> Optional.of(UNKNOWN);
      case NONE -> Optional.empty();
    };
  }
}
